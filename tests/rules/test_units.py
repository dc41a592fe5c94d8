"""A point is given its ward only where that is sure; elsewhere people choose among the likely ones."""

import json
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.published.geojson import Area
from chalicelib.published.polygon_building import build
from chalicelib.published.units import Finder, PolygonFinder, WardFinder

ROOT = Path(__file__).parents[2]
PACK = ROOT / "infra" / "city" / "hcmc"
POLYGONS = ROOT.parent / "shared" / "data" / "admin" / "hcmc_wards_2025.simplified.geojson"


def unit(code: str, name: str, lat: float, lon: float, kind: str = "phuong") -> dict[str, Any]:
    return {"code": code, "name": name, "type": kind, "centre": {"lat": lat, "lon": lon}}


def old(lat: float, lon: float, *codes: str) -> dict[str, Any]:
    became = [{"code": code, "default": code == codes[0]} for code in codes]
    return {"old_name": "Phường cũ", "centre": {"lat": lat, "lon": lon}, "new": became[::-1]}


# A made-up city on the equator's scale of ours: four old wards in a row became An Cũ, the next was split between
# An Cũ and Bình Mới, two more became Bình Mới, and an archipelago lies two degrees south.
UNITS = {
    "items": [
        unit("00001", "An Cũ", 10.800, 106.615),
        unit("00002", "Bình Mới", 10.800, 106.655),
        unit("00003", "Quần Đảo", 8.700, 106.600, "dac_khu"),
    ]
}
OLD_UNITS = {
    "items": [
        old(10.800, 106.600, "00001"),
        old(10.800, 106.610, "00001"),
        old(10.805, 106.605, "00001"),
        old(10.805, 106.615, "00001"),
        old(10.800, 106.630, "00002", "00001"),
        old(10.800, 106.650, "00002"),
        old(10.800, 106.660, "00002"),
        {**old(0, 0, "00003"), "centre": None},
    ]
}
FINDER = WardFinder(UNITS, OLD_UNITS)


def codes_of(units: tuple[dict[str, Any], ...]) -> list[str]:
    return [unit["code"] for unit in units]


def test_a_point_among_three_old_wards_that_became_one_is_found() -> None:
    answer = FINDER.at(10.801, 106.606)

    assert answer.unit == UNITS["items"][0]
    assert answer.precision == "exact"
    assert answer.candidates == ()


def test_a_point_near_a_ward_that_was_split_is_only_likely_and_names_the_choice() -> None:
    answer = FINDER.at(10.800, 106.629)

    assert answer.unit == UNITS["items"][1]
    assert answer.precision == "approximate"
    assert codes_of(answer.candidates) == ["00002", "00001"]


def test_a_point_between_two_wards_names_the_nearer_one_first() -> None:
    answer = FINDER.at(10.804, 106.622)

    assert answer.precision == "approximate"
    assert codes_of(answer.candidates) == ["00001", "00002"]


def test_no_more_than_five_wards_are_offered_to_choose_from() -> None:
    codes = [f"1000{n}" for n in range(9)]
    units = {"items": [unit(code, code, 10.8, 106.6) for code in codes]}
    old_units = {"items": [old(10.8, 106.6 + n / 1000, *codes[3 * n : 3 * n + 3]) for n in range(3)]}

    answer = WardFinder(units, old_units).at(10.8, 106.6)

    assert len(answer.candidates) == 5
    assert answer.unit == answer.candidates[0]


@pytest.mark.parametrize(
    ("place", "lat", "lon", "inside"),
    [
        ("at a centre", 10.800, 106.600, True),
        ("9 km from the last ward", 10.800, 106.660 + 9 / 109.3, True),
        ("11 km from the last ward", 10.800, 106.660 + 11 / 109.3, False),
        ("on the archipelago", 8.700, 106.600, True),
        ("on an islet 59 km west of it", 8.700, 106.600 - 59 / 110, True),
        ("on the high sea between", 9.700, 106.600, False),
        ("in Hà Nội", 21.028, 105.854, False),
        ("nowhere", float("nan"), float("nan"), False),
    ],
)
def test_a_place_is_in_the_city_when_it_is_near_one_of_its_wards(
    place: str, lat: float, lon: float, inside: bool
) -> None:
    assert FINDER.inside_city(lat, lon) is inside, place
    assert (FINDER.at(lat, lon).unit is not None) is inside, place


def test_an_archipelago_has_no_neighbour_to_be_confused_with() -> None:
    answer = FINDER.at(8.650, 106.550)

    assert answer.unit == UNITS["items"][2]
    assert answer.precision == "exact"


