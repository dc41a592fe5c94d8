"""Areas that cannot be used are refused with a sentence that names the feature."""

import json
from typing import Any

import pytest

from chalicelib.published.geojson import BadAreas, read_areas

SQUARE = [[106.0, 10.0], [106.1, 10.0], [106.1, 10.1], [106.0, 10.1], [106.0, 10.0]]
BOUNDS = {"min_lat": 8, "min_lon": 106, "max_lat": 12, "max_lon": 108}


def a_feature(*rings: Any, code: Any = "26740", kind: str = "Polygon", **changes: Any) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": list(rings) or [SQUARE]}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry, **changes}


def a_file(*features: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def problems_of(text: str, bounds: dict[str, float] | None = None) -> list[str]:
    with pytest.raises(BadAreas) as refused:
        read_areas(text, bounds)
    return refused.value.problems


def test_areas_come_in_the_order_of_their_codes_whatever_the_order_of_the_file() -> None:
    areas = read_areas(a_file(a_feature(code="2"), a_feature(code="1")), BOUNDS)

    assert [area.code for area in areas] == ["1", "2"]
    assert areas[0].rings == (tuple((lon, lat) for lon, lat in SQUARE),)


def test_a_code_may_stand_as_the_id_of_the_feature() -> None:
    (area,) = read_areas(a_file(a_feature(properties=None, id="26740")))

    assert area.code == "26740"


def test_heights_are_ignored_and_a_multipolygon_gives_all_its_rings() -> None:
    high = [[*position, 12.5] for position in SQUARE]

    (area,) = read_areas(a_file(a_feature([high], [SQUARE], kind="MultiPolygon")))

    assert len(area.rings) == 2
    assert area.rings[0] == area.rings[1]


def test_a_ring_of_no_width_does_no_harm_beside_one_that_has_an_area() -> None:
    flat = [[106.0, 10.0], [106.05, 10.0], [106.0, 10.0], [106.0, 10.0]]

    (area,) = read_areas(a_file(a_feature([flat], [SQUARE], kind="MultiPolygon")))

    assert len(area.rings) == 2


@pytest.mark.parametrize(
    ("feature", "said"),
    [
        (a_feature(SQUARE[:-1]), "ring 1 is not closed: its last position is not its first."),
        (a_feature(SQUARE[:2] + SQUARE[:1]), "ring 1 has 3 positions; a closed ring has at least 4."),
        (a_feature(SQUARE, [[106, "10"]] * 4), "ring 2 holds something that is no pair of finite numbers."),
        (a_feature([[106, True]] * 4), "ring 1 holds something that is no pair of finite numbers."),
        (a_feature([[106]] * 4), "ring 1 holds something that is no pair of finite numbers."),
        (a_feature(None), "ring 1 holds something that is no pair of finite numbers."),
        (a_feature([[106, 10], [106.5, 10.5], [107, 11], [106, 10]]), "has no area."),
        (a_feature([[10**400, 10], *SQUARE[1:-1], [10**400, 10]]),
         "ring 1 leaves the world: longitudes go from -180 to 180, latitudes from -90 to 90."),
        (a_feature([[lon + 100, lat] for lon, lat in SQUARE]),
         "ring 1 leaves the world: longitudes go from -180 to 180, latitudes from -90 to 90."),
        (a_feature([[lon + 5, lat] for lon, lat in SQUARE]), "ring 1 leaves the bounds of the city."),
        (a_feature([[lat, lon - 46] for lon, lat in SQUARE]), "ring 1 leaves the bounds of the city."),
        (a_feature(kind="Point"), "its geometry is neither a Polygon nor a MultiPolygon with rings."),
        (a_feature(SQUARE[0][:1], kind="MultiPolygon"), "ring 1 holds something that is no pair of finite numbers."),
        (a_feature([], kind="MultiPolygon"), "its geometry is neither a Polygon nor a MultiPolygon with rings."),
        (a_feature(geometry=None), "its geometry is neither a Polygon nor a MultiPolygon with rings."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_area_is_said_with_its_code(feature: Any, said: str) -> None:
    assert problems_of(a_file(a_feature(code="1"), feature), BOUNDS) == [f"Feature 26740: {said}"]


def test_latitudes_before_longitudes_are_found_out() -> None:
    here = {"min_lat": 10, "min_lon": 80, "max_lat": 12, "max_lon": 89}
    turned = [[lat, lon - 20] for lon, lat in SQUARE]

    assert problems_of(a_file(a_feature(turned)), here) == [
        "Feature 26740: ring 1 has latitude before longitude; GeoJSON has longitude first."
    ]


def test_every_wrong_feature_is_named_at_once() -> None:
    text = a_file(
        a_feature(code=None), "nonsense", a_feature(code=7), a_feature(SQUARE[:-1], code="2"), a_feature(code="2")
    )

    assert problems_of(text) == [
        "Feature number 1: has no code, neither as properties.code nor as id, as a text.",
        "Feature number 2: has no code, neither as properties.code nor as id, as a text.",
        "Feature number 2: its geometry is neither a Polygon nor a MultiPolygon with rings.",
        "Feature number 3: has no code, neither as properties.code nor as id, as a text.",
        "Feature 2: ring 1 is not closed: its last position is not its first.",
        "The code 2 stands at several features.",
    ]


@pytest.mark.parametrize("text", ["{", "[]", '{"type":"Feature"}', a_file(), '{"type":"FeatureCollection"}', "\ud800"])
def test_a_file_that_holds_no_features_is_refused(text: str) -> None:
    assert problems_of(text)
