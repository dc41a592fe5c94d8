"""Every kind that the features declare: its samples are taken, and what is particular about it holds."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib import features
from chalicelib.map.dataset import POLYGONS
from chalicelib.published.building import build
from chalicelib.published.importing import attached_to, check
from chalicelib.published.importing.findings import SEVERITIES
from chalicelib.published.importing.values import _PARSERS
from chalicelib.published.polygons import Polygons
from chalicelib.shared import city
from tests.imports import HCMC, context, imported, kind, table

SAMPLES = sorted((HCMC / "datasets").glob("*.csv"))
TABLES = [each for each in features.datasets() if not each.is_document and not each.has_areas]
# What a table of these says is also compared with what the city knows: tests/rules/test_importing_old_units.py.
ALONE = [each for each in TABLES if each.compared is None]


@pytest.mark.parametrize("sample", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_the_samples_of_the_pack_are_clean_and_can_be_built(sample: Path, tmp_path: Path) -> None:
    result = imported(sample.stem, sample)

    assert (result.checked.verdict, result.checked.counts) == ("clean", {})
    about = {"version": "1", "as_of": "2026-11-24", "source": "Samples"}
    assert build(kind(sample.stem).kind, result.rows, tmp_path / "built", about).rows == len(result.rows) > 30


@pytest.mark.parametrize("sample", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_the_samples_have_the_columns_that_their_kind_declares(sample: Path) -> None:
    with sample.open(encoding="utf-8", newline="") as lines:
        header = next(csv.reader(lines))

    assert [name for name in (column.name for column in kind(sample.stem).columns) if name in header] == header


@pytest.mark.parametrize("dataset", ALONE, ids=[each.name for each in ALONE])
def test_the_examples_of_a_kind_make_a_row_that_is_taken(dataset: Any) -> None:
    columns = [column.name for column in dataset.columns]
    cells = [f'"{column.example}"' for column in dataset.columns]

    result = imported(dataset.name, table(columns, cells))

    assert (result.checked.verdict, result.found) == ("clean", [])


def test_every_kind_has_readers_for_its_columns_and_its_key_among_them() -> None:
    known = {
        *_PARSERS,
        "ids",
        "texts",
        "codes",
        "wards",
        "phones",
        "ward",
        "unit",
        "body",
        "lat",
        "lon",
        "json",
        "area",
    }
    for dataset in features.datasets():
        assert {column.type for column in dataset.columns} <= known, dataset.name
        assert len({column.name for column in dataset.columns}) == len(dataset.columns), dataset.name
        wanting = [each.name for each in dataset.columns if each.type in ("code", "codes") and not each.one_of]
        assert not wanting, dataset.name


def wrong_codes() -> Iterator[str]:
    """Yield the codes that the rules of the kinds give."""
    import ast

    for path in sorted((Path(__file__).parents[2] / "chalicelib").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = {"Wrong": 1, "Objection": 0, "UnreadableFile": 0, "_Broken": 0}.get(node.func.id)
                if place is not None and isinstance(code := getattr(node.args[place], "value", None), str):
                    yield code


def test_every_code_that_is_given_has_its_weight() -> None:
    assert set(wrong_codes()) - SEVERITIES.keys() == set()
    assert len(set(wrong_codes())) > 30


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"permit_number": "1/GPXD"}, "permit_date", "half_a_paper"),
        ({"sale_notice_number": "1", "sale_notice_date": "2025-01-01"}, "sale_notice_homes", "half_a_paper"),
        ({"approval_number": "1", "approval_date": "2025-01-02", "permit_number": "2", "permit_date": "2025-01-01"},
         "permit_date", "days_in_disorder"),
        ({"homes": 5, "sale_notice_number": "1", "sale_notice_date": "2025-01-01", "sale_notice_homes": 6},
         "sale_notice_homes", "more_than_there_is"),
        ({"homes": "many"}, "homes", "not_a_count"),
        ({"area_ha": "1 ha"}, "area_ha", "not_a_number"),
    ],
)  # fmt: skip
def test_papers_of_a_project_are_whole_and_in_order(cells: dict[str, Any], column: str, code: str) -> None:
    row = {"project_id": "p-1", "name_vi": "Chung cư Mẫu", **cells}

    assert (1, column, code) in imported("housing_projects", json.dumps([row])).found


def test_an_office_belongs_to_a_known_body_and_serves_todays_wards() -> None:
    row = {"office_id": "o-1", "name_vi": "UBND", "level": "ward"}
    rows = [{**row, "body_id": "so-mo", "serves": "26740"}, {**row, "serves": "99999"}, row,
            {**row, "level": "city", "serves": ["26740"]}]  # fmt: skip

    found = imported("agencies", json.dumps(rows)).found

    assert {(1, "body_id", "unknown_body"), (2, "serves", "not_a_ward"), (3, "serves", "missing"),
            (4, "serves", "not_for_this_kind")} <= set(found)  # fmt: skip


def test_a_licence_is_whole_or_not_there() -> None:
    row = {"facility_id": "f-1", "name_vi": "Phòng khám", "licence_number": "1/SYT", "licence_expires": "2020-01-01"}

    found = imported("health_facilities", json.dumps([row])).found

    assert {column for _, column, code in found if code == "half_a_paper"} == {
        "licence_issuer", "licence_issued", "licence_status"}  # fmt: skip


def test_the_numbers_to_call_of_the_pack_are_taken() -> None:
    result = imported("hotlines", HCMC / "hotlines.json")

    assert result.checked.verdict == "clean"
    assert {row["number"] for row in result.rows} >= {"112", "113", "114", "115", "1022"}
    assert all(
        row["name_vi"] and row["purpose_en"] and row["free"] is True
        for row in result.rows
        if row["kind"] == "emergency"
    )


UNITS = [unit["code"] for unit in city.load("units")["items"]]


def areas(codes: list[str], **properties: Any) -> str:
    """Write a square for each code, in a row from west to east."""
    features_ = []
    for place, code in enumerate(codes):
        west, east = 106.0 + place * 0.005, 106.005 + place * 0.005
        ring = [[west, 10.5], [east, 10.5], [east, 10.6], [west, 10.6], [west, 10.5]]
        geometry = {"type": "Polygon", "coordinates": [ring], "bbox": []}
        features_.append({"type": "Feature", "properties": {"code": code, **properties}, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features_})


def test_the_borders_are_published_with_what_the_city_knows_of_each_unit(tmp_path: Path) -> None:
    (tmp_path / "in").write_text(areas(UNITS))
    checked = check(kind("wards"), tmp_path / "in", tmp_path / "accepted", tmp_path / "report", context())
    result = imported("wards", areas(UNITS))

    assert (checked.verdict, checked.accepted) == ("clean", len(UNITS))
    assert result.rows[0].keys() == {*city.load("units")["items"][0], "geometry"}
    assert result.rows[0]["geometry"].keys() == {"type", "coordinates"}
    polygons = Polygons.from_bytes(attached_to(kind("wards"), tmp_path / "accepted")[POLYGONS])
    assert polygons.at(10.55, 106.0025) == UNITS[0]


@pytest.mark.parametrize(
    ("content", "column", "code", "words"),
    [
        (areas(UNITS[1:]), "code", "unit_missing", UNITS[0]),
        (areas([*UNITS, "99999"]), "code", "not_a_unit", "99999"),
        (areas([*UNITS, UNITS[0]]), "geometry", "area_broken", UNITS[0]),
        (areas(UNITS).replace("Polygon", "Point", 1), "geometry", "area_broken", UNITS[0]),
        (areas(UNITS).replace("106.0,", "16.0,", 1), "geometry", "area_broken", UNITS[0]),
        ('{"type": "FeatureCollection"}', "geometry", "area_broken", "FeatureCollection"),
    ],
)
def test_borders_that_are_not_all_sound_are_refused_whole(content: str, column: str, code: str, words: str) -> None:
    result = imported("wards", content)

    assert result.checked.verdict == "refused"
    assert any((f.row, f.column, f.code) == (None, column, code) and words in f.message("en")
               for f in result.checked.findings)  # fmt: skip


def test_a_unit_that_the_file_calls_by_another_name_is_pointed_out() -> None:
    result = imported("wards", areas(UNITS, fullName="Phường Nào Đó"))

    assert result.checked.verdict == "clean"
    assert result.checked.counts == {"name_differs": len(UNITS)}


@pytest.mark.parametrize(
    ("name", "kind_", "level", "serves"),
    [
        ("UBND phường Sài Gòn", None, "ward", ["26740"]), ("Công an P. Sài Gòn", None, "ward", ["26740"]),
        ("Trạm y tế số 1", None, "ward", ["26740"]),
        ("Ban Chỉ huy Quân sự phường Sài Gòn", "military", "ward", ["26740"]),
        ("Sở Y tế", None, "city", None), ("Phòng Công chứng số 1", None, None, None),
        ("Công an phường Bến Thành", None, None, None),
    ],
)  # fmt: skip
def test_for_whom_an_office_is_follows_from_its_kind_or_its_name(
    name: str, kind_: str | None, level: str | None, serves: list[str] | None
) -> None:
    row = {"office_id": "a", "name_vi": name, "ward_code": "26740", **({"type": kind_} if kind_ else {})}

    [taken] = imported("agencies", json.dumps([row])).rows

    assert (taken.get("level"), taken.get("serves")) == (level, serves)


def test_a_hotline_beside_a_telephone_is_kept_apart_with_whose_it_is() -> None:
    columns = ["office_id", "name_vi", "dien_thoai", "duong_day_nong", "chuc_vu"]

    [row] = imported("agencies", table(columns, ["a", "Sở A", "02838291234", "0909123456", "Chánh Văn phòng"])).rows

    assert (len(row["phones"]), row["hotline"], row["hotline_owner"]) == (1, ["+84909123456"], "Chánh Văn phòng")
    assert row["phones"] != row["hotline"]