def test_the_bounds_of_the_city_come_before_nearness() -> None:
    bounds = {"min_lat": 10.0, "min_lon": 106.0, "max_lat": 11.0, "max_lon": 106.655}

    finder = WardFinder(UNITS, OLD_UNITS, bounds)

    assert finder.inside_city(10.800, 106.650)
    assert not finder.inside_city(10.800, 106.660)
    assert finder.at(10.800, 106.660).unit is None


def test_a_mapping_to_a_ward_that_does_not_exist_is_refused_at_once() -> None:
    with pytest.raises(KeyError, match="99999"):
        WardFinder(UNITS, {"items": [old(10.8, 106.6, "99999")]})


def test_by_polygons_every_ward_is_exact_and_nothing_else_changes_for_those_who_ask() -> None:
    ring = ((106.6, 10.8), (106.7, 10.8), (106.7, 10.9), (106.6, 10.9), (106.6, 10.8))
    finder: Finder = PolygonFinder(build([Area("00002", (ring,))]), UNITS)

    answer = finder.at(10.85, 106.65)

    assert (answer.unit, answer.precision, answer.candidates) == (UNITS["items"][1], "exact", ())
    assert finder.inside_city(10.85, 106.65)
    assert not finder.inside_city(10.85, 106.75)
    assert finder.at(10.85, 106.75).unit is None


def test_a_polygon_of_a_ward_that_does_not_exist_is_refused_at_once() -> None:
    ring = ((106.6, 10.8), (106.7, 10.8), (106.7, 10.9), (106.6, 10.8))

    with pytest.raises(KeyError, match="99999"):
        PolygonFinder(build([Area("99999", (ring,))]), UNITS)


type Ring = list[tuple[float, float]]


def is_in_ring(lat: float, lon: float, ring: Ring) -> bool:
    inside = False
    for (lon1, lat1), (lon2, lat2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (lat1 > lat) != (lat2 > lat) and lon < lon1 + (lat - lat1) * (lon2 - lon1) / (lat2 - lat1):
            inside = not inside
    return inside


def polygons() -> Iterator[tuple[str, list[Ring]]]:
    for feature in json.loads(POLYGONS.read_text("utf-8"))["features"]:
        shape = feature["geometry"]
        parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        yield feature["properties"]["code"], [ring for part in parts for ring in part]


def points_of(rings: list[Ring], count: int, chance: random.Random) -> Iterator[tuple[float, float]]:
    lons, lats = zip(*(corner for ring in rings for corner in ring), strict=True)
    while count:
        lat, lon = chance.uniform(min(lats), max(lats)), chance.uniform(min(lons), max(lons))
        # Holes and parts alike: inside an odd number of rings is inside.
        if sum(is_in_ring(lat, lon, ring) for ring in rings) % 2:
            count -= 1
            yield lat, lon


def read_pack(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((PACK / name).read_text("utf-8"))
    return content


@pytest.mark.long
@pytest.mark.skipif(not POLYGONS.exists(), reason="the polygons of 2025 are not beside the project")
@pytest.mark.skipif(not (PACK / "old_units.json").exists(), reason="the city pack has no old units")
def test_a_ward_called_exact_is_right_nineteen_times_in_twenty(
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    finder = WardFinder(read_pack("units.json"), read_pack("old_units.json"), read_pack("city.json")["bounds"])
    chance = random.Random(2025)
    points = [(code, point) for code, rings in polygons() for point in points_of(rings, 60, chance)]

    began = time.perf_counter()
    answers = [(code, finder.at(*point)) for code, point in points]
    each_ms = (time.perf_counter() - began) / len(points) * 1000

    found = [(code, answer.unit["code"], answer) for code, answer in answers if answer.unit]
    exact = [code == named for code, named, answer in found if answer.precision == "exact"]
    guessed = [(code, named, answer) for code, named, answer in found if answer.precision == "approximate"]
    measured = {
        "inside": len(found) / len(points),
        "exact": len(exact) / len(points),
        "right_when_exact": sum(exact) / len(exact),
        "right_at_first_guess": sum(code == named for code, named, _ in guessed) / len(guessed),
        "among_candidates": sum(code in codes_of(answer.candidates) for code, _, answer in guessed) / len(guessed),
        "nearest_wrong": sum(code != named for code, named, _ in found) / len(found),
        "milliseconds_each": each_ms,
    }
    for name, value in measured.items():
        record_testsuite_property(f"ward_finder_{name}", value)
    assert measured["inside"] == 1, measured
    assert measured["right_when_exact"] >= 0.95, measured
    assert measured["right_at_first_guess"] >= 0.7, measured
    assert measured["among_candidates"] >= 0.95, measured
    assert each_ms < 1, measured
