"""The HTTP face of construction: housing projects to search, and each in full."""

from typing import Any

from chalice import Blueprint

from chalicelib.construction import schemas
from chalicelib.construction.service import DIRECTORY
from chalicelib.published.syncing import CHANGES
from chalicelib.shared.access import OPEN
from chalicelib.shared.http import Call, endpoint

blueprint = Blueprint(__name__)

_CACHE = "public, max-age=60"


@endpoint(
    blueprint, "GET", "/v1/construction/projects",
    access=OPEN, cache=_CACHE, query=DIRECTORY.asked_of_lists, answer=schemas.PROJECTS, problems=(410, 422, 503),
)  # fmt: skip
def list_projects(call: Call) -> dict[str, Any]:
    """Find housing projects by words, developer, kind, stage or place.

    `eligible_for_sale` is true where the notice that homes to be built may be sold is published and its day has come.
    """
    return DIRECTORY.page(call.query, call.language)


@endpoint(
    blueprint, "GET", "/v1/construction/projects/{project_id}",
    access=OPEN, cache=_CACHE, answer=schemas.PROJECT, problems=(301, 404, 410, 503),
)  # fmt: skip
def show_project(call: Call) -> dict[str, Any]:
    """Show one housing project with its papers.

    `steps` are the papers that it has, each with number and date. A former id leads on (301), a project that was taken
    out is gone (410).
    """
    return DIRECTORY.find(call.path["project_id"], call.language)


@endpoint(
    blueprint, "GET", "/v1/construction/projects/{project_id}/changes",
    access=OPEN, cache=_CACHE, query=DIRECTORY.asked_of_changes, answer=CHANGES, problems=(301, 404, 410, 422, 503),
)  # fmt: skip
def list_changes_of_project(call: Call) -> dict[str, Any]:
    """List what changed in the record of a housing project, the latest first."""
    return DIRECTORY.changes(call.path["project_id"], call.query)
