"""Health facilities: found by name, kind, speciality and place, with their licences as they stand today."""

from datetime import datetime
from typing import Any

from chalicelib.health.dataset import HEALTH_FACILITIES, LICENCE_KEY, LICENCE_TERMS, OWNERSHIPS, SPECIALITIES, TYPES
from chalicelib.health.dataset import licence_terms as terms_of
from chalicelib.published import questions, showing
from chalicelib.published.directory import OPEN_NOW, Directory, by_meaning
from chalicelib.published.kinds import Row
from chalicelib.published.labels import named
from chalicelib.published.rights import STANDINGS, Standing, folded_number, standing
from chalicelib.published.search import Query
from chalicelib.published.showing import about
from chalicelib.shared import city, clock
from chalicelib.shared.errors import NotFound
from chalicelib.shared.query import choices, yes_no

type Shown = dict[str, Any]

_KIND = HEALTH_FACILITIES.name
# More facilities than these do not share a number.
_MOST_OF_A_NUMBER = 100


def licences(number: str, language: str) -> Shown:
    """Return every licence of this number with the facility that has it, as `{items, dataset}`; NotFound for none.

    The number counts however it is spaced and whatever case and marks it is written with.
    """
    search = DIRECTORY.current.search()
    found = search.page(Query(filters={LICENCE_KEY: [folded_number(number)]}), _MOST_OF_A_NUMBER)
    if not found.hits:
        raise NotFound("licence_not_found")
    now = clock.now()
    items = [{"licence": _licence_in_full(hit.row), "facility": _card(hit.row, language, now)} for hit in found.hits]
    return {"items": items, "dataset": about(search.artifact)}


def _card(row: Row, _language: str, at: datetime) -> Shown:
    kind = row.get("type")
    name = named(_KIND, "type", kind) if kind else {"name": None, "name_en": None}
    return {
        "facility_id": row["facility_id"],
        "name": row["name_vi"],
        "name_en": row.get("name_en"),
        "type": kind,
        "type_name": name["name"],
        "type_name_en": name["name_en"],
        "ownership": row.get("ownership"),
        "specialities": [named(_KIND, "specialities", each) for each in row.get("specialities", ())],
        "emergency": row.get("emergency"),
        "insurance": row.get("insurance"),
        "licence": _licence(row),
        **showing.place(row, at),
    }


def _in_full(row: Row, language: str, at: datetime) -> Shown:
    return {
        **_card(row, language, at),
        "licence": _licence_in_full(row),
        "former_names": list(row.get("former_names", ())),
        "email": row.get("email"),
        **showing.provenance(row, DIRECTORY.thing, row["facility_id"]),
    }


def _licence(row: Row) -> Shown | None:
    if not row.get("licence_number"):
        return None
    # Today it is, whatever instant opening hours are asked for: an old day would bring an ended licence back to life.
    status = standing(terms_of(row), city.today())
    return {"number": row["licence_number"], "status": status, "expires": row.get("licence_expires")}


def _licence_in_full(row: Row) -> Shown | None:
    licence = _licence(row)
    return licence and {
        **licence,
        "issuer": row.get("licence_issuer"),
        "issued": row.get("licence_issued"),
        "scope": row.get("licence_scope"),
        "responsible_person": row.get("responsible_person"),
        "as_of": row.get("as_of"),
    }


def _stands(terms: str, at: datetime) -> Standing | None:
    return standing(terms, clock.local_date(at, city.timezone()).isoformat())


DIRECTORY = Directory(
    dataset=HEALTH_FACILITIES,
    path="/v1/health/facilities",
    thing="facility",
    card=_card,
    in_full=_in_full,
    filters={
        "type": "type", "speciality": "specialities", "ownership": "ownership", "emergency": "emergency",
        "insurance": "insurance", "ward": "ward_code", "status": "status",
    },
    parameters={
        "type": choices(TYPES, "Kinds of facility, parted by commas."),
        "speciality": choices(SPECIALITIES, "What is treated, any of these, parted by commas."),
        "ownership": choices(OWNERSHIPS, "`public` or `private`."),
        "emergency": yes_no("Only those that take emergencies around the clock, or only those that do not."),
        "insurance": yes_no("Only those that take health insurance, or only those known not to."),
        "licence_status": choices(STANDINGS, "How the licence stands today, by the city's calendar."),
        **questions.OPEN_NOW,
    },
    computed={
        "open_now": OPEN_NOW,
        "licence_status": by_meaning(LICENCE_TERMS, _stands, counted=True, today=True),
    },
    unsaid=("licence_status",),
)  # fmt: skip
