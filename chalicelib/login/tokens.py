"""Making tokens: the access token, short and signed; the refresh token, opaque and derived so a retry repeats it."""

import hashlib
import json
from functools import cache
from typing import Any

import jwt

from chalicelib.login import rules
from chalicelib.shared import clock, ids, settings
from chalicelib.shared.secrets import keyed_hash, secret
from chalicelib.shared.sessions import Session
from chalicelib.shared.tokens import ALGORITHM, TOKEN_TYPE


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


def refresh_token(session_id: str, generation: int) -> str:
    """Return the refresh token of a session's generation.

    It is derived by a secret key rather than drawn, so that the successor whose answer was lost can be given again
    although only its hash is stored.
    """
    return f"{session_id}.{generation}.{keyed_hash('lookup-key', 'refresh', session_id, str(generation))}"


def session_id_of(token: str) -> str:
    """Return the session a refresh token claims to be of; the claim is worth nothing until its hash is compared."""
    return token.partition(".")[0]


def hashed(token: str) -> str:
    """Return what is stored of a refresh token."""
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _signing_key() -> tuple[str, Any]:
    keys = json.loads(secret("signing-key"))["keys"]
    # The first key signs; those behind it are only kept while their tokens live.
    return str(keys[0]["kid"]), jwt.PyJWK.from_dict(keys[0]).key
