"""endpoint(): body and query in, one call of the view, JSON or problem+json out; the contract is kept on the way."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from urllib.parse import unquote

from chalice import Blueprint, CORSConfig, Response

from chalicelib.shared import auth, bodies, problems, telemetry
from chalicelib.shared.access import Access, Person
from chalicelib.shared.contract import Contract
from chalicelib.shared.errors import CityError, Malformed
from chalicelib.shared.i18n import chosen_language
from chalicelib.shared.query import Parameter, read_query

_IDEMPOTENCY_KEY = re.compile(r"[A-Za-z0-9_\-]{8,64}")
_NOBODY_CACHES = "no-store"


@dataclass(frozen=True)
class Call:
    """One request as a view sees it: who asks, what was sent, in which language.

    `address` is where the connection came from as API Gateway saw it; what a header claims is never looked at.
    """

    person: Person | None
    body: Any
    query: Mapping[str, Any]
    path: Mapping[str, str]
    language: str
    request_id: str
    idempotency_key: str | None = None
    body_hash: str = ""
    if_match: int | None = None
    address: str = ""

    @property
    def asker(self) -> Person:
        """Return the person whom the authorizer let in; a route without one must not ask."""
        if self.person is None:
            raise RuntimeError("this route is open to strangers and has no asker")
        return self.person


@dataclass(frozen=True)
class Answer:
    """What a view returns when more than a plain 200 body is to be said."""

    body: Any
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def cors_config() -> CORSConfig:
    """Return the CORS answer of every route: any origin may call, since no cookie ever proves anything here."""
    return CORSConfig(
        allow_origin="*",
        allow_headers=["Accept-Language", "Idempotency-Key", "If-Match", "If-None-Match"],
        expose_headers=["ETag", "Location", "Retry-After", "X-Request-Id"],
        max_age=600,
    )


def endpoint(
    blueprint: Blueprint,
    method: str,
    path: str,
    *,
    access: Access,
    body: Any = None,
    answer: Any = None,
    status: int = 200,
    query: Mapping[str, Parameter] | None = None,
    cache: str | None = None,
    idempotent: bool = False,
    versioned: bool = False,
    media_type: str = "application/json",
    problems: tuple[int, ...] = (),
    name: str | None = None,
) -> Callable[[Callable[[Call], Any]], Callable[..., Any]]:
    """Make a view a route of this blueprint and record its contract.

    `cache` is the Cache-Control of a shared answer, which then carries an ETag and answers 304; without it nobody may
    keep the answer. Chalice accepts every content type (its own refusal is no problem+json); the body is checked here.
    """

    def register(view: Callable[[Call], Any]) -> Callable[..., Any]:
        summary, _, description = (view.__doc__ or "").strip().partition("\n")
        contract = Contract(
            method, path, name or view.__name__, access, summary, _dedented(description), body, answer, status,
            query or {}, cache, idempotent, versioned, media_type, problems,
        )  # fmt: skip

        @wraps(view)
        def door(**path_values: str) -> Response:
            return _serve(blueprint.current_request, view, contract, path_values)

        door.contract = contract  # type: ignore[attr-defined]
        guard = auth.authorizer_for(access)
        options = {"authorizer": guard} if guard else {}
        blueprint.route(
            path, methods=[method], name=contract.name, cors=cors_config(), content_types=["*/*"], **options
        )(door)
        return door

    return register


def _serve(request: Any, view: Callable[[Call], Any], contract: Contract, path_values: Mapping[str, str]) -> Response:
    language = chosen_language(request.headers.get("accept-language"))
    request_id = request.context.get("requestId", "")
    with telemetry.request(contract, request_id) as record:
        try:
            call = _read(request, contract, path_values, language, request_id)
            response = _write(request, view(call), contract, call)
        except Exception as error:  # the one place where what went wrong becomes an answer
            refusal = problems.refusal_of(error)
            if refusal.status >= 500:
                telemetry.failed(error)
            response = problems.response(refusal, language, request_id)
            # What was refused to one person says nothing to the next.
            response.headers.setdefault("Cache-Control", _NOBODY_CACHES)
        record.status = response.status_code
    response.headers["X-Request-Id"] = request_id
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Strict-Transport-Security"] = "max-age=31536000"
    response.headers.setdefault("Content-Language", language)
    if contract.access.kind == "optional":
        response.headers["Vary"] = "Authorization, Accept-Language"
    return response


def _read(request: Any, contract: Contract, path_values: Mapping[str, str], language: str, request_id: str) -> Call:
    person = auth.person_of(request, contract.access)
    query = read_query(contract.query, _query_of(request))
    sent, body = None, None
    if contract.body is not None:
        sent = bodies.parse_json(request.raw_body, request.headers.get("content-type"))
        body = bodies.checked(contract.body, sent)
    return Call(
        person=person,
        body=body,
        query=query,
        # API Gateway hands path values over still percent-encoded (aws/chalice#511).
        path={key: unquote(value) for key, value in path_values.items()},
        language=language,
        request_id=request_id,
        idempotency_key=_idempotency_key(request) if contract.idempotent else None,
        body_hash=bodies.fingerprint(sent) if sent is not None else "",
        if_match=_if_match(request) if contract.versioned else None,
        address=str((request.context.get("identity") or {}).get("sourceIp") or ""),
    )


def _query_of(request: Any) -> dict[str, list[str]]:
    given = request.query_params
    return {} if given is None else {name: given.getlist(name) for name in given}


def _idempotency_key(request: Any) -> str | None:
    key: str | None = request.headers.get("idempotency-key")
    if key is not None and not _IDEMPOTENCY_KEY.fullmatch(key):
        raise Malformed("idempotency_key_malformed")
    return key


def _if_match(request: Any) -> int | None:
    given = request.headers.get("if-match")
    if given is None or given.strip() == "*":
        return None
    found = re.fullmatch(r'\s*(?:W/)?"?([0-9]{1,9})"?\s*', given)
    if not found:
        raise Malformed("if_match_malformed")
    return int(found[1])


def _write(request: Any, result: Any, contract: Contract, call: Call) -> Response:
    answer = result if isinstance(result, Answer) else Answer(result)
    text = answer.body if isinstance(answer.body, str) else to_json(answer.body)
    headers: dict[str, str | list[str]] = {
        "Content-Type": contract.media_type,
        "Cache-Control": _cache_control(contract, call),
        **answer.headers,
    }
    status = answer.status or contract.status
    if contract.cache and status == 200:
        headers["ETag"] = _etag(text)
        headers["Vary"] = "Accept-Language"
        if {headers["ETag"], "*"} & _etags_held(request):
            return Response("", headers, 304)
    return Response(text, headers, status)


def _cache_control(contract: Contract, call: Call) -> str:
    if contract.access.kind == "optional":
        return "private, no-cache" if call.person else "private, max-age=0"
    return contract.cache or _NOBODY_CACHES


def _etag(text: str) -> str:
    # Weak, since API Gateway may compress the same answer for one client and not for another (RFC 9110 §8.8.1).
    return f'W/"{hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]}"'


def _etags_held(request: Any) -> set[str]:
    held = request.headers.get("if-none-match") or ""
    return {
        tag if tag.startswith("W/") or tag == "*" else f"W/{tag}"
        for tag in (part.strip() for part in held.split(","))
        if tag
    }


def to_json(value: Any) -> str:
    """Return JSON text with Vietnamese as it is written; pydantic models inside are dumped by their own rules."""
    dumped = value.model_dump(mode="json") if hasattr(value, "model_dump") else value
    text = json.dumps(dumped, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return text.encode("utf-8", "replace").decode()


def _plain(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _dedented(description: str) -> str:
    return "\n".join(line.strip() for line in description.strip().splitlines())


__all__ = ["Answer", "Call", "CityError", "cors_config", "endpoint", "to_json"]
