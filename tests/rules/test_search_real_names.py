"""Real names, as OpenStreetMap has them with all their faults, are found by what people type."""

import csv
import json
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from chalicelib.published.kinds import Kind
from chalicelib.published.search import Query, Search
from chalicelib.shared.vietnamese import fold
from tests.bench.queries import mistyped
from tests.conventions.source import PROJECT
from tests.directories import published

FOLDER = PROJECT.parent / "shared" / "data" / "places"
SCHOOLS, POINTS = FOLDER / "osm2026_schools.json", FOLDER / "osm2018_named_pois.csv"
pytestmark = pytest.mark.skipif(
    not (SCHOOLS.exists() and POINTS.exists()), reason="the real data to try things on is not beside this checkout"
)
PLACES = Kind(
    "places",
    key="osm_id",
    names=("name", "name_en", "name_vi"),
    searched=("housenumber", "street", "district"),
    facets=("value",),
)


@cache
def rows() -> list[dict[str, Any]]:
    """Return all real places once each."""
    listed = json.loads(SCHOOLS.read_text(encoding="utf-8"))["items"]
    schools = [{"osm_id": item["id"], "name": item["name"], "street": item.get("diaChi")} for item in listed]
    with POINTS.open(encoding="utf-8") as file:
        points = [dict(row) for row in csv.DictReader(file)]
    return list({row["osm_id"]: row for row in [*points, *schools]}.values())


@pytest.fixture(scope="module")
def real() -> Iterator[Search]:
    """A search in them."""
    with published(rows(), PLACES) as artifact:
        yield Search(artifact)


def found(search: Search, typed: str) -> list[str]:
    return [fold(hit.row["name"]) for hit in search.page(Query(typed), 5).hits]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bv cho ray", "Bệnh viện Chợ Rẫy"),
        ("benh vien tu du", "Bệnh viện Từ Dũ"),
        ("bv tu du 284 cong quynh", "Bệnh viện Từ Dũ"),
        ("cho ben thanh quan 1", "Chợ Bến Thành"),
        ("nha tho duc ba", "Nhà thờ Đức Bà"),
        ("ubnd q1", "UBND Quận 1"),
        ("ubnd q.1 tphcm", "UBND Quận 1"),
        ("bx mien tay", "Bến xe Miền Tây"),
        ("san bay tan son nhat", "sân bay Tân Sơn Nhất"),
        ("chua vinh nghiem", "Chùa Vĩnh Nghiêm"),
        ("th nguyen hue", "Trường Tiểu học Nguyễn Huệ"),
        ("truong tieu hoc nguyen hu", "Trường Tiểu học Nguyễn Huệ"),
        ("thpt le quy don", "Trường Trung học phổ thông Lê Quý Đôn"),
        ("cap 3 gia dinh", "Trường Trung học phổ thông Gia Định"),
        ("tran dainghia", "Trần Đại Nghĩa"),
        ("nguyen thi minh kai thpt", "Trường Trung học phổ thông Nguyễn Thị Minh Khai"),
    ],
)
def test_a_real_place_is_found_as_people_type_it(real: Search, typed: str, meant: str) -> None:
    assert any(fold(meant) in name for name in found(real, typed))


@pytest.mark.parametrize(("way", "bar"), [("as written", 0.995), ("without marks", 0.995), ("one slip", 0.97)])
def test_most_real_names_are_found(real: Search, way: str, bar: float) -> None:
    chance = random.Random(3)
    places = [row for row in chance.sample(rows(), 700) if len(fold(row["name"])) >= 5]
    ways = {"as written": lambda row: row["name"], "without marks": lambda row: fold(row["name"])}
    typed = [(ways.get(way, lambda row: mistyped(row, chance))(row), fold(row["name"])) for row in places]

    share = sum(name in found(real, text) for text, name in typed) / len(typed)

    assert share >= bar
