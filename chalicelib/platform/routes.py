"""What the apps need before any feature."""

from typing import Any

from chalice import Blueprint

from chalicelib.platform import docs_page, service
from chalicelib.shared.access import OPEN
from chalicelib.shared.http import Answer, Call, endpoint

blueprint = Blueprint(__name__)

_TEXT = {"type": "string"}
_HEALTH = {
    "type": "object",
    "required": ["status", "city", "stage", "version"],
    "properties": {"status": {"const": "ok"}, "city": _TEXT, "stage": _TEXT, "version": _TEXT},
}
_SETTINGS = {
    "type": "object",
    "required": [
        "city",
        "base_url",
        "languages",
        "minimum_version",
        "maintenance",
        "sync_interval_seconds",
        "features",
        "policies",
    ],
    "properties": {
        "city": {"type": "object"},
        "base_url": _TEXT,
        "languages": {"type": "array", "items": _TEXT},
        "minimum_version": {"type": "object", "additionalProperties": _TEXT},
        "maintenance": {"type": ["object", "null"]},
        "sync_interval_seconds": {"type": "object", "additionalProperties": {"type": "integer"}},
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["feature", "status"],
                "properties": {"feature": _TEXT, "status": {"enum": ["available", "planned"]}},
            },
        },
        "policies": {"type": "array", "items": {"type": "object"}},
    },
}


@endpoint(blueprint, "GET", "/v1/health-check", access=OPEN, answer=_HEALTH)
def check_health(call: Call) -> dict[str, str]:  # noqa: ARG001
    """Say that the API answers, and of which city and version it is."""
    return service.health()


@endpoint(blueprint, "GET", "/v1/app-settings", access=OPEN, cache="public, max-age=60", answer=_SETTINGS)
def show_app_settings(call: Call) -> dict[str, Any]:
    """Tell an app what it must know at its start: oldest version served, maintenance, states of features, policies."""
    return service.app_settings(call.language)


@endpoint(blueprint, "GET", "/v1/openapi.json", access=OPEN, cache="public, max-age=300")
def show_openapi(call: Call) -> str:  # noqa: ARG001
    """Give the description of this API (OpenAPI 3.1)."""
    return service.openapi()


@endpoint(
    blueprint,
    "GET",
    "/docs",
    access=OPEN,
    cache="public, max-age=300",
    media_type="text/html; charset=utf-8",
    answer={"type": "string"},
)
def show_docs(call: Call) -> Answer:  # noqa: ARG001
    """Show the description of this API as a page to read."""
    return Answer(docs_page.page(service.openapi()), headers=docs_page.HEADERS)
