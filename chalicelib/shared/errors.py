"""What can go wrong, as few kinds: a fact raises a CityError where it is known, `endpoint()` translates it once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True)
class FieldError:
    """One wrong field: where it stands (JSON pointer into body or query), a stable code, and words for its text."""

    pointer: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    location: str = "body"


class CityError(Exception):
    """A refusal that the caller understands: a stable code, an HTTP status, and the values its text speaks of."""

    status: ClassVar[int] = 500

    def __init__(
        self,
        code: str,
        *,
        fields: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
        **params: Any,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.fields = tuple(fields)
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})
        self.params = params


class Moved(CityError):
    """The thing has another address for good; `Location` says which."""

    status = 301

    def __init__(self, code: str, *, location: str, **params: Any) -> None:
        # Unlike other refusals it may be kept, for as long as the answers that it leads to.
        headers = {"Location": location, "Cache-Control": "public, max-age=300"}
        super().__init__(code, headers=headers, **params)


class SeveralChoices(CityError):
    """The thing became several; the problem names them, and only the caller can tell which is meant."""

    status = 300


class Malformed(CityError):
    """The request cannot be read at all."""

    status = 400


class NotAuthenticated(CityError):
    """Nobody is logged in, or the proof is bad."""

    status = 401

    def __init__(self, code: str = "unauthorized", **params: Any) -> None:
        super().__init__(code, headers={"WWW-Authenticate": "Bearer"}, **params)


class Forbidden(CityError):
    """The person is known and may not do this."""

    status = 403


class NotFound(CityError):
    """There is no such thing, or none that this person may know of."""

    status = 404


class Conflict(CityError):
    """The thing is not in a state that allows this."""

    status = 409


class Gone(CityError):
    """It was there and is no more."""

    status = 410


class Stale(CityError):
    """The caller changed an older version than the one that is stored."""

    status = 412


class TooLarge(CityError):
    """The body is larger than the route takes."""

    status = 413


class UnsupportedMediaType(CityError):
    """The body's content type is not one the route reads."""

    status = 415


class Invalid(CityError):
    """The request was read and some of its fields are wrong; `fields` names each."""

    status = 422


class TooMany(CityError):
    """The caller asks too often."""

    status = 429

    def __init__(self, code: str = "too_many_requests", *, retry_after: int, **params: Any) -> None:
        super().__init__(code, headers={"Retry-After": str(retry_after)}, **params)


class Unavailable(CityError):
    """Something we stand on does not answer at the moment; the same request may be sent again."""

    status = 503

    def __init__(self, code: str = "temporarily_unavailable", *, retry_after: int = 2, **params: Any) -> None:
        super().__init__(code, headers={"Retry-After": str(retry_after)}, **params)


def invalid_field(pointer: str, code: str, *, location: str = "body", **params: Any) -> Invalid:
    """Return the refusal of one field, in the same shape as the refusal of many."""
    return Invalid("invalid_fields", fields=[FieldError(pointer, code, params, location)])
