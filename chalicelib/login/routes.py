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

_LOGIN = {
    "redirect_uri": word(required=True, description="Where VNeID sends the citizen back; one the city registered."),
    "code_challenge": word(r"[A-Za-z0-9_\-]{43}", description="S256 of the app's own code_verifier (RFC 7636)."),
}
_KEY_SET = {
    "type": "object",
    "required": ["keys"],
    "properties": {"keys": {"type": "array", "items": {"type": "object", "required": ["kty", "kid"]}}},
}


@endpoint(blueprint, "GET", "/v1/login/vneid", access=OPEN, query=_LOGIN, answer=LoginPage, problems=(503,))
def start_login(call: Call) -> LoginPage:
    """Begin a login with VNeID.

    Open `authorize_url` in the system's browser. VNeID sends the citizen back to `redirect_uri` with `code` and
    `state`, which go to the callback within ten minutes. Give the `code_challenge` of a verifier that stays in the app:
    then nobody who sees the redirect can complete the login. Compare `state` with the one given here.
    """
    return service.start(call.query["redirect_uri"], call.query["code_challenge"])


@endpoint(
    blueprint, "POST", "/v1/login/vneid/callback",
    access=OPEN, body=LoginReturn, answer=Tokens, problems=(400, 409, 503),
)  # fmt: skip
def finish_login(call: Call) -> Tokens:
    """Trade the code that VNeID gave for the city's own tokens.

    A state serves once; the same return sent again within a minute gives the same session. The access token lives 15
    minutes; the refresh token is replaced at each use.
    """
    return service.finish(call.body.code, call.body.state, call.body.code_verifier)


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
