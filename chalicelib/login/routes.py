"""The HTTP face of the login."""

from typing import Any

from chalice import Blueprint

from chalicelib.login import service
from chalicelib.login.schemas import LoginPage, LoginReturn, RefreshRequest, Tokens
from chalicelib.shared import settings
from chalicelib.shared.access import OPEN
from chalicelib.shared.http import Answer, Call, endpoint
from chalicelib.shared.query import word

blueprint = Blueprint(__name__)

_REDIRECT_URI = {
    "redirect_uri": word(required=True, description="Where VNeID sends the citizen back; one the city registered.")
}
_KEY_SET = {
    "type": "object",
    "required": ["keys"],
    "properties": {"keys": {"type": "array", "items": {"type": "object", "required": ["kty", "kid"]}}},
}


@endpoint(blueprint, "GET", "/v1/login/vneid", access=OPEN, query=_REDIRECT_URI, answer=LoginPage, problems=(503,))
def start_login(call: Call) -> LoginPage:
    """Begin a login with VNeID.

    Open `authorize_url` in the system's browser. VNeID sends the citizen back to `redirect_uri` with `code` and
    `state`, which go to the callback within ten minutes.
    """
    return service.start(call.query["redirect_uri"])


@endpoint(
    blueprint, "POST", "/v1/login/vneid/callback",
    access=OPEN, body=LoginReturn, answer=Tokens, problems=(400, 503),
)  # fmt: skip
def finish_login(call: Call) -> Tokens:
    """Trade the code that VNeID gave for the city's own tokens.

    A state serves once. The access token lives 15 minutes; the refresh token is replaced at each use.
    """
    return service.finish(call.body.code, call.body.state)


@endpoint(blueprint, "POST", "/v1/login/refresh", access=OPEN, body=RefreshRequest, answer=Tokens, problems=(401,))
def refresh_tokens(call: Call) -> Tokens:
    """Trade a refresh token for new tokens.

    Sending the same token again within a minute, because the answer was lost, gives the same successor. Any other
    second use ends the session.
    """
    return service.refresh(call.body.refresh_token)


@endpoint(blueprint, "POST", "/v1/login/logout", access=OPEN, body=RefreshRequest, status=204)
def log_out(call: Call) -> Answer:
    """End the session of a refresh token; a token that is no longer known is answered the same way."""
    service.log_out(call.body.refresh_token)
    return Answer("")


@endpoint(blueprint, "GET", "/v1/login/jwks", access=OPEN, cache="public, max-age=300", answer=_KEY_SET)
def list_token_keys(call: Call) -> dict[str, Any]:  # noqa: ARG001
    """Give the public keys that access tokens are signed with (RFC 7517)."""
    return settings.token_jwks()
