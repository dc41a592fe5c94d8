"""What the apps need before any feature."""

from typing import Any

from chalice import Blueprint

from chalicelib.platform import service
from chalicelib.shared.access import OPEN
from chalicelib.shared.http import Call, endpoint

blueprint = Blueprint(__name__)


@endpoint(blueprint, "GET", "/v1/health-check", access=OPEN)
def check_health(call: Call) -> dict[str, str]:  # noqa: ARG001
    """Say that the API answers, and of which city and version it is."""
    return service.health()


@endpoint(blueprint, "GET", "/v1/app-settings", access=OPEN, cache="public, max-age=60")
def show_app_settings(call: Call) -> dict[str, Any]:
    """Tell an app what it must know at its start: oldest version served, maintenance, states of features, policies."""
    return service.app_settings(call.language)


@endpoint(blueprint, "GET", "/v1/openapi.json", access=OPEN, cache="public, max-age=300")
def show_openapi(call: Call) -> str:  # noqa: ARG001
    """Give the description of this API (OpenAPI 3.1)."""
    return service.openapi()
