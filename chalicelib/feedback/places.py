"""Where a report lies: today's ward of a point, or the wards that an address names."""

from functools import cache
from typing import Any

from chalicelib.published.unit_names import UnitNames
from chalicelib.published.units import WardFinder
from chalicelib.shared import city

Ward = dict[str, Any]


def is_in_city(lat: float, lon: float) -> bool:
    """Tell whether a point lies in the city."""
    return _finder().inside_city(lat, lon)


def ward_of_point(lat: float, lon: float) -> Ward:
    """Return the ward of a point in the city, marked approximate with its candidates where the rule cannot be sure."""
    found = _finder().at(lat, lon)
    return _ward(found.unit or _seat(), found.precision, found.candidates)


def ward_of_address(address: str) -> Ward:
    """Return the ward an address names, always as approximate, with every other it may mean.

    An address that names none gets the ward of the city's seat, so that a report never lies nowhere on the map; it has
    no candidates then, and the 1022 desk asks.
    """
    named = _unit_names().named_in(address)
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
def _finder() -> WardFinder:
    return WardFinder(city.load("units"), city.load("old_units"), city.load("city")["bounds"])


@cache
def _unit_names() -> UnitNames:
    return UnitNames(city.load("units"), city.load("old_units"))


@cache
def _seat() -> Ward:
    code = city.load("city")["seat_ward"]
    found: Ward = next(unit for unit in city.load("units")["items"] if unit["code"] == code)
    return found


@cache
def _committees() -> dict[str, str]:
    return {body["ward"]: body["body_id"] for body in city.load("bodies")["items"] if body.get("ward")}
