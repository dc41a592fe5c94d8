"""OpenAPI 3.1 from the contracts that `endpoint()` recorded."""

from collections.abc import Callable
from typing import Any

from chalicelib.shared.contract import Contract

_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_TEXTS = {
    300: "It became several things; the problem names each.",
    301: "It has another address; `Location` says which.",
    400: "The request cannot be read.",
    401: "Nobody is logged in, or the token is bad.",
    403: "Not allowed for this person.",
    404: "There is no such thing.",
    409: "Not possible in this state, or a twin of the request is still being served.",
    410: "It is no longer there, or the cursor no longer fits.",
    412: "A newer version is stored.",
    413: "The body is too large.",
    415: "The body's media type is not accepted.",
    422: "Some fields are wrong; all of them are named.",
    429: "Too many requests.",
    500: "Something unexpected went wrong.",
    503: "Temporarily not available; the same request may be sent again.",
}


def contracts(app: Any) -> list[Contract]:
    """Return what every route of the app promises, in the order of paths and methods."""
    entries = [entry for methods in app.routes.values() for entry in methods.values()]
    found: list[Contract] = [entry.view_function.contract for entry in entries]
    return sorted(found, key=lambda contract: (contract.path, contract.method))


def describe(app: Any, group_of: Callable[[str], str]) -> dict[str, Any]:
    """Return the OpenAPI document of the whole app; `group_of` names the feature group that owns a path."""
    schemas: dict[str, Any] = {"Problem": _problem_schema()}
    paths: dict[str, Any] = {}
    for contract in contracts(app):
        paths.setdefault(contract.path, {})[contract.method.lower()] = _operation(
            contract, schemas, group_of(contract.path)
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Công dân số",
            "version": "1",
            "summary": "The API of a city's digital-citizen app",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in sorted({group_of(contract.path) for contract in contracts(app)})],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "citizen": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "staff": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            },
        },
    }


def _operation(contract: Contract, schemas: dict[str, Any], group: str) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": contract.name,
        "summary": contract.summary,
        "tags": [group],
        "security": _security(contract),
        "parameters": _parameters(contract),
        "responses": _responses(contract, schemas),
    }
    if contract.description:
        operation["description"] = contract.description
    if contract.access.roles:
        operation["x-roles"] = list(contract.access.roles)
    if contract.body is not None:
        content = {"application/json": {"schema": _schema(contract.body, schemas, "validation")}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _security(contract: Contract) -> list[dict[str, list[str]]]:
    rules: dict[str, list[dict[str, list[str]]]] = {
        "open": [],
        "optional": [{}, {"citizen": []}],
        "citizen": [{"citizen": []}],
        "staff": [{"staff": []}],
    }
    return rules[contract.access.kind]


def _parameters(contract: Contract) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in contract.path.split("/") if part.startswith("{")]
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
    ]
    for name, parameter in contract.query.items():
        shown: dict[str, Any] = {"name": name, "in": "query", "required": parameter.required}
        default = {} if parameter.default is None else {"default": parameter.default}
        shown["schema"] = {**parameter.schema, **default}
        parameters.append({**shown, "description": parameter.description} if parameter.description else shown)
    if contract.idempotent:
        parameters.append(_header("Idempotency-Key", r"^[A-Za-z0-9_\-]{8,64}$"))
    if contract.versioned:
        parameters.append(_header("If-Match", r'^(W/)?"?[0-9]{1,9}"?$'))
    return parameters


def _header(name: str, pattern: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "schema": {"type": "string", "pattern": pattern}}


def _responses(contract: Contract, schemas: dict[str, Any]) -> dict[str, Any]:
    good: dict[str, Any] = {"description": contract.summary or "Done."}
    if contract.status != 204:
        answer = _schema(contract.answer, schemas, "serialization") if contract.answer else {"type": "object"}
        good["content"] = {contract.media_type: {"schema": answer}}
    responses = {str(contract.status): good}
    for status in sorted(_problem_statuses(contract)):
        content = {"application/problem+json": {"schema": _PROBLEM}}
        responses[str(status)] = {"description": _TEXTS[status], "content": content}
    if contract.cache:
        responses["304"] = {"description": "The copy that If-None-Match names is still right."}
    return responses


def _problem_statuses(contract: Contract) -> set[int]:
    found = {429, 500, 503, *contract.problems}
    if contract.access.kind in {"citizen", "staff"}:
        found |= {401, 403}
    if contract.access.kind == "optional":
        found.add(401)
    if contract.body is not None:
        found |= {400, 413, 415, 422}
    # An unknown query parameter is refused on every route.
    found.add(422)
    if contract.idempotent:
        found |= {400, 409, 422}
    return found


def _schema(model: Any, schemas: dict[str, Any], mode: str) -> dict[str, Any]:
    if isinstance(model, dict):
        return model
    made = model.model_json_schema(ref_template="#/components/schemas/{model}", mode=mode)
    schemas.update(made.pop("$defs", {}))
    schemas[model.__name__] = made
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _problem_schema() -> dict[str, Any]:
    text = {"type": "string"}
    entry = {
        "type": "object",
        "required": ["pointer", "code", "message"],
        "properties": {"pointer": text, "code": text, "message": text, "in": text},
    }
    return {
        "type": "object",
        "description": "What went wrong (RFC 9457); `code` is stable, the texts are for people.",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": text,
            "title": text,
            "status": {"type": "integer"},
            "detail": text,
            "instance": text,
            "code": text,
            "errors": {"type": "array", "items": entry},
        },
    }
