"""What can be asked about units: all of them, one by its code, and by a place, today's names and former names."""

from functools import cache
from typing import Any

from chalicelib.published import geojson, wards
from chalicelib.published.showing_units import candidates, former_unit
from chalicelib.published.unit_search import UnitSearch
from chalicelib.shared import city
from chalicelib.shared.errors import FieldError, Invalid, Moved, NotFound, SeveralChoices

Unit = dict[str, Any]
Found = dict[str, Any]

# The parameters that ask different questions, each with those that belong to it.
_QUESTIONS = (("lat", "lon"), ("q",), ("old",))
_MOST_NAMESAKES = 5


def answer(asked: dict[str, Any]) -> Found:
    """Answer the one question that was asked of the units (lat with lon, q, or old), or list all without any.

    Raises Invalid naming every parameter that is missing or too many, NotFound where there is nothing.
    """
    given = {name: value for name, value in asked.items() if value is not None}
    _check_question(given)
    if "lat" in given:
        return at(given["lat"], given["lon"])
    if "q" in given:
        return _listed(_search().find(given["q"]))
    return former(given["old"]) if "old" in given else _listed(city.load("units")["items"])


def at(lat: float, lon: float) -> Found:
    """Return the unit at a place in degrees, how sure that is, and the units it may be; NotFound outside the city."""
    found = wards.finder().at(lat, lon)
    if found.unit is None:
        raise NotFound("outside_city")
    return {"unit": found.unit, "precision": found.precision, "candidates": list(found.candidates)}


def former(text: str) -> Found:
    """Return what became of the ward or district of before that a name, number or code means.

    When several were called so, each is in `groups`, and no item is marked as the default: only a person can say which
    is meant. NotFound names today's units of that name, if there are any.
    """
    by_code = wards.former().by_code(text.strip())
    found = (by_code,) if by_code else wards.former().called(text)
    if not found:
        raise NotFound("old_unit_not_found", extra={"candidates": list(_search().find(text)[:_MOST_NAMESAKES])})
    groups = [{"old": former_unit(each), "items": candidates(each)} for each in found]
    if len(groups) == 1:
        return {**groups[0], "ambiguous": False, "groups": groups}
    distinct = {unit["code"]: {"unit": unit, "default": False} for each in found for unit in each.units}
    return {"items": list(distinct.values()), "old": None, "ambiguous": True, "groups": groups}


def find(code: str) -> Found:
    """Return the unit of this code with the wards of before that went into it.

    The code of an abolished ward raises Moved when one unit took it in, SeveralChoices when it was split; NotFound
    for a code that no unit has or had.
    """
    unit = _by_code().get(code)
    if unit is None:
        raise _refusal_of(code)
    parts = [{**former_unit(each), "whole": len(each.units) == 1} for each in wards.former().parts_of(code)]
    return {**unit, "parts": parts}


def geometry(code: str) -> Found:
    """Return the borders of the unit of this code as a GeoJSON Feature (RFC 7946), in degrees, longitude first.

    The code of an abolished ward raises as in `find`, here on to the borders; NotFound also before any are published.
    """
    unit = _by_code().get(code)
    if unit is None:
        raise _refusal_of(code, "/geometry")
    found = wards.borders(code)
    if found is None:
        raise NotFound("geometry_not_published")
    borders, about = found
    told = {name: about.get(name) for name in ("version", "as_of", "source")}
    return {
        "type": "Feature",
        "id": code,
        "bbox": geojson.box_of(borders),
        "properties": {**unit, **told},
        "geometry": geojson.wound(borders),
    }


def _check_question(given: dict[str, Any]) -> None:
    asked = [question for question in _QUESTIONS if given.keys() & set(question)]
    problems = [
        FieldError(f"/{name}", "missing", {}, "query")
        for question in asked for name in question if name not in given
    ]  # fmt: skip
    if len(asked) > 1:
        problems += [FieldError(f"/{name}", "not_together", {}, "query") for name in given]
    if problems:
        raise Invalid("invalid_fields", fields=problems)


def _refusal_of(code: str, onward: str = "") -> Exception:
    became = wards.former().by_code(code)
    if became is None:
        return NotFound("unit_not_found")
    if len(became.units) == 1:
        return Moved("unit_replaced", location=f"/v1/map/units/{became.units[0]['code']}{onward}")
    return SeveralChoices("unit_divided", extra={"old": former_unit(became), "candidates": candidates(became)})


def _listed(units: Any) -> Found:
    return {"version": city.load("units")["version"], "items": list(units)}


@cache
def _by_code() -> dict[str, Unit]:
    return {unit["code"]: unit for unit in city.load("units")["items"]}


@cache
def _search() -> UnitSearch:
    return UnitSearch(city.load("units"))
