"""Borders as the city publishes them: the two wards around the city theatre, cut by a straight line."""

from collections.abc import Mapping
from typing import Any

from chalicelib.map.dataset import WARDS
from chalicelib.published.unit_kinds import GEOMETRY
from tests.published import PublicFiles

SAI_GON, BEN_THANH = "26740", "26743"
# The city theatre lies 3.2 thousandths of a degree east of it.
LINE = 106.7
WEST, SOUTH, EAST, NORTH = 106.65, 10.75, 106.75, 10.80


def box(west: float, east: float, *, backwards: bool = False) -> list[list[float]]:
    """Return a ring, counter-clockwise unless it is wanted backwards."""
    ring = [[west, SOUTH], [east, SOUTH], [east, NORTH], [west, NORTH], [west, SOUTH]]
    return ring[::-1] if backwards else ring


def two_wards(west: str = BEN_THANH, east: str = SAI_GON) -> dict[str, Any]:
    """Return the geometries of two wards by their codes, the second one drawn the wrong way round."""
    return {
        west: {"type": "Polygon", "coordinates": [box(WEST, LINE)]},
        east: {"type": "MultiPolygon", "coordinates": [[box(LINE, EAST, backwards=True)]]},
    }


def publish(public: PublicFiles, geometries: Mapping[str, Any], version: str = "1") -> None:
    """Publish wards with these borders."""
    rows = [{"code": code, "full_name": f"Phường {code}", GEOMETRY: each} for code, each in geometries.items()]
    public.publish(WARDS, rows, version)
