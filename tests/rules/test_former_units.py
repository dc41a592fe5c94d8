"""A name, number or code of before leads to what it became, in any spelling; what several bore gives each of them."""

import csv
import json
import random
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from chalicelib.published.former_units import Became, FormerUnits
from chalicelib.published.unit_words import in_english
from chalicelib.shared.vietnamese import fold
from tests.slips import with_a_slip

ROOT = Path(__file__).parents[2]
PACK = ROOT / "infra" / "city" / "hcmc"
TABLE = ROOT.parent / "shared" / "data" / "admin" / "hcmc_old_to_new_wards.csv"


@cache
def read(part: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((PACK / f"{part}.json").read_text("utf-8"))
    return content


FORMER = FormerUnits(read("units"), read("old_units"))


def told(found: tuple[Became, ...]) -> list[tuple[str, str]]:
    """Return the former units that were found, each with its district."""
    return [(each.old.full_name, each.old.district) for each in found]


def units(became: Became) -> list[str]:
    return [unit["full_name"] for unit in became.units]


@pytest.mark.parametrize(
    ("text", "ward", "district"),
    [
        ("Phường 14, Quận 3", "Phường 14", "Quận 3"),
        ("P.14 Q3", "Phường 14", "Quận 3"),
        ("p14 q3", "Phường 14", "Quận 3"),
        ("phuong 14 - quan 3", "Phường 14", "Quận 3"),
        ("F14 Q.3, TP.HCM", "Phường 14", "Quận 3"),
        ("14, quận 3", "Phường 14", "Quận 3"),
        ("Ward 14, District 3", "Phường 14", "Quận 3"),
        ("Phường 04, Quận 08", "Phường 4", "Quận 8"),
        ("p.12 gò vấp", "Phường 12", "Quận Gò Vấp"),
        ("P12 q go vap tp hcm", "Phường 12", "Quận Gò Vấp"),
        ("Đa Kao", "Phường Đa Kao", "Quận 1"),
        ("phuong da kao", "Phường Đa Kao", "Quận 1"),
        ("Da Kao Ward, District 1", "Phường Đa Kao", "Quận 1"),
        ("linh trung thu duc", "Phường Linh Trung", "Thành phố Thủ Đức"),
        ("Linh Trung, quận Thủ Đức", "Phường Linh Trung", "Thành phố Thủ Đức"),
        ("Thảo Điền, Quận 2", "Phường Thảo Điền", "Thành phố Thủ Đức"),
        ("tt tân túc, h. bình chánh", "Thị trấn Tân Túc", "Huyện Bình Chánh"),
        ("Thị trấn Tân Túc", "Thị trấn Tân Túc", "Huyện Bình Chánh"),
        ("Xà Bang", "Xã Xà Bang", "Huyện Châu Đức"),
        ("xa xa bang chau duc", "Xã Xà Bang", "Huyện Châu Đức"),
        ("Phước Tỉnh, Long Đất, tỉnh Bà Rịa - Vũng Tàu", "Xã Phước Tỉnh", "Huyện Long Đất"),
        ("phường tân bình", "Phường Tân Bình", "Thành phố Dĩ An"),
        ("Thạnh An", "Xã Thạnh An", "Huyện Cần Giờ"),
        ("Côn Đảo", "Huyện Côn Đảo", "Huyện Côn Đảo"),
        ("quận 1", "Quận 1", "Quận 1"),
        ("Q.1", "Quận 1", "Quận 1"),
        ("district 1", "Quận 1", "Quận 1"),
        ("Thủ Đức", "Thành phố Thủ Đức", "Thành phố Thủ Đức"),
        ("tp thu duc", "Thành phố Thủ Đức", "Thành phố Thủ Đức"),
        ("huyện Nhà Bè, Thành phố Hồ Chí Minh", "Huyện Nhà Bè", "Huyện Nhà Bè"),
        ("Phường 14 (cũ), Quận 3 (cũ)", "Phường 14", "Quận 3"),
        ("phuong da kao cu", "Phường Đa Kao", "Quận 1"),
        ("quận 3 cũ", "Quận 3", "Quận 3"),
        ("huyện Củ Chi cũ", "Huyện Củ Chi", "Huyện Củ Chi"),
        ("P. An Phú, Q. 2, TP. Thủ Đức", "Phường An Phú", "Thành phố Thủ Đức"),
        ("Phường 14, khu phố 2, Quận 3", "Phường 14", "Quận 3"),
        (unicodedata.normalize("NFD", "Phường Bến Nghé, Quận 1"), "Phường Bến Nghé", "Quận 1"),
        ("Phường Bến Ngé, Quận 1", "Phường Bến Nghé", "Quận 1"),
        ("dakao q1", "Phường Đa Kao", "Quận 1"),
        ("P.12 quan go vpa", "Phường 12", "Quận Gò Vấp"),
        ("thi tran tan tcu", "Thị trấn Tân Túc", "Huyện Bình Chánh"),
        ("quận Tân Bình", "Quận Tân Bình", "Quận Tân Bình"),
    ],
)
def test_a_former_unit_is_found_as_people_write_it(text: str, ward: str, district: str) -> None:
    assert told(FORMER.called(text)) == [(ward, district)]


@pytest.mark.parametrize(
    ("text", "wards"),
    [
        ("Phường Bến Nghé", ["Phường Sài Gòn"]),
        ("Đa Kao", ["Phường Sài Gòn", "Phường Tân Định"]),
        ("Cầu Ông Lãnh", ["Phường Bến Thành", "Phường Cầu Ông Lãnh"]),
        ("P.14 Q3", ["Phường Nhiêu Lộc"]),
        ("Quận 1", ["Phường Bến Thành", "Phường Cầu Ông Lãnh", "Phường Sài Gòn", "Phường Tân Định"]),
        ("Côn Đảo", ["Đặc khu Côn Đảo"]),
    ],
)
def test_what_a_former_unit_became_is_named_with_the_default_first(text: str, wards: list[str]) -> None:
    (found,) = FORMER.called(text)

    assert units(found) == wards


def test_a_number_without_its_district_gives_every_ward_that_bore_it() -> None:
    found = told(FORMER.called("Phường 14"))

    assert len(found) == 9
    assert {name for name, _ in found} == {"Phường 14"}
    assert len({district for _, district in found}) == 9


def test_a_name_that_a_district_and_wards_bore_gives_all_of_them_the_district_first() -> None:
    assert told(FORMER.called("tân bình")) == [
        ("Quận Tân Bình", "Quận Tân Bình"),
        ("Thị trấn Tân Bình", "Huyện Bắc Tân Uyên"),
        ("Phường Tân Bình", "Thành phố Dĩ An"),
    ]


def test_without_marks_two_communes_that_sound_alike_are_both_given() -> None:
    assert [name for name, _ in told(FORMER.called("xa thanh an"))] == ["Xã Thanh An", "Xã Thạnh An"]


@pytest.mark.parametrize(
    ("official", "english"),
    [
        ("Phường 14", "Ward 14"), ("Quận 1", "District 1"), ("Phường Đa Kao", "Da Kao Ward"),
        ("Thị trấn Tân Túc", "Tan Tuc Township"), ("Huyện Củ Chi", "Cu Chi District"),
        ("Thành phố Thủ Đức", "Thu Duc City"), ("Xã Xà Bang", "Xa Bang Commune"),
    ],
)  # fmt: skip
def test_a_former_unit_has_a_plain_english_name_by_which_it_is_found_again(official: str, english: str) -> None:
    assert in_english(official) == english
    assert official in {name for name, _ in told(FORMER.called(english))}


@pytest.mark.parametrize(
    "text", ["14", "14 3", "Sài Gòn", "phường 3 quận 2", "quận 13", "Đa Cà", "Đa Kao Cao Cả", "An Nhơn", "", "!?"]
)
def test_what_was_no_former_unit_gives_nothing(text: str) -> None:
    assert FORMER.called(text) == ()


def test_a_name_with_one_slip_in_it_is_found_nineteen_times_in_twenty() -> None:
    chance = random.Random(1478)
    rows = [row for row in read("old_units")["items"][::4] if not row["old_name"][-1].isdigit()]
    slipped = [
        (row["old_code"], f"{with_a_slip(fold(row['old_name']), chance)}, {row['old_district']}") for row in rows
    ]

    found = [code in [each.old.code for each in FORMER.called(text)] for code, text in slipped]

    assert sum(found) / len(found) >= 0.95


def test_every_former_ward_is_found_by_its_whole_name_and_by_its_code() -> None:
    for row in read("old_units")["items"]:
        texts = (f"{row['old_name']}, {row['old_district']}, {row['old_province']}", row["old_name"])
        codes = [[each.old.code for each in FORMER.called(text)] for text in texts]
        assert codes[0] == [row["old_code"]], texts
        assert row["old_code"] in codes[1], texts
        found = FORMER.by_code(row["old_code"])
        assert found
        assert [unit["code"] for unit in found.units] == [part["code"] for part in row["new"]]


def test_every_district_leads_to_all_its_wards_went_into() -> None:
    rows = [row for row in read("old_units")["items"] if row["old_name"] != row["old_district"]]

    for name in {row["old_district"] for row in rows}:
        (found,) = [each for each in FORMER.called(name) if each.old.level == "district"]
        went = {part["code"] for row in rows if row["old_district"] == name for part in row["new"]}
        assert {unit["code"] for unit in found.units} == went
        assert found.old.code is None


def test_the_parts_of_a_unit_are_the_wards_that_went_into_it() -> None:
    parts = FORMER.parts_of("26740")

    assert [(each.old.name, len(each.units)) for each in parts] == [
        ("Đa Kao", 2), ("Bến Nghé", 1), ("Nguyễn Thái Bình", 2),
    ]  # fmt: skip


def test_27_units_of_today_bear_the_name_of_an_old_district_and_are_not_taken_for_it() -> None:
    districts = {row["old_district"] for row in read("old_units")["items"]}
    bearers = [unit for unit in read("units")["items"]
               if any(each.endswith(f" {unit['name']}") for each in districts)]  # fmt: skip

    found = {unit["name"]: FORMER.called(unit["name"]) for unit in bearers}

    assert len(bearers) == 27
    assert [name for name, each in found.items() if "district" not in {one.old.level for one in each}] == ["Côn Đảo"]
    assert [name for name, (first, *_) in found.items() if len(first.units) == 1] == ["Côn Đảo"]


def test_23_units_of_today_bear_the_name_of_an_old_ward_that_went_elsewhere_at_least_in_part() -> None:
    elsewhere = {
        unit["name"]
        for unit in read("units")["items"]
        for each in FORMER.called(unit["name"])
        if each.old.level == "ward" and each.old.name == unit["name"]
        and any(became["code"] != unit["code"] for became in each.units)
    }  # fmt: skip

    assert len(elsewhere) == 23
    assert {"Cầu Ông Lãnh", "Tân Định", "Phú Thọ", "Hòa Bình"} <= elsewhere


@pytest.mark.skipif(not TABLE.exists(), reason="the table of old and new wards is not beside the project")
def test_every_row_of_the_table_of_wards_is_answered_as_it_says() -> None:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))

    for row in rows:
        (found,) = FORMER.called(f"{row['old_ward'] or row['old_district']}, {row['old_district']}")
        codes = [unit["code"] for unit in found.units]
        assert row["new_ward_code"] in codes, row
        assert (codes[0] == row["new_ward_code"]) is (row["is_default"] == "1"), row
        assert (len(codes) > 1) is (row["is_split"] == "1"), row
    assert len(rows) == 493
