"""The HTTP face of the feed in HSDS 3, by the API that Open Referral specifies for it."""

from typing import Any

from chalice import Blueprint

from chalicelib.platform.hsds import feed
from chalicelib.shared.access import OPEN
from chalicelib.shared.http import Call, endpoint
from chalicelib.shared.query import whole, yes_no

blueprint = Blueprint(__name__)

_CACHE = "public, max-age=300"
_TEXT = {"type": "string"}
_WHOLE = {"type": "integer"}
_YES_NO = {"type": "boolean"}
_META = {
    "type": "object",
    "required": ["version", "profile", "openapi_url"],
    "properties": {
        "version": _TEXT,
        "profile": {"type": "string", "format": "uri"},
        "openapi_url": {"type": "string", "format": "uri"},
        "description": _TEXT,
        "publisher": {"type": "object", "properties": {"name": _TEXT}},
    },
}
_SERVICE = {
    "type": "object",
    "title": "A service, as HSDS 3 has it",
    "required": ["id", "name", "status", "organization"],
    "properties": {"id": {"type": "string", "format": "uuid"}, "name": _TEXT, "status": _TEXT},
}
_ORGANIZATION = {
    "type": "object",
    "title": "An organization, as HSDS 3 has it",
    "required": ["id", "name", "description"],
    "properties": {"id": {"type": "string", "format": "uuid"}, "name": _TEXT, "description": _TEXT},
}
_PAGE = {
    "page": whole(1, 1_000_000, 1, "Which page."),
    "per_page": whole(1, 100, 50, "How many a page holds."),
    "full": yes_no("With all that belongs to each: phones, schedules, locations, areas, terms."),
}


def _page_of(shape: dict[str, Any]) -> dict[str, Any]:
    properties = {
        "total_items": _WHOLE,
        "total_pages": _WHOLE,
        "page_number": _WHOLE,
        "size": _WHOLE,
        "first_page": _YES_NO,
        "last_page": _YES_NO,
        "empty": _YES_NO,
        "contents": {"type": "array", "items": shape},
        "datasets": {"type": "array", "items": {"type": "object"}, "description": "The versions that this is made of."},
    }
    return {"type": "object", "required": list(properties), "properties": properties}


@endpoint(blueprint, "GET", "/v1/hsds", access=OPEN, cache=_CACHE, answer=_META)
def show_hsds(call: Call) -> dict[str, Any]:  # noqa: ARG001
    """Say which version of Open Referral's HSDS is given here, and where this API is described.

    Agencies, schools and health facilities are services of one feed, for whoever gathers such feeds of many cities.
    """
    return feed.meta()


@endpoint(
    blueprint, "GET", "/v1/hsds/services",
    access=OPEN, cache=_CACHE, query=_PAGE, answer=_page_of(_SERVICE), problems=(422, 503),
)  # fmt: skip
def list_hsds_services(call: Call) -> dict[str, Any]:
    """List offices, schools and health facilities as services of HSDS 3; all pages with `full=true` are the export."""
    return feed.services(call.query["page"], call.query["per_page"], bool(call.query["full"]))


@endpoint(
    blueprint, "GET", "/v1/hsds/services/{service_id}",
    access=OPEN, cache=_CACHE, answer=_SERVICE, problems=(404, 503),
)  # fmt: skip
def show_hsds_service(call: Call) -> dict[str, Any]:
    """Show one service of HSDS 3 with all that belongs to it."""
    return feed.service(call.path["service_id"])


@endpoint(
    blueprint, "GET", "/v1/hsds/organizations",
    access=OPEN, cache=_CACHE, query=_PAGE, answer=_page_of(_ORGANIZATION), problems=(422, 503),
)  # fmt: skip
def list_hsds_organizations(call: Call) -> dict[str, Any]:
    """List the organizations behind the services: public bodies, schools and health facilities."""
    return feed.organizations(call.query["page"], call.query["per_page"], bool(call.query["full"]))


@endpoint(
    blueprint, "GET", "/v1/hsds/organizations/{organization_id}",
    access=OPEN, cache=_CACHE, answer=_ORGANIZATION, problems=(404, 503),
)  # fmt: skip
def show_hsds_organization(call: Call) -> dict[str, Any]:
    """Show one organization of HSDS 3 with its phones, its locations and the services it gives."""
    return feed.organization(call.path["organization_id"])
