"""A place lies in exactly one unit: the same that shapely finds, and on borders the one that the rule names."""

import json
import math
import random
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as some
from shapely.geometry import shape

from chalicelib.published.geojson import read_areas
from chalicelib.published.polygon_building import build
from chalicelib.published.polygons import Polygons
from tests.patchwork import Point, Quilt, corners_of, disagreements, middles_of, rings_of

ROOT = Path(__file__).parents[2]
WARDS = ROOT.parent / "shared" / "data" / "admin" / "hcmc_wards_2025.simplified.geojson"


def polygons_of(**areas: Any) -> Polygons:
    """Return the polygons of units by their codes; each area is a list of rings of (lon, lat)."""
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": rings}}
        for code, rings in areas.items()
    ]
    return build(read_areas(json.dumps({"type": "FeatureCollection", "features": features})))


def square(west: float, south: float, side: float = 1) -> list[list[float]]:
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


# Four squares around the place (1, 1), the fifth apart from them.
FOUR = polygons_of(
    sw=[square(0, 0)], se=[square(1, 0)], nw=[square(0, 1)], ne=[square(1, 1)],
    apart=[square(5, 5, 2), square(5.5, 5.5)],
)  # fmt: skip


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        pytest.param(0.5, 0.5, "sw", id="inside"),
        pytest.param(0.5, 1, "se", id="on a border that runs north: the unit to the east"),
        pytest.param(1, 0.5, "nw", id="on a border that runs east: the unit to the north"),
        pytest.param(1, 1, "ne", id="where four meet: the one to the north-east"),
        pytest.param(0.5, 0, "sw", id="on the western outer border"),
        pytest.param(0.5, 2, "se", id="on the eastern outer border"),
        pytest.param(2, 0.5, "nw", id="on the northern outer border"),
        pytest.param(2, 2, "ne", id="on the outermost corner"),
        pytest.param(2, 1, "ne", id="where two meet on the northern outer border"),
        pytest.param(1, 2, "ne", id="where two meet on the eastern outer border"),
        pytest.param(5.25, 5.25, "apart", id="beside a hole"),
        pytest.param(6, 6, None, id="in a hole"),
        pytest.param(5.5, 6, "apart", id="on the border of a hole"),
        pytest.param(3, 3, None, id="between the areas"),
        pytest.param(-1, 0.5, None, id="south of all"),
        pytest.param(0.5, 99, None, id="far in the east"),
        pytest.param(math.nan, 0.5, None, id="no number"),
        pytest.param(0.5, math.inf, None, id="no place on earth"),
    ],
)
def test_a_place_has_the_unit_that_the_rule_names(lat: float, lon: float, code: str | None) -> None:
    assert FOUR.at(lat, lon) == code


def test_the_unit_whose_code_comes_first_has_a_place_that_two_units_claim() -> None:
    polygons = polygons_of(b=[square(0, 0, 2)], a=[square(1, 1, 2)])

    assert [polygons.at(1.5, 1.5), polygons.at(0.5, 0.5), polygons.at(2.5, 2.5)] == ["a", "b", "a"]


@pytest.mark.parametrize("north", range(3))
@pytest.mark.parametrize("east", range(3))
def test_a_place_nearer_to_a_border_than_floating_point_reckons_has_the_right_unit(north: int, east: int) -> None:
    # The border runs from (-12, -12) to (24, 24); how far a place is from its end needs more digits than there are.
    west_of_it = [[-12, -12], [24, 24], [-12, 24], [-12, -12]]
    polygons = polygons_of(east=[[[-12, -12], [24, -12], [24, 24], [-12, -12]]], west=[west_of_it])
    lat, lon = 0.5 + north * 2**-53, 0.5 + east * 2**-53

    assert polygons.at(lat, lon) == ("west" if lat > lon else "east")


made_up = given(
    columns=some.integers(1, 5),
    rows=some.integers(1, 5),
    bends=some.integers(0, 3),
    owners=some.lists(some.sampled_from(["a", "b", "c", None]), min_size=25, max_size=25),
    seed=some.integers(0, 2**32),
)


@settings(max_examples=60, deadline=None)
@made_up
def test_every_place_of_a_made_up_city_has_the_unit_that_shapely_finds(**city: Any) -> None:
    quilt, polygons, points = a_city(**city)

    assert disagreements(polygons, quilt.areas, points) == []


