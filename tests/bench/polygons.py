"""Measure how fast the unit of a place is found, against shapely's STRtree and covers, in the same run."""

import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape

from chalicelib.published.geojson import read_areas
from chalicelib.published.polygon_building import build
from chalicelib.published.polygons import Polygons
from tests.patchwork import Point, Quilt

WARDS = Path(__file__).parents[3] / "shared" / "data" / "admin" / "hcmc_wards_2025.simplified.geojson"
ROUNDS = 5
POINTS = 20_000
BAR = 1.0
BAR_LOADING_MS = 100


def lines() -> Iterator[str]:
    """Yield a line for each city: one that is made up, of 168 units, and the real one where its polygons are there."""
    made_up = Quilt(14, 12, lambda column, row: f"{column:02}{row:02}0", seed=168, bends=35)
    yield _line("a made-up city", made_up.geojson())
    if WARDS.exists():
        yield _line("the wards of 2025", WARDS.read_text("utf-8"))


def _line(city: str, text: str) -> str:
    areas = [shape(each["geometry"]) for each in json.loads(text)["features"]]
    began = time.perf_counter()
    content = build(read_areas(text)).to_bytes()
    building = time.perf_counter() - began
    loading = statistics.median(_seconds(lambda: Polygons.from_bytes(content)) for _ in range(ROUNDS))
    ratios, mean = _compared(Polygons.from_bytes(content), areas, list(_points(areas)))
    return (
        f"unit of a place, {city} ({len(areas)} units, {shapely.get_num_coordinates(areas).sum()} corners): "
        f"{mean * 1e6:.1f} µs, {statistics.median(ratios):.2f} of shapely (bar {BAR}); "
        f"made in {building:.1f} s, loaded in {loading * 1000:.0f} ms (bar {BAR_LOADING_MS}), "
        f"{len(content) / 1e6:.1f} MB"
    )


def _points(areas: list[Any]) -> Iterator[Point]:
    """Yield places in the city, as many in each unit, which is where people are: many near borders."""
    chance = random.Random(1022)
    for _ in range(POINTS // len(areas)):
        for area in areas:
            west, south, east, north = area.bounds
            yield chance.uniform(west, east), chance.uniform(south, north)


def _compared(polygons: Polygons, areas: list[Any], points: list[Point]) -> tuple[list[float], float]:
    tree = shapely.STRtree(areas)
    # Prepared geometries are what shapely is fastest with.
    shapely.prepare(areas)

    def theirs() -> None:
        for lon, lat in points:
            place = shapely.Point(lon, lat)
            [unit for unit in tree.query(place) if areas[unit].covers(place)]

    def ours() -> None:
        for lon, lat in points:
            polygons.at(lat, lon)

    pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(ROUNDS)]
    return [own / other for own, other in pairs], statistics.median(own for own, _ in pairs) / len(points)


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
