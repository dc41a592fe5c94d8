"""The HTTP face of agencies: offices, those of one's own ward, and the numbers to call."""

from typing import Any

from chalice import Blueprint

from chalicelib.agencies import hotlines, schemas, service
from chalicelib.agencies.service import DIRECTORY
from chalicelib.published.syncing import CHANGES
from chalicelib.shared.access import OPEN
from chalicelib.shared.http import Call, endpoint

blueprint = Blueprint(__name__)

_CACHE = "public, max-age=60"
# In need there may be no network: an app shows what it has, however old, and asks for newer ones behind its back.
_KEPT_FOR_NEED = "public, max-age=60, stale-while-revalidate=86400, stale-if-error=31536000"
_ASKED = {"unit": service.UNIT, **DIRECTORY.asked_of_lists}


@endpoint(
    blueprint, "GET", "/v1/agencies/offices",
    access=OPEN, cache=_CACHE, query=_ASKED, answer=schemas.OFFICES, problems=(300, 404, 410, 422, 503),
)  # fmt: skip
def list_offices(call: Call) -> dict[str, Any]:
    """Find who is there for the people of a ward, or find offices by words, kind, ward or place.

    `lat` with `lon`, or `unit` (a code, a name of today or of before, or an address), gives `{unit, old, precision,
    candidates, body, tiers}`: the offices of that ward and those that serve it, then those of the whole city, each tier
    by kind and nearness; where the place is not sure, `candidates` has the units it may be. 300 `unit_divided` or
    `unit_ambiguous` names the `candidates` when several units are meant. `type`, `level` and `open_now` narrow it. `q`
    or any other filter gives a list as in all directories, with `lat` and `lon` only saying near what; `units` are then
    those that the words name.
    """
    return service.answer(call.query, call.language)


@endpoint(
    blueprint, "GET", "/v1/agencies/offices/{office_id}",
    access=OPEN, cache=_CACHE, answer=schemas.OFFICE, problems=(301, 404, 410, 503),
)  # fmt: skip
def show_office(call: Call) -> dict[str, Any]:
    """Show one office in full; a former id leads on (301), one that was taken out of the register is gone (410)."""
    return DIRECTORY.find(call.path["office_id"], call.language)


@endpoint(
    blueprint, "GET", "/v1/agencies/offices/{office_id}/changes",
    access=OPEN, cache=_CACHE, query=DIRECTORY.asked_of_changes, answer=CHANGES, problems=(301, 404, 410, 422, 503),
)  # fmt: skip
def list_changes_of_office(call: Call) -> dict[str, Any]:
    """List what changed in the record of an office, the latest first."""
    return DIRECTORY.changes(call.path["office_id"], call.query)


@endpoint(
    blueprint, "GET", "/v1/agencies/hotlines",
    access=OPEN, cache=_KEPT_FOR_NEED, answer=schemas.HOTLINES,
)  # fmt: skip
def list_hotlines(call: Call) -> dict[str, Any]:
    """List the numbers to call in need and the city's own, the most urgent first.

    It answers when nothing else does, in the language of the caller. Keep it for when there is no network: with the
    ETag it costs nothing to ask whether it has changed.
    """
    return hotlines.hotlines(call.language)
