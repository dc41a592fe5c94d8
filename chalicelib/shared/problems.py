"""problem+json (RFC 9457): every refusal in the caller's language, with a stable code and all wrong fields."""

import json
from typing import Any

from chalice import Response

from chalicelib.shared.errors import CityError, FieldError, Unavailable
from chalicelib.shared.i18n import message

# What AWS answers when it is busy or away, and the same request may simply be sent again.
_PASSING = (
    "ThrottlingException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "InternalServerError",
    "ServiceUnavailable",
    "TransactionInProgressException",
    "KMSInternalException",
    "DependencyTimeoutException",
    "InternalServiceError",
    "Throttling",
    "ThrottledException",
    "TooManyRequestsException",
    "RequestTimeout",
    "SlowDown",
)
# Why one item of a transaction could not be read or written just now (the codes inside CancellationReasons).
_PASSING_REASONS = ("ThrottlingError", "ProvisionedThroughputExceeded", "TransactionConflict")
_TRANSPORT = ("EndpointConnectionError", "ConnectTimeoutError", "ReadTimeoutError", "ConnectionClosedError",
              "ConnectionError", "HTTPClientError", "ResponseStreamingError", "CallFailed")  # fmt: skip


class InternalError(CityError):
    """Something we did not foresee; the log knows it by the request id."""

    status = 500


def refusal_of(error: Exception) -> CityError:
    """Return the refusal to answer with: the error itself when it is one, 503 when AWS is away, else a bare 500."""
    if isinstance(error, CityError):
        return error
    return Unavailable() if is_passing(error) else InternalError("internal_error")


def is_passing(error: BaseException | None) -> bool:
    """Tell whether an error, or what caused it, is AWS being busy or out of reach rather than a fault of ours."""
    seen = 0
    while error is not None and seen < 5:
        response = getattr(error, "response", None)
        if type(error).__name__ in _TRANSPORT or (isinstance(response, dict) and _says_later(response)):
            return True
        # pynamodb keeps botocore's exception as `cause`.
        error, seen = getattr(error, "cause", None) or error.__cause__, seen + 1
    return False


def _says_later(response: dict[str, Any]) -> bool:
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    reasons = {reason.get("Code") for reason in response.get("CancellationReasons") or ()}
    known = response.get("Error", {}).get("Code") in _PASSING
    return known or status >= 500 or bool(reasons.intersection(_PASSING_REASONS))


def response(refusal: CityError, language: str, request_id: str) -> Response:
    """Return the refusal as problem+json; the body names no value that the caller sent."""
    problem: dict[str, Any] = {
        "type": f"urn:cong-dan-so:problem:{refusal.code}",
        "title": message(f"status_{refusal.status}", language),
        "status": refusal.status,
        "detail": message(refusal.code, language, **refusal.params),
        "instance": f"urn:request:{request_id}",
        "code": refusal.code,
        **refusal.extra,
    }
    if refusal.fields:
        problem["errors"] = [_field(field, language) for field in refusal.fields[:100]]
    text = json.dumps(problem, ensure_ascii=False).encode("utf-8", "replace").decode()
    return Response(text, {"Content-Type": "application/problem+json", **refusal.headers}, refusal.status)


def _field(field: FieldError, language: str) -> dict[str, str]:
    entry = {
        "pointer": field.pointer,
        "code": field.code,
        "message": message(f"field_{field.code}", language, **field.params),
    }
    return entry if field.location == "body" else {**entry, "in": field.location}
