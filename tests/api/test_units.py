"""Units over the API: all of them, by place, by a name of today, and one by its code of today or of before."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib.map import schemas
from tests.phones import Heard, Phone

pytestmark = pytest.mark.usefixtures("public")

UNITS = "/v1/map/units"
PACK = Path(__file__).parents[2] / "infra" / "city" / "hcmc"
TODAY = json.loads((PACK / "units.json").read_text("utf-8"))["items"]
BEFORE = json.loads((PACK / "old_units.json").read_text("utf-8"))["items"]


def ask(**query: object) -> Heard:
    return Phone().get(UNITS, **query)


def names(units: list[dict[str, Any]]) -> list[str]:
    return [unit["full_name"] for unit in units]


def kind_of_change(unit: dict[str, Any]) -> str:
    """Return how a unit came to be, reckoned anew from the old units of the pack."""
    parts = [row for row in BEFORE if any(part["code"] == unit["code"] for part in row["new"])]
    if any(len(part["new"]) > 1 for part in parts):
        return "divided"
    if len(parts) > 1:
        return "merged"
    return "unchanged" if parts[0]["old_name"] == unit["full_name"] else "renamed"


def test_without_a_question_all_units_are_listed() -> None:
    listed = ask().json

    assert listed["items"] == TODAY
    assert len(listed["items"]) == 168
    assert listed["version"] == "2025-07-01"


def test_a_unit_has_the_fields_of_the_contract() -> None:
    ben_thanh = next(unit for unit in ask().json["items"] if unit["code"] == "26743")

    assert ben_thanh == {
        "code": "26743", "name": "Bến Thành", "full_name": "Phường Bến Thành", "full_name_en": "Ben Thanh Ward",
        "type": "phuong", "area_km2": 1.85, "centre": {"lat": 10.7713, "lon": 106.694}, "change": "divided",
    }  # fmt: skip


def test_every_unit_says_how_it_came_to_be() -> None:
    units = ask().json["items"]

    assert [unit["change"] for unit in units] == [kind_of_change(unit) for unit in units]
    assert names([unit for unit in units if unit["change"] == "unchanged"]) == [
        "Phường Thới Hòa", "Xã Long Sơn", "Xã Hòa Hiệp", "Xã Bình Châu", "Xã Thạnh An",
    ]  # fmt: skip
    assert names([unit for unit in units if unit["change"] == "renamed"]) == ["Đặc khu Côn Đảo"]


def test_a_place_gives_its_unit_and_how_sure_that_is() -> None:
    found = ask(lat=8.6833, lon=106.6).json

    assert (found["unit"]["full_name"], found["precision"], found["candidates"]) == ("Đặc khu Côn Đảo", "exact", [])


def test_a_place_that_is_not_sure_names_the_units_it_may_be() -> None:
    found = ask(lat=10.7757, lon=106.7004).json

    assert found["precision"] == "approximate"
    assert found["candidates"][0] == found["unit"]
    assert 2 <= len(found["candidates"]) <= 5
    assert "Phường Sài Gòn" in names(found["candidates"])


def test_a_place_outside_the_city_is_not_found() -> None:
    answer = ask(lat=21.0285, lon=105.8542)

    assert (answer.status, answer.json["code"]) == (404, "outside_city")


def test_a_name_of_today_is_found_without_marks_and_half_typed() -> None:
    assert names(ask(q="ben th").json["items"]) == ["Phường Bến Thành"]
    assert names(ask(q="P. Bến Thành").json["items"]) == ["Phường Bến Thành"]
    assert ask(q="Hà Nội").json["items"] == []


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"lat": "10.7"}, {"/lon": "missing"}),
        ({"lon": "106.7"}, {"/lat": "missing"}),
        ({"lat": "10,7", "lon": "x"}, {"/lat": "not_a_number", "/lon": "not_a_number"}),
        ({"lat": "nan", "lon": "1e3"}, {"/lat": "not_a_number", "/lon": "not_a_number"}),
        ({"lat": "106.7", "lon": "-181"}, {"/lat": "out_of_range", "/lon": "out_of_range"}),
        ({"q": "a", "old": "b"}, {"/q": "not_together", "/old": "not_together"}),
        ({"lat": "10.7", "q": "a"}, {"/lat": "not_together", "/lon": "missing", "/q": "not_together"}),
        ({"ward": "1", "name": "2"}, {"/ward": "unknown_parameter", "/name": "unknown_parameter"}),
        ({"q": "a" * 501}, {"/q": "too_long"}),
    ],
)
def test_every_wrong_parameter_is_named(query: dict[str, str], wrong: dict[str, str]) -> None:
    answer = ask(**query)

    assert (answer.status, answer.wrong) == (422, wrong)


def test_a_unit_is_shown_with_the_wards_it_was_made_of() -> None:
    sai_gon = Phone().get(f"{UNITS}/26740").json

    assert sai_gon["full_name"] == "Phường Sài Gòn"
    assert [(part["full_name"], part["district"], part["whole"]) for part in sai_gon["parts"]] == [
        ("Phường Đa Kao", "Quận 1", False), ("Phường Bến Nghé", "Quận 1", True),
        ("Phường Nguyễn Thái Bình", "Quận 1", False),
    ]  # fmt: skip


def test_the_code_of_an_abolished_ward_leads_to_the_unit_that_took_it_in() -> None:
    answer = Phone().get(f"{UNITS}/27127")

    assert (answer.status, answer.json["code"]) == (301, "unit_replaced")
    assert answer.headers["location"] == f"{UNITS}/27142"
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert Phone().get(answer.headers["location"]).json["full_name"] == "Phường Nhiêu Lộc"


def test_the_code_of_a_ward_that_was_split_names_what_it_became() -> None:
    row = next(row for row in BEFORE if len(row["new"]) > 1 and row["old_code"] not in {unit["code"] for unit in TODAY})

    answer = Phone().get(f"{UNITS}/{row['old_code']}")

    assert (answer.status, answer.json["code"]) == (300, "unit_divided")
    assert [(each["unit"]["code"], each["default"]) for each in answer.json["candidates"]] == [
        (part["code"], part["default"]) for part in row["new"]
    ]
    assert answer.json["old"]["full_name"] == row["old_name"]


def test_every_code_of_today_and_before_leads_somewhere() -> None:
    today = {unit["code"] for unit in TODAY}

    for code in {*today, *(row["old_code"] for row in BEFORE)}:
        answer = Phone().get(f"{UNITS}/{code}")
        assert answer.status in ({200} if code in today else {300, 301}), code


@pytest.mark.parametrize("code", ["99999", "abc", "2674", "26740%20"])
def test_a_code_that_no_unit_has_or_had_is_not_found(code: str) -> None:
    answer = Phone().get(f"{UNITS}/{code}")

    assert (answer.status, answer.json["code"]) == (404, "unit_not_found")


@pytest.mark.parametrize("path", ["", "?q=tan", "?old=quan%201", "?lat=10.77&lon=106.7", "/26740"])
def test_answers_may_be_kept_and_are_not_sent_again_unchanged(path: str) -> None:
    first = Phone().get(UNITS + path)

    again = Phone().get(UNITS + path, {"If-None-Match": first.headers["etag"]})

    assert first.headers["cache-control"] == "public, max-age=300"
    assert (again.status, again.text) == (304, "")


@pytest.mark.parametrize(
    "query", [{}, {"q": "tan"}, {"q": "x!"}, {"old": "Đa Kao"}, {"old": "Phường 1"}, {"lat": 10.77, "lon": 106.7}]
)
def test_every_answer_has_one_of_the_shapes_that_the_description_names(query: dict[str, Any]) -> None:
    Draft202012Validator(schemas.UNITS).validate(ask(**query).json)


def test_a_unit_in_full_has_the_shape_that_the_description_names() -> None:
    Draft202012Validator(schemas.UNIT_IN_FULL).validate(Phone().get(f"{UNITS}/26740").json)
