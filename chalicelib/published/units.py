"""Find the ward of a point: by the polygons of the units, or from the centres of old units until there are any."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any, Literal, NamedTuple, Protocol

from chalicelib.published.polygons import Polygons

type Unit = dict[str, Any]

# Lengths of one degree near 11° north (WGS 84). Over the few kilometres between neighbouring centres a flat map
# scaled at the point's own latitude is wrong by less than one part in a hundred, and needs one cosine.
_KM_PER_DEGREE_NORTH = 110.6
_KM_PER_DEGREE_EAST = 111.3

# How far from its nearest centre a place of the city can lie. On the mainland the corner of a ward farthest from
# any old centre lies 9.96 km off (measured on the polygons of 2025). A special zone is an archipelago with nothing
# but sea around it: the outermost islet of Côn Đảo lies 59.1 km from its centre.
_REACH_KM = 10.0
_REACH_OF_SPECIAL_ZONE_KM = 60.0
_SPECIAL_ZONE = "dac_khu"

_VOTERS = 3
_MOST_CANDIDATES = 5


@dataclass(frozen=True)
class WardAnswer:
    """Say which ward a point lies in, how sure that is, and which others it may be, nearest first."""

    unit: Unit | None
    precision: Literal["exact", "approximate"]
    candidates: tuple[Unit, ...]


class Finder(Protocol):
    """Whoever tells the ward at a point; those who ask need not know by what."""

    def at(self, lat: float, lon: float) -> WardAnswer:
        """Tell the ward at a point; no unit when the point lies outside the city."""

    def inside_city(self, lat: float, lon: float) -> bool:
        """Tell whether a point lies in the city, as far as this finder can know."""


class PolygonFinder:
    """Find wards by the polygons of the units: every answer is exact."""

    def __init__(self, polygons: Polygons, units: dict[str, Any]) -> None:
        """Read the items of units.json; raise KeyError for a polygon of a unit that is not among them."""
        by_code = {unit["code"]: unit for unit in units["items"]}
        self._polygons = polygons
        self._units = {code: by_code[code] for code in polygons.codes}

    def at(self, lat: float, lon: float) -> WardAnswer:
        """Tell the ward at a point; no unit when the point lies in none of the polygons."""
        code = self._polygons.at(lat, lon)
        return WardAnswer(None if code is None else self._units[code], "exact", ())

    def inside_city(self, lat: float, lon: float) -> bool:
        """Tell whether a point lies in one of the polygons."""
        return self._polygons.at(lat, lon) is not None


class _OldUnit(NamedTuple):
    """Keep of an old unit what its vote needs: where it was, how far it speaks, and what became of it."""

    lat: float
    lon: float
    reach_km: float
    became: tuple[Unit, ...]


class WardFinder:
    """Find wards among the units of a city pack, approximately.

    Each old unit went whole into one new ward or was split over several. Where the three old units nearest to a
    point all went whole into the same ward, the point is taken to be found; elsewhere the nearest one's default
    ward is a guess, and all likely ones are named for a person to choose from. Measured on the polygons of 2025
    (60 points in every ward, `tests/rules/test_units.py`): 7 points in 100 are found, 96 % of them rightly; the
    guess is right for 76 %, and the right ward is among the candidates for 97 %.
    """

    def __init__(
        self, units: dict[str, Any], old_units: dict[str, Any], bounds: dict[str, float] | None = None
    ) -> None:
        """Read the items of units.json and old_units.json, and the `bounds` of city.json when the city has them."""
        by_code = {unit["code"]: unit for unit in units["items"]}
        self._old_units = tuple(_old_unit(row, by_code) for row in old_units["items"])
        self._bounds = bounds

    def at(self, lat: float, lon: float) -> WardAnswer:
        """Tell the ward at a point; no unit when the point lies outside the city."""
        voters = self._voters(lat, lon)
        if not voters or not self._in_bounds(lat, lon):
            return WardAnswer(None, "approximate", ())
        candidates = _distinct(unit for voter in voters for unit in voter.became)
        nearest = voters[0].became[0]
        # An archipelago has no neighbour that could be meant instead, so its one voice is enough.
        enough = len(voters) == _VOTERS or nearest["type"] == _SPECIAL_ZONE
        if enough and len(candidates) == 1:
            return WardAnswer(nearest, "exact", ())
        return WardAnswer(nearest, "approximate", candidates[:_MOST_CANDIDATES])

    def inside_city(self, lat: float, lon: float) -> bool:
        """Tell whether a point is near enough to one of the city's centres to be in the city.

        Near the border this errs towards yes: a report from just outside is referred by a person, not refused.
        Every place of the city passes, being within 10 km of a centre, or 60 km of an archipelago's.
        """
        return self._in_bounds(lat, lon) and bool(self._voters(lat, lon))

    def _voters(self, lat: float, lon: float) -> list[_OldUnit]:
        """Give the nearest old units, nearest first, leaving out those too far away to have a say."""
        east = _KM_PER_DEGREE_EAST * math.cos(math.radians(lat))
        distances = (
            (math.hypot((old.lat - lat) * _KM_PER_DEGREE_NORTH, (old.lon - lon) * east), place)
            for place, old in enumerate(self._old_units)
        )
        nearest = nsmallest(_VOTERS, distances)
        return [self._old_units[place] for km, place in nearest if km <= self._old_units[place].reach_km]

    def _in_bounds(self, lat: float, lon: float) -> bool:
        box = self._bounds
        return box is None or (box["min_lat"] <= lat <= box["max_lat"] and box["min_lon"] <= lon <= box["max_lon"])


def _old_unit(row: dict[str, Any], by_code: dict[str, Unit]) -> _OldUnit:
    default_first = sorted(row["new"], key=lambda part: not part["default"])
    became = tuple(by_code[part["code"]] for part in default_first)
    centre = row["centre"] or became[0]["centre"]
    far_out = became[0]["type"] == _SPECIAL_ZONE
    return _OldUnit(centre["lat"], centre["lon"], _REACH_OF_SPECIAL_ZONE_KM if far_out else _REACH_KM, became)


def _distinct(units: Iterable[Unit]) -> tuple[Unit, ...]:
    return tuple({unit["code"]: unit for unit in units}.values())
