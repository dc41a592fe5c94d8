"""Files that others made of the real city, as they are: what the report says of each.

They may not be handed on, so they are no part of this project; without them these tests are skipped.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any
from unicodedata import normalize

import pytest

from chalicelib.published.geojson import read_areas
from chalicelib.shared import city
from tests import imports
from tests.imports import REAL, Import, imported, table

WARDS = REAL / "admin" / "hcmc_wards_2025.simplified.geojson"

pytestmark = pytest.mark.skipif(not WARDS.is_file(), reason="the collection of real data is not beside this checkout")


@pytest.fixture(autouse=True)
def _real_borders(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    imports.context.cache_clear()
    monkeypatch.setattr(imports, "squares", lambda: read_areas(WARDS.read_bytes()))
    yield
    imports.context.cache_clear()


def noted(result: Import) -> set[tuple[str, str]]:
    return {(note.code, note.column) for note in result.checked.notes}


def test_schools_of_a_map_without_levels_or_wards_are_taken_whole() -> None:
    result = imported("schools", REAL / "places" / "osm2026_schools.json", exact=True)

    assert (result.checked.verdict, result.checked.accepted) == ("clean", 1839)
    assert result.checked.counts["possible_duplicate"] > 10
    assert all(row["ward_code"] for row in result.rows)
    assert {("column_by_other_name", "position ← c"), ("column_by_other_name", "address ← diaChi"),
            ("column_left_out", "slug"), ("composed", "name_vi")} <= noted(result)  # fmt: skip
    assert sum(bool(row.get("levels")) for row in result.rows) > 1_500
    of_file = Counter((found.code, found.column) for found in result.checked.findings if found.row is None)
    assert of_file == dict.fromkeys(
        [("from_name", "levels"), ("empty_though_wanted", "level"), ("empty_though_wanted", "levels")], 1
    )


def test_cameras_without_a_name_are_left_out_and_the_others_taken() -> None:
    result = imported("cameras", REAL / "cameras" / "cameras_2025_uip.json", exact=True)

    assert (result.checked.verdict, result.checked.accepted, result.checked.refused) == ("quarantined", 701, 20)
    assert result.checked.counts["missing"] == 20


def test_places_of_a_map_that_reaches_beyond_the_city_lose_those_outside() -> None:
    result = imported("places", REAL / "places" / "osm2018_named_pois.csv", exact=True)

    assert result.checked.verdict == "quarantined"
    assert result.checked.accepted > 8_800
    assert result.checked.counts["outside_city"] == result.checked.refused
    assert all(name == name.strip() for name in (row["name_vi"] for row in result.rows))


def test_the_borders_of_all_units_are_taken() -> None:
    result = imported("wards", WARDS)

    assert (result.checked.verdict, result.checked.accepted) == ("clean", 168)


def became(items: list[dict[str, Any]]) -> dict[str, list[str]]:
    return {item["old_code"]: sorted(map(str, item["new"])) for item in items}


def test_a_second_table_of_old_units_says_the_same_as_the_packs() -> None:
    result = imported("old_units", REAL / "admin" / "hcmc_old_to_new_wards.csv")

    assert (result.checked.verdict, result.checked.read, result.checked.accepted) == ("clean", 493, 442)
    assert became(result.rows) == became(city.load("old_units")["items"])


@pytest.mark.parametrize("left_out", [("old_ward_code",), ("old_ward_code", "is_default", "old_lat", "old_lon")])
def test_the_second_table_says_the_same_without_codes_and_with_letters_apart(left_out: tuple[str, ...]) -> None:
    text = (REAL / "admin" / "hcmc_old_to_new_wards.csv").read_text(encoding="utf-8")
    lines = list(csv.DictReader(text.splitlines()))
    names = [name for name in lines[0] if name not in (*left_out, "new_ward_code")]

    result = imported("old_units", normalize("NFD", table(names, *[[line[name] for name in names] for line in lines])))

    assert (result.checked.verdict, result.checked.accepted) == ("clean", 442)
    assert became(result.rows) == became(city.load("old_units")["items"])


def test_schools_of_a_map_without_their_ids_get_keys_of_their_own() -> None:
    items = json.loads((REAL / "places" / "osm2026_schools.json").read_bytes())["items"]
    for item in items:
        del item["id"]

    once, again = (imported("schools", json.dumps(rows), exact=True) for rows in (items, items[::-1]))

    assert once.checked.verdict in ("clean", "quarantined")
    assert once.checked.accepted > 1_800
    assert {row["school_id"] for row in once.rows} == {row["school_id"] for row in again.rows}
