"""Where a place lies, and what became of former units: by what is published, else by what the city pack knows."""

from functools import cache
from typing import TYPE_CHECKING, Any

from chalicelib.published import in_force
from chalicelib.published.polygons import Polygons
from chalicelib.published.unit_kinds import GEOMETRY, OLD_UNITS, POLYGONS, WARDS
from chalicelib.published.unit_names import UnitNames
from chalicelib.published.units import Finder, PolygonFinder, WardFinder
from chalicelib.shared import city

if TYPE_CHECKING:
    from chalicelib.published.artifact import Artifact
    from chalicelib.published.former_units import FormerUnits

type Pack = dict[str, Any]


def finder() -> Finder:
    """Return what tells the ward of a place: exactly as soon as borders are published, approximately before."""
    return in_force.made("finder", WARDS, _by_polygons, _by_centres)


def former() -> "FormerUnits":
    """Return what tells what became of former units."""
    return in_force.made("former", OLD_UNITS, lambda each: _former_of(_as_in_the_pack(each)), _former)


def unit_names() -> UnitNames:
    """Return what tells the wards that an address names."""
    return in_force.made("unit_names", OLD_UNITS, lambda each: _names_of(_as_in_the_pack(each)), _unit_names)


def borders(code: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return a unit's borders as a GeoJSON geometry, and what is said about the version; None before there are any."""
    artifact = in_force.version(WARDS)
    row = artifact.look_up(code) if artifact else None
    return (row[GEOMETRY], artifact.meta) if artifact and row and GEOMETRY in row else None


def _by_polygons(artifact: "Artifact") -> Finder:
    content = artifact.blob(POLYGONS)
    if content is None:
        raise ValueError("wards without borders")
    return PolygonFinder(Polygons.from_bytes(content), _units())


def _by_centres() -> Finder:
    return in_force.made("centres", OLD_UNITS, lambda each: _ward_finder(_as_in_the_pack(each)), _of_the_pack)


@cache
def _of_the_pack() -> WardFinder:
    return _ward_finder(city.load("old_units"))


@cache
def _former() -> "FormerUnits":
    return _former_of(city.load("old_units"))


def _former_of(old_units: Pack) -> "FormerUnits":
    # Functions that take reports never ask for it.
    from chalicelib.published.former_units import FormerUnits

    return FormerUnits(_units(), old_units, city.load("earlier_districts")["items"])


@cache
def _unit_names() -> UnitNames:
    return _names_of(city.load("old_units"))


def _names_of(old_units: Pack) -> UnitNames:
    return UnitNames(_units(), old_units, city.load("earlier_districts")["items"])


def _ward_finder(old_units: Pack) -> WardFinder:
    return WardFinder(_units(), old_units, city.load("city")["bounds"])


def _as_in_the_pack(artifact: "Artifact") -> Pack:
    return {"items": [{"centre": None, **row} for row in artifact.rows()]}


def _units() -> Pack:
    return city.load("units")
