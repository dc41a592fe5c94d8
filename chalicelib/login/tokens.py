"""Making tokens: the access token, short and signed; the refresh token, opaque and derived so a retry repeats it."""

import hashlib
import json
import re
from functools import cache
from typing import Any

import jwt

from chalicelib.login import rules
from chalicelib.shared import clock, ids, settings
from chalicelib.shared.secrets import keyed_hash, secret
from chalicelib.shared.sessions import Session
from chalicelib.shared.tokens import ALGORITHM, TOKEN_TYPE

_FORM = re.compile(r"(session_[0-9A-HJKMNP-TV-Z]{26})\.([1-9][0-9]{0,8})\.[0-9a-f]{64}", re.ASCII)


def access_token(session: Session) -> str:
    """Return a signed access token of this session, good for 15 minutes (RFC 9068); it holds no role and no name."""
    now = int(clock.now().timestamp())
    claims = {
        "iss": settings.token_issuer(),
        "aud": settings.token_audience(),
        "sub": session.citizen_id,
        "sid": session.session_id,
        "assurance_level": int(session.assurance_level),
        "iat": now,
        "exp": now + rules.ACCESS_SECONDS,
        "jti": ids.new_ulid("token"),
    }
    key_id, key = _signing_key()
    return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": key_id, "typ": TOKEN_TYPE})


def refresh_token(session: Session, generation: int) -> str:
    """Return the refresh token of a session's generation.

    It is derived rather than drawn, so that the successor whose answer was lost can be given again although only its
    hash is stored. Neither the key nor the table alone is enough to derive it: the seed lies in the session's row.
    """
    derived = keyed_hash("refresh-key", "refresh", session.session_id, str(generation), session.seed)
    return f"{session.session_id}.{generation}.{derived}"


def read_refresh_token(token: str) -> tuple[str, int] | None:
    """Return session and generation that a refresh token claims; None when it cannot be one of ours.

    The claim is worth nothing until the token is compared with what the session knows.
    """
    found = _FORM.fullmatch(token)
    return (found[1], int(found[2])) if found else None


def hashed(token: str) -> str:
    """Return what is stored of a refresh token."""
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _signing_key() -> tuple[str, Any]:
    keys = json.loads(secret("signing-key"))["keys"]
    # The first key signs; those behind it are only kept while their tokens live.
    return str(keys[0]["kid"]), jwt.PyJWK.from_dict(keys[0]).key
