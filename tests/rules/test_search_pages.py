"""Results are filtered, counted, ordered and paged; a place on the map chooses among them and orders them."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.published.nearness import Box, Point, metres
from chalicelib.published.search import Query, Search, Sort
from tests.directories import SCHOOLS, keys_of_all_pages, names_found, published, schools

CENTRE = Point(10.7769, 106.7009)


def crowd(count: int = 400) -> list[dict[str, object]]:
    """Return schools with shared words, some without a position, spread over twenty kilometres."""
    chance = random.Random(7)
    rows = schools(
        *(f"Trường {chance.choice(['Tiểu học', 'THCS'])} {chance.choice('ABCDE')} {n}" for n in range(count))
    )
    for row in rows:
        row["levels"] = ["thcs"] if "THCS" in row["name"] else ["tieu_hoc", "mam_non"]
        row["ward_code"] = f"{chance.randrange(26700, 26705)}"
        row["public"] = chance.random() < 0.7
        if chance.random() < 0.9:
            row["lat"] = CENTRE.lat + chance.uniform(-0.1, 0.1)
            row["lon"] = CENTRE.lon + chance.uniform(-0.1, 0.1)
    return rows


ROWS = crowd()


@pytest.fixture(scope="module")
def shared() -> Iterator[Search]:
    """One search for many examples."""
    with published(ROWS) as artifact:
        yield Search(artifact)


def away(row: dict[str, object]) -> float:
    """Return how far a school is from the centre."""
    return metres(CENTRE, Point(row["lat"], row["lon"]))  # type: ignore[arg-type]


@pytest.mark.parametrize("limit", [5, 13, 100, 400])
@pytest.mark.parametrize("sort", ["relevance", "name", "distance", "importance"])
@pytest.mark.parametrize("text", ["", "truong tieu hoc a", "truong", "truong tieuh oc"])
def test_pages_hold_every_result_once_however_long_they_are(shared: Search, text: str, sort: Sort, limit: int) -> None:
    query = Query(text, near=CENTRE, sort=sort)

    keys = keys_of_all_pages(shared, query, limit)

    at_once = shared.page(query, 400)
    assert keys == [hit.row["school_id"] for hit in at_once.hits]
    assert len(set(keys)) == len(keys)
    assert len(keys) == at_once.total


def test_filters_keep_any_of_the_values_of_a_facet_and_all_of_the_facets(shared: Search) -> None:
    query = Query(filters={"levels": ["mam_non"], "ward_code": ["26701", "26703"], "public": ["true"]})
    found = set(keys_of_all_pages(shared, query, 50))

    assert found == {
        row["school_id"]
        for row in ROWS
        if "mam_non" in row["levels"] and row["ward_code"] in {"26701", "26703"} and row["public"]  # type: ignore[operator]
    }


def test_a_filter_by_what_the_kind_does_not_have_is_a_mistake(shared: Search) -> None:
    with pytest.raises(ValueError, match="cannot be filtered by colour"):
        shared.page(Query(filters={"colour": ["red"]}), 5)


def test_every_facet_counts_what_its_other_values_would_give(shared: Search) -> None:
    query = Query("truong", filters={"ward_code": ["26701"]})
    counts = shared.facets(query)

    there = [row for row in ROWS if row["ward_code"] == "26701"]
    assert dict(counts["levels"]) == {
        level: sum(level in row["levels"] for row in there)  # type: ignore[operator]
        for level in ("thcs", "tieu_hoc", "mam_non")
    }
    assert dict(counts["public"]) == {
        "true": sum(bool(row["public"]) for row in there),
        "false": len(there) - sum(bool(row["public"]) for row in there),
    }
    assert sum(count for _, count in counts["ward_code"]) == len(ROWS)
    assert [count for _, count in counts["ward_code"]] == sorted(
        (count for _, count in counts["ward_code"]), reverse=True
    )


def test_names_are_in_the_order_of_the_vietnamese_alphabet() -> None:
    rows = schools("Đa Kao", "Dương", "Áo", "An", "Ăn", "Ânn", "Zu", "Ả")

    assert names_found(rows, sort="name", limit=9) == ["Ả", "An", "Áo", "Ăn", "Ânn", "Dương", "Đa Kao", "Zu"]


@pytest.mark.parametrize("radius", [0.0, 50.0, 1500.0, 6000.0, 40000.0])
def test_a_radius_keeps_exactly_those_within_it(shared: Search, radius: float) -> None:
    found = keys_of_all_pages(shared, Query("truong", near=CENTRE, radius=radius), 60)

    assert set(found) == {row["school_id"] for row in ROWS if "lat" in row and away(row) <= radius}


def test_a_box_keeps_exactly_those_inside_it(shared: Search) -> None:
    box = Box(106.65, 10.75, 106.72, 10.80)
    found = keys_of_all_pages(shared, Query(bbox=box), 60)

    assert set(found) == {
        row["school_id"]
        for row in ROWS
        if "lat" in row and box.min_lat <= row["lat"] <= box.max_lat and box.min_lon <= row["lon"] <= box.max_lon  # type: ignore[operator]
    }


def test_the_nearest_come_first_and_those_without_a_position_last(shared: Search) -> None:
    hits = shared.page(Query(near=CENTRE), 400).hits

    placed = [hit for hit in hits if "lat" in hit.row]
    assert [hit.row["school_id"] for hit in placed] == [
        row["school_id"] for row in sorted((row for row in ROWS if "lat" in row), key=away)
    ]
    assert [hit.distance for hit in placed] == pytest.approx([away(hit.row) for hit in placed], abs=0.06)
    assert {hit.distance for hit in hits[len(placed) :]} == {None}
    assert len(hits) == len(ROWS)


def test_the_order_by_distance_needs_a_point(shared: Search) -> None:
    with pytest.raises(ValueError, match="needs a point"):
        shared.page(Query("truong", sort="distance"), 5)


def test_distances_are_those_of_the_globe() -> None:
    ben_thanh, con_dao = Point(10.7725, 106.6980), Point(8.6830, 106.6070)

    assert metres(ben_thanh, con_dao) == pytest.approx(232_550, rel=0.001)
    assert metres(ben_thanh, ben_thanh) == 0
    assert metres(Point(0, 0), Point(0, 180)) == pytest.approx(20_015_115, rel=1e-6)


def test_a_position_is_bound_to_kind_version_words_and_filters() -> None:
    with published(ROWS) as one, published(ROWS[1:]) as other:
        search, newer = Search(one), Search(other)
        bindings = [
            search.binding(Query("a b")),
            search.binding(Query("b a")),
            search.binding(Query("a b", filters={"levels": ["thcs"]})),
            search.binding(Query("a b", near=CENTRE)),
            search.binding(Query("a b", sort="name")),
            newer.binding(Query("a b")),
        ]
        same = search.binding(Query("A  B", filters={}))

    assert len(set(bindings)) == len(bindings)
    assert same == bindings[0]
    assert SCHOOLS.name in bindings[0]


@settings(max_examples=25, deadline=None)
@given(
    words=st.lists(
        st.sampled_from(["truong", "tieu", "hoc", "thcs", "a", "b", "e", "1", "12", "tieuh"]), min_size=1, max_size=4
    ),
    limit=st.integers(5, 90),
)
def test_whatever_is_typed_the_pages_fit_together(shared: Search, words: list[str], limit: int) -> None:
    query = Query(" ".join(words))

    keys = keys_of_all_pages(shared, query, limit)

    assert len(keys) == len(set(keys)) == shared.page(query, 1).total
