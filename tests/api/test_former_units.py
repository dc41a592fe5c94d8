"""What became of a ward or district of before, over the API."""

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.phones import Heard, Phone

pytestmark = pytest.mark.usefixtures("public")

TABLE = Path(__file__).parents[3] / "shared" / "data" / "admin" / "hcmc_old_to_new_wards.csv"


def became(old: str) -> Heard:
    return Phone().get("/v1/map/units", old=old)


def candidates(items: list[dict[str, Any]]) -> list[tuple[str, bool]]:
    return [(each["unit"]["full_name"], each["default"]) for each in items]


@pytest.mark.parametrize("text", ["Phường 14, Quận 3", "P.14 Q3", "27127"])
def test_a_former_ward_gives_the_unit_that_took_it_in(text: str) -> None:
    answer = became(text).json

    assert candidates(answer["items"]) == [("Phường Nhiêu Lộc", True)]
    assert answer["ambiguous"] is False
    assert answer["old"] == {
        "code": "27127", "name": "14", "full_name": "Phường 14", "full_name_en": "Ward 14", "type": "phuong",
        "level": "ward", "district": "Quận 3", "district_en": "District 3", "province": "Thành phố Hồ Chí Minh",
        "change": "merged",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["Đa Kao", "phuong da kao", "Da Kao Ward, District 1"])
def test_a_ward_that_was_split_gives_all_it_became_with_the_default_marked(text: str) -> None:
    answer = became(text).json

    assert candidates(answer["items"]) == [("Phường Sài Gòn", True), ("Phường Tân Định", False)]


def test_a_name_that_lives_on_elsewhere_is_not_taken_for_the_unit_of_today() -> None:
    answer = became("Phường Cầu Ông Lãnh").json

    assert candidates(answer["items"]) == [("Phường Bến Thành", True), ("Phường Cầu Ông Lãnh", False)]


@pytest.mark.parametrize(
    ("text", "default", "others"), [("quận 1", "Phường Bến Thành", 3), ("Thủ Đức", "Phường Thủ Đức", 11)]
)
def test_a_district_gives_all_it_became_and_the_largest_part_as_the_default(
    text: str, default: str, others: int
) -> None:
    answer = became(text).json

    assert candidates(answer["items"])[0] == (default, True)
    assert [marked for _, marked in candidates(answer["items"])[1:]] == [False] * others
    assert (answer["old"]["level"], answer["old"]["code"]) == ("district", None)


def test_a_number_without_its_district_gives_every_candidate_and_marks_none() -> None:
    answer = became("Phường 14").json

    assert (answer["ambiguous"], answer["old"], len(answer["groups"])) == (True, None, 9)
    assert not any(marked for _, marked in candidates(answer["items"]))
    assert {each["unit"]["code"] for each in answer["items"]} == {
        each["unit"]["code"] for group in answer["groups"] for each in group["items"]
    }
    assert all(sum(each["default"] for each in group["items"]) == 1 for group in answer["groups"])
    assert {group["old"]["full_name"] for group in answer["groups"]} == {"Phường 14"}


def test_a_name_of_today_that_was_none_before_is_not_found_but_hinted_at() -> None:
    answer = became("Phường Sài Gòn")

    assert (answer.status, answer.json["code"]) == (404, "old_unit_not_found")
    assert [unit["code"] for unit in answer.json["candidates"]] == ["26740"]


@pytest.mark.parametrize("text", ["14", "Quận 13", "99999", "!"])
def test_what_was_no_former_unit_is_not_found(text: str) -> None:
    answer = became(text)

    assert (answer.status, answer.json["code"], answer.json["candidates"]) == (404, "old_unit_not_found", [])


@pytest.mark.skipif(not TABLE.exists(), reason="the table of old and new wards is not beside the project")
def test_every_row_of_the_table_of_wards_is_answered_as_it_says() -> None:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))

    # Every seventh row: the whole table is asked of the rule itself in tests/rules.
    for row in rows[::7]:
        answer = became(f"{row['old_ward'] or row['old_district']}, {row['old_district']}").json
        found = {each["unit"]["code"]: each["default"] for each in answer["items"]}
        assert found[row["new_ward_code"]] is (row["is_default"] == "1"), row
        assert (len(found) > 1) is (row["is_split"] == "1"), row


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("27127", "merged"), ("P. Đa Kao, Q1", "divided"), ("Xã Long Sơn", "unchanged"), ("Côn Đảo", "renamed"),
        ("Quận 3", "divided"),
    ],
)  # fmt: skip
def test_a_former_unit_says_what_happened_to_it(text: str, change: str) -> None:
    assert became(text).json["old"]["change"] == change


@pytest.mark.parametrize(
    ("text", "code"),
    [("P. Thảo Điền, Quận 2", "27088"), ("phường Tân Phú, quận 9", "26836"), ("P. An Phú Q2", "27091"),
     ("Thảo Điền", "27088"), ("Thảo Điền, Thủ Đức", "27088")],
)  # fmt: skip
def test_a_ward_is_found_by_the_district_that_it_had_before_thu_duc_city(text: str, code: str) -> None:
    found = became(text).json

    assert (found["old"]["code"], found["ambiguous"]) == (code, False)


def test_a_district_of_before_thu_duc_city_gives_all_that_it_went_into() -> None:
    found = became("Quận 2").json

    assert (found["old"]["full_name"], found["old"]["level"], found["ambiguous"]) == ("Quận 2", "district", False)
    assert {item["unit"]["full_name"] for item in found["items"]} >= {"Phường An Khánh", "Phường Cát Lái"}
