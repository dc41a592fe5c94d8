"""Where a report lies: today's ward of a point, or the wards that an address names."""

from functools import cache
from typing import Any

from chalicelib.published import wards
from chalicelib.published.units import Finder
from chalicelib.shared import city

Ward = dict[str, Any]

# About 110 and 250 metres in eight directions, in degrees; at this latitude a degree is as long either way.
_STEPS = tuple(
    (metres * north / 111_000, metres * east / 111_000)
    for metres in (110, 250)
    for north, east in ((1, 0), (0, 1), (-1, 0), (0, -1), (0.7, 0.7), (0.7, -0.7), (-0.7, 0.7), (-0.7, -0.7))
)


def is_in_city(lat: float, lon: float) -> bool:
    """Tell whether a point lies in the city."""
    finder = wards.finder()
    return finder.inside_city(lat, lon) or _beside(finder, lat, lon) is not None


def ward_of_point(lat: float, lon: float) -> Ward:
    """Return the ward of a point in the city, marked approximate with its candidates where the rule cannot be sure."""
    finder = wards.finder()
    found = finder.at(lat, lon)
    if found.unit is None and (near := _beside(finder, lat, lon)):
        return _ward(near, "approximate", (near,))
    return _ward(found.unit or _seat(), found.precision if found.unit else "approximate", found.candidates)


def ward_of_address(address: str) -> Ward:
    """Return the ward an address names, always as approximate, with every other it may mean.

    An address that names none gets the ward of the city's seat, so that a report never lies nowhere on the map; it has
    no candidates then, and the 1022 desk asks.
    """
    named = wards.unit_names().named_in(address)
    return _ward(named[0] if named else _seat(), "approximate", named)


def committees() -> dict[str, str]:
    """Return the people's committee of each ward: body_id by ward code."""
    return _committees()


def shown(ward: Ward) -> Ward:
    """Return a kept ward with the names that its codes have today."""
    return {
        "code": ward["code"],
        "name": _name(ward["code"]),
        "precision": ward["precision"],
        "candidates": [{"code": code, "name": _name(code)} for code in ward["candidates"]],
    }


def _beside(finder: Finder, lat: float, lon: float) -> Ward | None:
    """Return the unit that a point outside all borders lies beside: on a pier or a beach, or beyond a line drawn flat.

    A report is rather referred by a person than refused for a few steps.
    """
    around = (finder.at(lat + north, lon + east).unit for north, east in _STEPS)
    return next((unit for unit in around if unit is not None), None)


def _ward(unit: Ward, precision: str, candidates: tuple[Ward, ...]) -> Ward:
    # Codes alone are kept with a report: a list of twenty then fits into few read units, and names may be corrected.
    return {
        "code": unit["code"],
        "precision": precision,
        "candidates": [each["code"] for each in candidates],
    }


def _name(code: str) -> str:
    return _full_names().get(code, code)


@cache
def _full_names() -> dict[str, str]:
    return {unit["code"]: unit["full_name"] for unit in city.load("units")["items"]}


@cache
def _seat() -> Ward:
    code = city.load("city")["seat_ward"]
    found: Ward = next(unit for unit in city.load("units")["items"] if unit["code"] == code)
    return found


@cache
def _committees() -> dict[str, str]:
    return {body["ward"]: body["body_id"] for body in city.load("bodies")["items"] if body.get("ward")}
