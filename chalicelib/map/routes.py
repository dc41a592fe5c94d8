"""The HTTP face of the map: the units of today, and what became of those before."""

from typing import Any

from chalice import Blueprint

from chalicelib.map import schemas, service
from chalicelib.shared.access import OPEN
from chalicelib.shared.http import Call, endpoint
from chalicelib.shared.query import decimal, word

blueprint = Blueprint(__name__)

_CACHE = "public, max-age=300"
_QUESTIONS = {
    "lat": decimal(-90, 90, "Latitude of a place in degrees (WGS 84); together with `lon`."),
    "lon": decimal(-180, 180, "Longitude of a place in degrees (WGS 84); together with `lat`."),
    "q": word(description="A name of today, or its beginning, with or without marks: `ben thanh`, `P. Bến Thành`."),
    "old": word(description="A ward or district of before 1 July 2025: `P.14 Q3`, `Đa Kao`, `quận 1`, or its code."),
}


@endpoint(
    blueprint, "GET", "/v1/map/units",
    access=OPEN, cache=_CACHE, query=_QUESTIONS, answer=schemas.UNITS, problems=(404, 422),
)  # fmt: skip
def list_units(call: Call) -> dict[str, Any]:
    """List the city's units, or find one by a place, a name of today or a name of before.

    Without parameters all are listed. `lat` with `lon` gives `{unit, precision, candidates}`; where the place is not
    sure, `precision` is `approximate` and `candidates` names all likely units, the likeliest first. `q` gives those
    found in `items`. `old` gives in `items` what the former unit became, with the `default` marked; when several were
    called so, `ambiguous` is true, `old` is null, and `groups` has each with its own items. One question at a time.
    """
    return service.answer(dict(call.query))


@endpoint(
    blueprint, "GET", "/v1/map/units/{code}",
    access=OPEN, cache=_CACHE, answer=schemas.UNIT_IN_FULL, problems=(300, 301, 404),
)  # fmt: skip
def show_unit(call: Call) -> dict[str, Any]:
    """Show one unit and the wards of before that it was made of.

    The code of a ward that was abolished leads on: 301 to the unit that took it in, or 300 `unit_divided` with the
    `candidates` when it was split.
    """
    return service.find(call.path["code"])


@endpoint(
    blueprint, "GET", "/v1/map/units/{code}/geometry",
    access=OPEN, cache=_CACHE, answer=schemas.BORDERS, media_type="application/geo+json", problems=(300, 301, 404),
)  # fmt: skip
def show_geometry(call: Call) -> dict[str, Any]:
    """Show the borders of one unit as a GeoJSON Feature.

    Positions are longitude before latitude in degrees (WGS 84), outlines run counter-clockwise and holes clockwise
    (RFC 7946). 404 `geometry_not_published` before the city has published any. The code of a ward that was abolished
    leads on as in the unit itself. The borders of all units at once are the data set `wards` of `/v1/datasets`.
    """
    return service.geometry(call.path["code"])
