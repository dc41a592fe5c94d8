"""Request and response shapes of the login."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Opaque = Annotated[str, StringConstraints(min_length=1, max_length=2048)]


class LoginPage(BaseModel):
    """Where to send the citizen, and until when she may come back."""

    authorize_url: str
    state: str
    expires_at: str


class LoginReturn(BaseModel):
    """What the identity provider put into the redirect URI."""

    model_config = ConfigDict(extra="forbid", strict=True)

    code: Opaque
    state: Opaque
    code_verifier: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._~\-]{43,128}$")] | None = None


class RefreshRequest(BaseModel):
    """The refresh token of a session."""

    model_config = ConfigDict(extra="forbid", strict=True)

    refresh_token: Opaque


class Tokens(BaseModel):
    """A successful answer of a token endpoint (RFC 6749 §5.1); `expires_in` in seconds."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105  (the name of a scheme, not a secret)
    expires_in: int
    refresh_token: str
