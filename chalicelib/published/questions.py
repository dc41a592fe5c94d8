"""The query parameters that all lists of published data share, and what they mean."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.published.nearness import Box, Point
from chalicelib.published.search import Query
from chalicelib.published.usual_columns import STATUSES
from chalicelib.shared.errors import FieldError, Invalid
from chalicelib.shared.query import PAGE, Parameter, box, choice, choices, decimal, moment, several, whole, word, yes_no

_FARTHEST_RADIUS = 10_000

COMMON: Mapping[str, Parameter] = {
    "q": word(description="Words of a name or an address, as people type them: without marks, half, abbreviated."),
    "ward": several(r"[0-9]{5}", "Code of a ward of today; several parted by commas."),
    "status": choices(STATUSES, "Whether it is open for people at all, closed for good, or closed for a time."),
    "lat": decimal(-90, 90, "Latitude of the place near which is looked, in degrees (WGS 84); together with `lon`."),
    "lon": decimal(-180, 180, "Longitude of that place; together with `lat`."),
    "radius": whole(1, _FARTHEST_RADIUS, description="Leaves out what is farther from that place, in metres."),
    "bbox": box("Leaves out what lies outside: `min_lon,min_lat,max_lon,max_lat` in degrees."),
    "sort": choice(
        ("relevance", "distance", "name", "importance"),
        "By default `relevance` with `q`, else `distance` with a place, else `importance`.",
    ),
    "since": word(
        r"[A-Za-z0-9_.:\-]+",
        description="A version that the caller has. The answer is what changed since, as `items` in full and `removed` "
        "ids, and `version`, which the caller then has; only `limit` and `cursor` go with it.",
    ),
    **PAGE,
}
OPEN_NOW: Mapping[str, Parameter] = {
    "open_now": yes_no("Only what is open, or only what is closed; what has no known hours is neither."),
    "at": moment("The instant that `open_now` is about, RFC 3339; now when it is left out."),
}


def query(asked: Mapping[str, Any], filters: Mapping[str, Sequence[str]]) -> Query:
    """Return what is looked for; raise Invalid naming every parameter that another one needs."""
    if problems := list(_problems(asked)):
        raise Invalid("invalid_fields", fields=problems)
    point = None if asked["lat"] is None else Point(asked["lat"], asked["lon"])
    bounds = Box(*asked["bbox"]) if asked["bbox"] else None
    return Query(asked["q"] or "", filters, point, asked["radius"], bounds, asked["sort"])


def _problems(asked: Mapping[str, Any]) -> Iterator[FieldError]:
    wants_place = asked["radius"] is not None or asked["sort"] == "distance"
    for name, other in (("lat", "lon"), ("lon", "lat")):
        if asked[name] is None and (wants_place or asked[other] is not None):
            yield FieldError(f"/{name}", "missing", {}, "query")
