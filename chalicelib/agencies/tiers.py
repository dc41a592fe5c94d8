"""Which offices are there for the people of a ward: its own and those that serve it, then those of the whole city."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from chalicelib.published.directory import OPEN_NOW
from chalicelib.published.nearness import Point
from chalicelib.published.search import Hit, Query, Search
from chalicelib.published.units import Unit
from chalicelib.shared import city, clock

# Those of a tier come in this order; all other kinds come behind.
_FIRST_OF_TIER = (
    "ward_committee", "city_committee", "public_service_centre", "police", "military", "health_station", "reception",
    "hotline_desk", "emergency", "department",
)  # fmt: skip
# From those of a ward up to those of the whole city.
_TIERS = ("ward", "city")
_MOST_OF_A_TIER = 200
# What is closed for good is nobody to turn to.
_STILL_THERE = ("open", "temporarily_closed")


class Tier(NamedTuple):
    """The offices of one level, and how many there are of it in all."""

    level: str
    total: int
    hits: list[Hit]


def tiers_of(search: Search, unit: Unit, near: Point | None, asked: Mapping[str, Any], at: datetime) -> Iterator[Tier]:
    """Yield the tiers for a unit, narrowed by `type`, `level` and `open_now` at an instant.

    Within a tier those of a kind come together, those for fewer wards first, then the nearest: to the place, else to
    the middle of the unit.
    """
    beside = near or Point(unit["centre"]["lat"], unit["centre"]["lon"])
    for level in _TIERS:
        if level in (asked["level"] or _TIERS):
            own = {"serves": (unit["code"],)} if level == "ward" else {}
            filters = {"level": (level,), "status": _STILL_THERE, **own, **_narrowed(search, asked, at)}
            found = search.page(Query(filters=filters, near=beside, sort="importance"), _MOST_OF_A_TIER)
            ended = [hit for hit in found.hits if not _holds(hit, at)]
            hits = [hit for hit in found.hits if hit not in ended]
            yield Tier(level, found.total - len(ended), sorted(hits, key=_order))


def _holds(hit: Hit, at: datetime) -> bool:
    """Tell whether an office is there on the city's day of an instant; both its days belong to its time."""
    day = clock.local_date(at, city.timezone()).isoformat()
    return bool(hit.row.get("valid_from", day) <= day <= hit.row.get("valid_to", day))


def _narrowed(search: Search, asked: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    filters = {"type": asked["type"]} if asked["type"] else {}
    if asked["open_now"] is not None:
        filters[OPEN_NOW.facet] = OPEN_NOW.wanted(asked["open_now"], at, search.values_of(OPEN_NOW.facet))
    return filters


def _order(hit: Hit) -> tuple[float, ...]:
    kind = hit.row.get("type")
    rank = _FIRST_OF_TIER.index(kind) if kind in _FIRST_OF_TIER else len(_FIRST_OF_TIER)
    distance = float("inf") if hit.distance is None else hit.distance
    return rank, len(hit.row.get("serves", ())), distance, hit.number