@pytest.mark.long
@settings(max_examples=3000, deadline=None)
@made_up
def test_every_place_of_thousands_of_made_up_cities_has_the_unit_that_shapely_finds(**city: Any) -> None:
    quilt, polygons, points = a_city(**city)

    assert disagreements(polygons, quilt.areas, points) == []


def a_city(
    columns: int, rows: int, bends: int, owners: list[str | None], seed: int
) -> tuple[Quilt, Polygons, list[Point]]:
    """Return a made-up city, its polygons, and places all over it, on its borders and as near to them as can be."""
    quilt = Quilt(columns, rows, lambda column, row: owners[5 * row + column] if column or row else "a", seed, bends)
    areas = list(quilt.areas.values())
    corners = corners_of(areas)
    points = [*corners, *middles_of(areas), *beside(corners), *random_points(areas, 100, seed)]
    return quilt, build(read_areas(quilt.geojson())), points


def test_islands_and_holes_within_holes_are_told_apart() -> None:
    # Rings of units around each other like those of a tree, and a second trunk of the innermost one.
    def owner(column: int, row: int) -> str:
        return "inner" if (column, row) == (9, 0) else "abc"[min(column, row, 8 - column, 8 - row) % 3]

    quilt = Quilt(10, 9, lambda column, row: None if column == 9 and row else owner(column, row), seed=1, bends=3)
    areas = list(quilt.areas.values())

    polygons = build(read_areas(quilt.geojson()))

    assert max(len(rings_of([area])) for area in areas) == 4
    points = [*corners_of(areas), *middles_of(areas), *random_points(areas, 5000, 1)]
    assert disagreements(polygons, quilt.areas, points) == []


def test_polygons_are_the_same_after_they_were_stored() -> None:
    quilt = Quilt(5, 6, lambda column, row: f"{column:02}{row:02}0", seed=7, bends=10)
    points = random_points(list(quilt.areas.values()), 2000, 7)
    made = build(read_areas(quilt.geojson()))

    read = Polygons.from_bytes(made.to_bytes())

    assert read.to_bytes() == made.to_bytes()
    assert [read.at(lat, lon) for lon, lat in points] == [made.at(lat, lon) for lon, lat in points]


@pytest.mark.parametrize("content", [b"", b"PK", FOUR.to_bytes()[:-1], FOUR.to_bytes() + b"x", FOUR.to_bytes()[1:]])
def test_bytes_that_are_no_polygons_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="polygons"):
        Polygons.from_bytes(content)


def test_units_in_another_order_are_the_same_polygons() -> None:
    one = polygons_of(a=[square(0, 0)], b=[square(1, 0)])

    other = polygons_of(b=[square(1, 0)], a=[square(0, 0)])

    assert one.to_bytes() == other.to_bytes()


@pytest.mark.skipif(not WARDS.exists(), reason="the polygons of 2025 are not beside the project")
def test_every_place_of_the_city_has_the_ward_that_shapely_finds() -> None:
    text = WARDS.read_text("utf-8")
    areas = {each["properties"]["code"]: shape(each["geometry"]) for each in json.loads(text)["features"]}
    chance = random.Random(2025)
    # The mainland, where all wards but one lie.
    points = [(chance.uniform(106.3, 107.6), chance.uniform(10.3, 11.5)) for _ in range(100_000)]
    borders = [*corners_of(list(areas.values())), *middles_of(list(areas.values()))]

    polygons = build(read_areas(text, json.loads((ROOT / "infra/city/hcmc/city.json").read_text("utf-8"))["bounds"]))

    assert disagreements(polygons, areas, points) == []
    assert disagreements(polygons, areas, borders) == []


def random_points(areas: list[Any], count: int, seed: int) -> list[Point]:
    west, south, east, north = shapely.total_bounds(areas)
    chance = random.Random(seed)
    wide, high = (east - west) / 10, (north - south) / 10
    return [
        (chance.uniform(west - wide, east + wide), chance.uniform(south - high, north + high)) for _ in range(count)
    ]


def beside(corners: list[Point]) -> list[Point]:
    """Return places as near to the corners as numbers allow, and places on the same parallels."""
    nearest = [(math.nextafter(lon, lon + x), math.nextafter(lat, lat + y)) for lon, lat in corners[::3]
               for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1))]  # fmt: skip
    return [*nearest, *((lon - 0.004, lat) for lon, lat in corners)]
