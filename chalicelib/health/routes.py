"""The HTTP face of health facilities and their licences."""

from collections.abc import Callable
from typing import Any

from chalice import Blueprint

from chalicelib.health import schemas, service
from chalicelib.health.service import DIRECTORY
from chalicelib.published.syncing import CHANGES
from chalicelib.shared import city, clock
from chalicelib.shared.access import OPEN
from chalicelib.shared.http import Answer, Call, endpoint
from chalicelib.shared.query import word

blueprint = Blueprint(__name__)

_LONGEST_KEPT = 60
_CACHE = f"public, max-age={_LONGEST_KEPT}"
_NUMBER = word(required=True, description="The number as it stands on the licence; case and blanks do not matter.")


def _of_today(answer: Callable[[], dict[str, Any]]) -> Answer:
    """Let nobody keep an answer beyond the city's midnight: a licence that holds today may have ended then."""
    # The clock is read first, so that an answer made at midnight is kept too short a time and never too long.
    seconds = min(_LONGEST_KEPT, city.seconds_left(clock.now()))
    return Answer(answer(), headers={"Cache-Control": f"public, max-age={seconds}"})


@endpoint(
    blueprint, "GET", "/v1/health/facilities",
    access=OPEN, cache=_CACHE, query=DIRECTORY.asked_of_lists, answer=schemas.FACILITIES, problems=(410, 422, 503),
)  # fmt: skip
def list_facilities(call: Call) -> Answer:
    """Find hospitals, clinics and health stations by words, kind, speciality, ward or place.

    Words are found without marks, half typed, abbreviated (`BV`, `PKĐK`) and with slips; `match` says how they were
    understood. The first page has `facets`: how many results each kind, speciality, owner, ward and state of the
    licence has. How a licence stands is reckoned at the instant of the answer, in the city's day, whatever `at` says.
    """
    return _of_today(lambda: DIRECTORY.page(call.query, call.language))


@endpoint(
    blueprint, "GET", "/v1/health/facilities/{facility_id}",
    access=OPEN, cache=_CACHE, answer=schemas.FACILITY, problems=(301, 404, 410, 503),
)  # fmt: skip
def show_facility(call: Call) -> Answer:
    """Show one facility in full; a former id leads on (301), one that was taken out of the register is gone (410)."""
    return _of_today(lambda: DIRECTORY.find(call.path["facility_id"], call.language))


@endpoint(
    blueprint, "GET", "/v1/health/facilities/{facility_id}/changes",
    access=OPEN, cache=_CACHE, query=DIRECTORY.asked_of_changes, answer=CHANGES, problems=(301, 404, 410, 422, 503),
)  # fmt: skip
def list_changes_of_facility(call: Call) -> dict[str, Any]:
    """List what changed in the record of a facility, the latest first.

    That the issuer's word on a licence changed is told without the word: how the licence stands, the record says.
    """
    return DIRECTORY.changes(call.path["facility_id"], call.query)


@endpoint(
    blueprint, "GET", "/v1/health/licences",
    access=OPEN, cache=_CACHE, query={"number": _NUMBER}, answer=schemas.LICENCES, problems=(404, 422, 503),
)  # fmt: skip
def find_licences(call: Call) -> Answer:
    """Check an operating licence by its number: who has it, what for, and how it stands today.

    The number must be known in full. A licence is `valid` to its last day inclusive, by the city's calendar; past it,
    it is `expired`. When several facilities stand under one number, all are listed.
    """
    return _of_today(lambda: service.licences(call.query["number"], call.language))
