"""Distances and boxes on the map."""

import math
from typing import NamedTuple

_EARTH_METRES = 6_371_008.8
_METRES_PER_DEGREE = math.pi * _EARTH_METRES / 180


class Point(NamedTuple):
    """A place on earth, in degrees."""

    lat: float
    lon: float


class Box(NamedTuple):
    """A rectangle on the map, in degrees, in the order of the `bbox` parameter; both edges belong to it."""

    min_lon: float
    min_lat: float
    max_lon: float
    max_lat: float


def metres(a: Point, b: Point) -> float:
    """Return the distance of two points on the sphere, by the haversine formula."""
    north, east = math.radians(b.lat - a.lat) / 2, math.radians(b.lon - a.lon) / 2
    slope = math.cos(math.radians(a.lat)) * math.cos(math.radians(b.lat))
    return 2 * _EARTH_METRES * math.asin(min(1.0, math.sqrt(math.sin(north) ** 2 + slope * math.sin(east) ** 2)))


def box_around(centre: Point, radius: float) -> Box:
    """Return the smallest box that holds every point within so many metres, away from poles and date line."""
    north = radius / _METRES_PER_DEGREE
    # The circle is widest a little nearer to the pole than its centre.
    reach = math.sin(min(radius / _EARTH_METRES, math.pi / 2)) / max(math.cos(math.radians(centre.lat)), 1e-9)
    east = math.degrees(math.asin(reach)) if reach < 1 else 180.0
    return Box(centre.lon - east, centre.lat - north, centre.lon + east, centre.lat + north)
