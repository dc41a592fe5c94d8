"""Made-up cities whose units share their borders point for point: quilts of bent patches, some sewn together."""

import json
import math
import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

type Point = tuple[float, float]
type Owner = Callable[[int, int], str | None]

# With these bends and shifts no border crosses another one.
_SHIFT = 0.15
_BEND = 0.05


class Quilt:
    """A quilt of columns × rows patches; `owner` names the unit of each, and patches of one unit become one area."""

    def __init__(self, columns: int, rows: int, owner: Owner, seed: int, bends: int = 1) -> None:
        self._chance = random.Random(seed)
        self._bends = bends
        # A corner in three stays where a ruler would put it, so that many borders run due north or due east.
        self._corners = {
            (column, row): (106 + (column + self._shift()) / 100, 10 + (row + self._shift()) / 100)
            for column in range(columns + 1)
            for row in range(rows + 1)
        }
        self._borders: dict[tuple[Point, Point], list[Point]] = {}
        patches: dict[str, list[BaseGeometry]] = {}
        for column in range(columns):
            for row in range(rows):
                if code := owner(column, row):
                    patches.setdefault(code, []).append(shapely.Polygon(self._patch(column, row)))
        self.areas = {code: shapely.union_all(own) for code, own in patches.items()}

    def geojson(self) -> str:
        """Return the areas as a FeatureCollection; every coordinate is written so that it is read back the same."""
        features = [
            {"type": "Feature", "properties": {"code": code}, "geometry": mapping(area)}
            for code, area in self.areas.items()
        ]
        return json.dumps({"type": "FeatureCollection", "features": features})

    def _shift(self) -> float:
        return self._chance.choice((0, self._chance.uniform(-_SHIFT, _SHIFT), self._chance.uniform(-_SHIFT, _SHIFT)))

    def _patch(self, column: int, row: int) -> list[Point]:
        around = [self._corners[column + x, row + y] for x, y in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]
        return [point for a, b in pairwise(around) for point in self._border(a, b)[:-1]]

    def _border(self, a: Point, b: Point) -> list[Point]:
        """Return the bent line between two corners; neighbours get the very same one, each in its own direction."""
        if (b, a) in self._borders:
            return self._borders[b, a][::-1]
        return self._borders.setdefault((a, b), [a, *self._bent(a, b), b])

    def _bent(self, a: Point, b: Point) -> list[Point]:
        parts = [place / (self._bends + 1) for place in range(1, self._bends + 1)]
        aside = [self._chance.choice((0, self._chance.uniform(-_BEND, _BEND))) * math.sin(math.pi * n) for n in parts]
        return [
            (a[0] + n * (b[0] - a[0]) - off * (b[1] - a[1]), a[1] + n * (b[1] - a[1]) + off * (b[0] - a[0]))
            for n, off in zip(parts, aside, strict=True)
        ]


def rings_of(areas: list[BaseGeometry]) -> list[BaseGeometry]:
    """Return every ring of every part of the areas, holes among them."""
    return list(shapely.get_rings(shapely.get_parts(areas)))


def corners_of(areas: list[BaseGeometry]) -> list[Point]:
    """Return every corner of every ring, once for each area that has it."""
    return [(lon, lat) for lon, lat in shapely.get_coordinates(areas)]


def middles_of(areas: list[BaseGeometry]) -> list[Point]:
    """Return the middle of every edge, as nearly as floating point can say it."""
    lines = [shapely.get_coordinates(ring) for ring in rings_of(areas)]
    return [tuple(middle) for line in lines for middle in (line[:-1] + line[1:]) / 2]


def holders_of(areas: dict[str, BaseGeometry], points: list[Point]) -> list[set[str]]:
    """Return for each point the units that cover it, borders included, as shapely says."""
    codes = list(areas)
    places, holders = shapely.STRtree(list(areas.values())).query(shapely.points(points), predicate="covered_by")
    found: list[set[str]] = [set() for _ in points]
    for place, holder in zip(places.tolist(), holders.tolist(), strict=True):
        found[place].add(codes[holder])
    return found


def disagreements(polygons: Any, areas: dict[str, BaseGeometry], points: list[Point]) -> list[tuple[Point, Any, Any]]:
    """Return the points for which the polygons say another unit than shapely, or none of those on a border."""
    told = [(point, polygons.at(point[1], point[0]), holders) for point, holders in
            zip(points, holders_of(areas, points), strict=True)]  # fmt: skip
    return [each for each in told if (each[1] not in each[2] if each[2] else each[1] is not None)]
