"""Distances on the earth, and cells of which a circle never touches more than four."""

from math import cos, degrees, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.feedback.rules import EARTH_METRES, Grid, Spot

RADIUS = 500
FARTHEST = 11.6
GRID = Grid(RADIUS, FARTHEST)
# Distances of well-known places by Vincenty's formula on the ellipsoid (WGS 84); the sphere is right to half a percent.
KNOWN = [
    ("theatre to Bến Thành market", Spot(10.7766, 106.7032), Spot(10.7725, 106.6980), 727),
    ("theatre to Côn Sơn on Côn Đảo", Spot(10.7766, 106.7032), Spot(8.6825, 106.6063), 231_864),
    ("theatre to Hà Nội", Spot(10.7766, 106.7032), Spot(21.0285, 105.8542), 1_138_103),
    ("nowhere", Spot(10.7766, 106.7032), Spot(10.7766, 106.7032), 0),
]
LATITUDES = st.floats(8.4, FARTHEST)
LONGITUDES = st.floats(106.0, 107.7)
RADII = st.floats(1, RADIUS)


@pytest.mark.parametrize(("name", "one", "other", "metres"), KNOWN, ids=[row[0] for row in KNOWN])
def test_a_distance_is_right_to_half_a_percent(name: str, one: Spot, other: Spot, metres: float) -> None:
    assert one.distance_to(other) == pytest.approx(metres, rel=0.006, abs=0.001)
    assert one.distance_to(other) == other.distance_to(one)


@given(LATITUDES, LONGITUDES, RADII, st.floats(0, 360), st.floats(0, 1))
def test_whatever_lies_within_the_radius_lies_in_one_of_four_cells_at_most(
    lat: float, lon: float, radius: float, bearing: float, share: float
) -> None:
    centre = Spot(lat, lon)
    there = beside(centre, radius * share, bearing)

    cells = GRID.cells_near(centre, radius)

    assert 1 <= len(cells) == len(set(cells)) <= 4
    if centre.distance_to(there) <= radius:
        assert GRID.cell_of(there) in cells


@given(st.integers(932, 1280), st.integers(11_500, 11_950), st.sampled_from([-1e-9, 0, 1e-9]), RADII)
def test_points_on_the_edges_of_cells_are_found_from_both_sides(
    row: int, column: int, aside: float, radius: float
) -> None:
    corner = Spot(min(row * GRID.height + aside, FARTHEST), column * GRID.width + aside)

    for bearing in range(0, 360, 45):
        there = beside(corner, radius * 0.999, bearing)
        assert GRID.cell_of(there) in GRID.cells_near(corner, radius)
        if abs(there.lat) <= FARTHEST:
            assert GRID.cell_of(corner) in GRID.cells_near(there, radius)
    assert len(GRID.cells_near(corner, radius)) <= 4


def test_a_cell_is_as_wide_as_twice_the_radius_everywhere_in_the_city() -> None:
    narrow = Spot(FARTHEST, 0).distance_to(Spot(FARTHEST, GRID.width))
    high = Spot(0, 0).distance_to(Spot(GRID.height, 0))

    assert narrow == pytest.approx(2 * RADIUS, rel=1e-4)
    assert high == pytest.approx(2 * RADIUS, rel=1e-4)
    assert min(narrow, high) >= 2 * RADIUS * 0.999999


@pytest.mark.parametrize(("lat", "radius"), [(10.0, RADIUS + 1), (FARTHEST + 1, 100), (-FARTHEST - 1, 100)])
def test_a_circle_for_which_the_grid_was_not_made_is_refused(lat: float, radius: float) -> None:
    with pytest.raises(ValueError, match="this grid serves"):
        GRID.cells_near(Spot(lat, 106.7), radius)


def beside(spot: Spot, metres: float, bearing: float) -> Spot:
    """Return a point about so many metres away in a direction; near enough for distances as small as these."""
    north = degrees(metres / EARTH_METRES) * cos(radians(bearing))
    east = degrees(metres / EARTH_METRES) * cos(radians(bearing - 90)) / cos(radians(spot.lat))
    return Spot(spot.lat + north, spot.lon + east)
