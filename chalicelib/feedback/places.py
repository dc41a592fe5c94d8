"""Where a report lies: today's ward of a point, or the wards that an address names."""

from functools import cache
from typing import Any

from chalicelib.published.units import WardFinder
from chalicelib.shared import city
from chalicelib.shared.vietnamese import fold

Ward = dict[str, Any]


def is_in_city(lat: float, lon: float) -> bool:
    """Tell whether a point lies in the city."""
    return _finder().inside_city(lat, lon)


def ward_of_point(lat: float, lon: float) -> Ward:
    """Return the ward of a point in the city, marked approximate with its candidates where the rule cannot be sure."""
    found = _finder().at(lat, lon)
    return _ward(found.unit, found.precision, found.candidates)


def ward_of_address(address: str) -> Ward:
    """Return the ward an address names, always as approximate; without a code when it names none of today's units."""
    folded = f" {fold(address)} "
    named = [unit for name, unit in _names() if f" {name} " in folded or f" {name}," in folded]
    return _ward(named[0] if named else None, "approximate", tuple(named[:5]))


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


def _ward(unit: Ward | None, precision: str, candidates: tuple[Ward, ...]) -> Ward:
    # Codes alone are kept with a report: a list of twenty then fits into few read units, and names may be corrected.
    return {
        "code": unit["code"] if unit else None,
        "precision": precision,
        "candidates": [each["code"] for each in candidates],
    }


def _name(code: str | None) -> str | None:
    return _full_names().get(code or "", code)


@cache
def _full_names() -> dict[str, str]:
    return {unit["code"]: unit["full_name"] for unit in city.load("units")["items"]}


@cache
def _finder() -> WardFinder:
    return WardFinder(city.load("units"), city.load("old_units"), city.load("city")["bounds"])


@cache
def _names() -> list[tuple[str, Ward]]:
    units = city.load("units")["items"]
    # Longer names first: "phường tân sơn nhất" must not be taken for "phường tân sơn".
    return sorted(((fold(unit["full_name"]), unit) for unit in units), key=lambda pair: -len(pair[0]))


@cache
def _committees() -> dict[str, str]:
    return {body["ward"]: body["body_id"] for body in city.load("bodies")["items"] if body.get("ward")}
