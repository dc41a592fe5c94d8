"""The HTTP face of education: schools to search, and each in full."""

from typing import Any

from chalice import Blueprint

from chalicelib.education import schemas
from chalicelib.education.service import DIRECTORY
from chalicelib.published.syncing import CHANGES
from chalicelib.shared.access import OPEN
from chalicelib.shared.http import Call, endpoint

blueprint = Blueprint(__name__)

_CACHE = "public, max-age=60"


@endpoint(
    blueprint, "GET", "/v1/education/schools",
    access=OPEN, cache=_CACHE, query=DIRECTORY.asked_of_lists, answer=schemas.SCHOOLS, problems=(410, 422, 503),
)  # fmt: skip
def list_schools(call: Call) -> dict[str, Any]:
    """Find schools by words, level, kind, ward or place.

    Words are found without marks, half typed, abbreviated (`THCS`, `TH`) and with slips; `match` says how they were
    understood. The first page has `facets`: how many results each level, type, ward and status has.
    """
    return DIRECTORY.page(call.query, call.language)


@endpoint(
    blueprint, "GET", "/v1/education/schools/{school_id}",
    access=OPEN, cache=_CACHE, answer=schemas.SCHOOL, problems=(301, 404, 410, 503),
)  # fmt: skip
def show_school(call: Call) -> dict[str, Any]:
    """Show one school in full; a former id leads on (301), one that was taken out of the register is gone (410)."""
    return DIRECTORY.find(call.path["school_id"], call.language)


@endpoint(
    blueprint, "GET", "/v1/education/schools/{school_id}/changes",
    access=OPEN, cache=_CACHE, query=DIRECTORY.asked_of_changes, answer=CHANGES, problems=(301, 404, 410, 422, 503),
)  # fmt: skip
def list_changes_of_school(call: Call) -> dict[str, Any]:
    """List what changed in the record of a school, the latest first."""
    return DIRECTORY.changes(call.path["school_id"], call.query)
