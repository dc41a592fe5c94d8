"""Read the areas of units out of GeoJSON (RFC 7946), and say of each feature what is wrong with it."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

type Position = tuple[float, float]
type Ring = tuple[Position, ...]

_FEWEST_POSITIONS = 4


class BadAreas(ValueError):
    """The areas cannot be used; `problems` has one sentence for each thing that is wrong, naming the feature."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Area:
    """The area of one unit: its code, and all its rings as (longitude, latitude) in degrees, holes among them.

    A place lies in the area when it lies inside an odd number of the rings.
    """

    code: str
    rings: tuple[Ring, ...]


def read_areas(text: str | bytes, bounds: dict[str, float] | None = None) -> list[Area]:
    """Give the areas of a FeatureCollection in the order of their codes; raise BadAreas naming every wrong feature.

    The code is a feature's `properties.code`, else its `id`. With the `bounds` of a city (`min_lat`, `min_lon`,
    `max_lat`, `max_lon` in degrees) no area may leave them, which also finds latitudes written before longitudes.
    """
    features = _features(text)
    problems = [f"{_name(feature, at)}: {each}" for at, feature in enumerate(features, 1)
                for each in _problems(feature, bounds)]  # fmt: skip
    codes = [_code(feature) for feature in features]
    problems += [f"The code {code} stands at several features." for code in sorted(_twice(codes))]
    if problems:
        raise BadAreas(problems)
    areas = [area_of(str(_code(each)), each["geometry"]) for each in features]
    return sorted(areas, key=lambda area: area.code)


def area_of(code: str, geometry: Any) -> Area:
    """Return the area of a Polygon or MultiPolygon that was checked before."""
    return Area(code, _rings(geometry))


def wound(geometry: dict[str, Any]) -> dict[str, Any]:
    """Return a sound Polygon or MultiPolygon with its rings wound as RFC 7946 asks: outlines leftwards, holes right."""
    polygons = [
        [_turned(ring, leftwards=place == 0) for place, ring in enumerate(polygon)] for polygon in _polygons(geometry)
    ]
    return {"type": geometry["type"], "coordinates": polygons if geometry["type"] == "MultiPolygon" else polygons[0]}


def box_of(geometry: dict[str, Any]) -> list[float]:
    """Return the box around a sound Polygon or MultiPolygon: west, south, east, north in degrees."""
    positions = [position for ring in _rings(geometry) for position in ring]
    lons, lats = [lon for lon, _ in positions], [lat for _, lat in positions]
    return [min(lons), min(lats), max(lons), max(lats)]


def _turned(ring: list[Any], *, leftwards: bool) -> list[Any]:
    lon, lat = ring[0][:2]
    # From its first position, so that what is subtracted is small.
    around = [(position[0] - lon, position[1] - lat) for position in ring]
    twice_the_area = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(around))
    return ring if (twice_the_area > 0) == leftwards or not twice_the_area else ring[::-1]


def _features(text: str | bytes) -> list[Any]:
    try:
        content = json.loads(text)
    except ValueError as error:
        raise BadAreas([f"The file is no JSON: {error}."]) from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or content.get("type") != "FeatureCollection" or not features:
        raise BadAreas(["The file is no FeatureCollection with at least one feature."])
    return features


def _code(feature: Any) -> str | None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    code = (properties if isinstance(properties, dict) else {}).get("code")
    code = code if code is not None or not isinstance(feature, dict) else feature.get("id")
    return code.strip() or None if isinstance(code, str) else None


def _name(feature: Any, place: int) -> str:
    code = _code(feature)
    return f"Feature {code}" if code else f"Feature number {place}"


def _twice(codes: list[str | None]) -> set[str]:
    return {code for code in codes if code and codes.count(code) > 1}


def _problems(feature: Any, bounds: dict[str, float] | None) -> Iterator[str]:
    if _code(feature) is None:
        yield "has no code, neither as properties.code nor as id, as a text."
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    polygons = _polygons(geometry)
    if not polygons:
        yield "its geometry is neither a Polygon nor a MultiPolygon with rings."
        return
    rings = [ring for polygon in polygons for ring in polygon]
    problems = [_problem_of_ring(ring, bounds) for ring in rings]
    yield from (f"ring {number} {problem}." for number, problem in enumerate(problems, 1) if problem)
    # Simplifying leaves rings of no width behind; they do no harm beside one that has an area.
    if not any(problems) and not any(_has_area(ring) for ring in rings):
        yield "has no area."


def _polygons(geometry: Any) -> list[list[Any]]:
    """Give the polygons of a geometry as lists of rings; nothing when it is none of ours or holds an empty one."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    parts = geometry.get("coordinates") if kind in ("Polygon", "MultiPolygon") else None
    polygons = [parts] if kind == "Polygon" else parts
    if not isinstance(polygons, list) or not all(isinstance(each, list) and each for each in polygons):
        return []
    return polygons


def _rings(geometry: Any) -> tuple[Ring, ...]:
    return tuple(
        tuple((float(position[0]), float(position[1])) for position in ring)
        for polygon in _polygons(geometry)
        for ring in polygon
    )


def _problem_of_ring(ring: Any, bounds: dict[str, float] | None) -> str | None:
    if not isinstance(ring, list) or not all(_is_position(position) for position in ring):
        return "holds something that is no pair of finite numbers"
    if len(ring) < _FEWEST_POSITIONS:
        return f"has {len(ring)} positions; a closed ring has at least {_FEWEST_POSITIONS}"
    if ring[0][:2] != ring[-1][:2]:
        return "is not closed: its last position is not its first"
    return _problem_of_extent(ring, bounds)


def _is_position(position: Any) -> bool:
    return (
        isinstance(position, list)
        and len(position) >= 2
        and all(isinstance(n, int | float) and not isinstance(n, bool) and abs(n) < math.inf for n in position[:2])
    )


def _has_area(ring: list[list[float]]) -> bool:
    """Tell whether a ring goes around anything (twice the area by the shoelace formula, from its first position)."""
    lon, lat = ring[0][:2]
    around = [(position[0] - lon, position[1] - lat) for position in ring]
    return any(x1 * y2 != x2 * y1 for (x1, y1), (x2, y2) in pairwise(around))


def _problem_of_extent(ring: list[list[float]], bounds: dict[str, float] | None) -> str | None:
    if not _all_within(ring, (-180, -90, 180, 90)):
        return "leaves the world: longitudes go from -180 to 180, latitudes from -90 to 90"
    if bounds is None:
        return None
    city = (bounds["min_lon"], bounds["min_lat"], bounds["max_lon"], bounds["max_lat"])
    if _all_within(ring, city):
        return None
    if _all_within([position[1::-1] for position in ring], city):
        return "has latitude before longitude; GeoJSON has longitude first"
    return "leaves the bounds of the city"


def _all_within(ring: list[list[float]], box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    return all(west <= position[0] <= east and south <= position[1] <= north for position in ring)
