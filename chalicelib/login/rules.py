"""Pure decisions of the login: PKCE, what a provider's claims mean, which refresh is a retry and which a theft."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any, Literal

ATTEMPT_SECONDS = 600
ACCESS_SECONDS = 900
SESSION_SECONDS = 30 * 24 * 3600
# A phone that lost the answer of a refresh asks again within moments; a thief comes later.
RETRY_SECONDS = 60
# While one return is being completed, a twin of it is told to come back.
CLAIM_SECONDS = 20

Refresh = Literal["rotate", "repeat", "theft", "unknown"]

# The claims of VNeID that make up an identity (both dialects); everything else a provider sends is dropped.
_IDENTITY_CLAIMS = (
    "HoVaTen",
    "SoDinhDanh",
    "NgayThangNamSinh",
    "GioiTinh",
    "DiaChi",
    "HoChieu",
    "name",
    "preferred_username",
    "birthdate",
    "gender",
)


def code_challenge(code_verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636 §4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).decode().rstrip("=")


def app_may_complete(app_challenge: str | None, app_verifier: str | None) -> bool:
    """Tell whether who returns is who began: an app that gave a challenge must bring its verifier (RFC 7636 §4.6)."""
    if app_challenge is None:
        return app_verifier is None
    return app_verifier is not None and hmac.compare_digest(code_challenge(app_verifier), app_challenge)


def subject_of(claims: dict[str, Any]) -> str:
    """Return the stable pseudonymous subject: TechID where VNeID gives one (it equals sub at VNConnect), else sub."""
    return str(claims.get("TechID") or claims["sub"])


def identity_of(claims: dict[str, Any]) -> dict[str, Any]:
    """Return what belongs into the sealed identity."""
    return {name: claims[name] for name in _IDENTITY_CLAIMS if claims.get(name)}


def assurance_level_of(claims: dict[str, Any]) -> int:
    """Return VNeID's level, 1 or 2; anything that is not plainly level 2 counts as 1 (decree 69/2024)."""
    return 2 if str(claims.get("acr", "")).strip() in {"2", "LoA2"} else 1


def account_kind_of(claims: dict[str, Any]) -> str:
    """Return the kind of account behind the claims."""
    if str(claims.get("LoaiTaiKhoan", "1")) == "2":
        return "organisation"
    return "citizen" if claims.get("SoDinhDanh") or claims.get("preferred_username") else "foreigner"


@dataclass(frozen=True)
class Rotation:
    """What a session knows of its refresh tokens."""

    current_hash: str
    previous_hash: str | None
    rotated_at: float | None


def refresh_verdict(rotation: Rotation, presented_hash: str, was_ours: bool, now: float) -> Refresh:
    """Decide what a presented refresh token means.

    The current one rotates. The one before it gives the same successor again while the successor is unused (it is, or
    it would not be current) and the rotation is moments old: an answer was lost. Any other that was once ours was used
    before and kills the session (RFC 9700 §4.14.2). A forged one means nothing.
    """
    if presented_hash == rotation.current_hash:
        return "rotate"
    if presented_hash == rotation.previous_hash and rotation.rotated_at is not None:
        return "repeat" if now - rotation.rotated_at <= RETRY_SECONDS else "theft"
    return "theft" if was_ours else "unknown"
