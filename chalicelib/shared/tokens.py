"""The city's own access tokens: how one is checked, anywhere, without asking AWS."""

from functools import cache
from typing import Any

import jwt

from chalicelib.shared import settings
from chalicelib.shared.access import Person
from chalicelib.shared.errors import NotAuthenticated

ALGORITHM = "ES256"
TOKEN_TYPE = "at+jwt"  # noqa: S105  (the media type of RFC 9068 §2.1)
LONGEST = 4096
_SKEW_SECONDS = 5


def check_access_token(token: str) -> Person:
    """Return the person a token names; raise NotAuthenticated when it is forged, expired, foreign or malformed.

    The algorithm is ours and never the token's own wish (RFC 8725 §3.1); issuer, audience and type are pinned.
    """
    if len(token) > LONGEST:
        raise NotAuthenticated("token_invalid")
    try:
        claims = _claims(token)
        return Person(str(claims["sub"]), str(claims["sid"]), int(claims.get("assurance_level", 1)), int(claims["exp"]))
    except jwt.ExpiredSignatureError:
        raise NotAuthenticated("token_expired") from None
    except (jwt.PyJWTError, ValueError, KeyError):
        raise NotAuthenticated("token_invalid") from None


def _claims(token: str) -> dict[str, Any]:
    header = jwt.get_unverified_header(token)
    if header.get("typ") != TOKEN_TYPE or header.get("alg") != ALGORITHM:
        raise jwt.InvalidTokenError("not one of our access tokens")
    claims: dict[str, Any] = jwt.decode(
        token,
        _keys()[str(header.get("kid"))],
        algorithms=[ALGORITHM],
        issuer=settings.token_issuer(),
        audience=settings.token_audience(),
        leeway=_SKEW_SECONDS,
        options={"require": ["exp", "iat", "iss", "aud", "sub", "sid"]},
    )
    return claims


@cache
def _keys() -> dict[str, Any]:
    keys = jwt.PyJWKSet.from_dict(settings.token_jwks()).keys
    return {str(key.key_id): key.key for key in keys}
