"""How far two points lie apart, and the cells of a grid in which everything near a point is found."""

from dataclasses import dataclass
from functools import cached_property
from math import asin, cos, degrees, floor, radians, sin, sqrt

# The mean radius of the earth (IUGG). Distances on this sphere are right to half a percent.
EARTH_METRES = 6_371_008.8
# A circle that just fills a cell must not touch a third one by the rounding of its edges.
_MARGIN = 1 + 1e-6
_EDGE_DEGREES = 1e-9


@dataclass(frozen=True)
class Spot:
    """A point on the earth, in degrees."""

    lat: float
    lon: float

    def distance_to(self, other: "Spot") -> float:
        """Return the distance to another point in metres, along the sphere."""
        north, south = radians(self.lat), radians(other.lat)
        half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(radians(other.lon - self.lon) / 2) ** 2
        return 2 * EARTH_METRES * asin(sqrt(min(1.0, half)))


@dataclass(frozen=True)
class Grid:
    """Cells of which a circle of up to `radius` metres touches four at most, up to `farthest` degrees of latitude."""

    radius: float
    farthest: float

    @cached_property
    def height(self) -> float:
        """Return how many degrees of latitude a cell is high: twice the radius."""
        return degrees(2 * self.radius / EARTH_METRES) * _MARGIN

    @cached_property
    def width(self) -> float:
        """Return how many degrees of longitude a cell is wide: twice the radius where degrees are narrowest."""
        return 2 * _half_width(self.radius, self.farthest) * _MARGIN

    def cell_of(self, spot: Spot) -> str:
        """Return the name of the cell in which a point lies."""
        return f"{floor(spot.lat / self.height)}.{floor(spot.lon / self.width)}"

    def cells_near(self, spot: Spot, radius: float) -> list[str]:
        """Return the cells that hold every point within so many metres, at most four; raise ValueError beyond its own.

        What lies in them may still lie farther away.
        """
        if radius > self.radius or abs(spot.lat) > self.farthest:
            raise ValueError(f"this grid serves {self.radius} m up to {self.farthest} degrees")
        up, aside = degrees(radius / EARTH_METRES) + _EDGE_DEGREES, _half_width(radius, spot.lat) + _EDGE_DEGREES
        rows = {floor((spot.lat + step) / self.height) for step in (-up, up)}
        columns = {floor((spot.lon + step) / self.width) for step in (-aside, aside)}
        return [f"{row}.{column}" for row in sorted(rows) for column in sorted(columns)]


def _half_width(radius: float, lat: float) -> float:
    """Return by how many degrees of longitude a circle reaches east of its centre."""
    return degrees(asin(sin(radius / EARTH_METRES) / cos(radians(lat))))
