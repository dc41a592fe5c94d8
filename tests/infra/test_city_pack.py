"""The city pack is sound, and says what is known of what can be reported, of the hotlines and of the calendar."""

import datetime
import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import holidays
import pytest

from infra.city.schema import check_pack, load_pack
from infra.city.schema.pack import Pack

HCMC = Path(__file__).parents[2] / "infra" / "city" / "hcmc"


@cache
def read(part: str) -> Any:
    return json.loads((HCMC / f"{part}.json").read_text(encoding="utf-8"))


def leaves(categories: Any) -> list[Any]:
    return [leaf for group in categories["items"] for leaf in group["children"]]


def leaf(categories: Any, code: str) -> Any:
    return next(found for found in leaves(categories) if found["category_code"] == code)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(HCMC)


def test_the_pack_is_sound() -> None:
    assert check_pack(HCMC) == []


def test_the_four_fields_of_the_announcement_hold_many_things_to_report() -> None:
    categories = read("categories")

    fields = {field["field_code"]: field["groups"] for field in categories["fields"]}
    per_field = Counter(
        field for found in leaves(categories) for field, groups in fields.items() if found["group"] in groups
    )

    assert list(fields) == ["infrastructure", "society", "security", "ideas"]
    assert len(leaves(categories)) >= 45
    assert min(per_field.values()) >= 5


def test_an_idea_is_public_and_needs_no_photo() -> None:
    ideas = [found for found in leaves(read("categories")) if found["category_code"].startswith("idea_")]

    assert ideas
    assert all(idea["public"] and idea["photo"] == "none" for idea in ideas)


@pytest.mark.parametrize("code", ["officer_conduct", "bribe_hint", "crime_tip"])
def test_what_is_sensitive_stays_private_and_may_be_anonymous(code: str) -> None:
    found = leaf(read("categories"), code)

    assert (found["public"], found["anonymous"]) == (False, True)


@pytest.mark.parametrize("code", ["officer_conduct", "bribe_hint", "crime_tip"])
def test_what_borders_on_a_complaint_or_denunciation_says_where_those_go(code: str) -> None:
    found = leaf(read("categories"), code)

    assert found["stopper"]
    assert not found.get("redirect")


def test_complaints_and_denunciations_in_the_sense_of_the_law_are_redirected() -> None:
    found = leaf(read("categories"), "complaint_or_denunciation")

    assert (found["redirect"], found["questions"]) == (True, [])
    assert (found["public"], found["anonymous"]) == (False, False)
    assert "trụ sở tiếp công dân" in found["stopper"]["vi"]
    assert "Inspectorate" in found["stopper"]["en"]


def test_everything_else_takes_reports() -> None:
    redirecting = [found["category_code"] for found in leaves(read("categories")) if found.get("redirect")]

    assert redirecting == ["complaint_or_denunciation"]


@pytest.mark.parametrize(
    ("code", "number"),
    [("exit_blocked", "114"), ("fire_hazard", "114"), ("child_at_risk", "111"), ("food_poisoning", "115"),
     ("war_ordnance", "112"), ("brawl_disturbance", "113"), ("power_line_danger", "114")],
)  # fmt: skip
def test_danger_to_life_names_the_number_to_call_first(code: str, number: str) -> None:
    assert number in [call["number"] for call in leaf(read("categories"), code)["call_first"]]


def test_the_result_comes_within_five_days_unless_no_incident_is_waiting() -> None:
    hours = {"hours": 1, "working_hours": 3, "working_days": 24}
    slow = {
        found["category_code"]
        for found in leaves(read("categories"))
        if found["time_limit"]["amount"] * hours[found["time_limit"]["unit"]] > 5 * 24
    }

    assert {code for code in slow if not code.startswith("idea_")} <= {"rule_proposal"}


def test_the_app_itself_can_be_reported() -> None:
    assert leaf(read("categories"), "app_fault")["responsible_body"] == {"body_id": "tt-chuyen-doi-so"}


def test_a_group_is_only_a_door() -> None:
    for group in read("categories")["items"]:
        assert set(group) == {"category_code", "name", "description", "children"}


def test_the_emergency_numbers_are_all_there() -> None:
    numbers = [line["number"] for line in read("hotlines")["items"]]

    assert numbers == ["112", "113", "114", "115", "111", "1022"]


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_no_public_holiday_is_forgotten(pack: Pack, year: int) -> None:
    listed = {holiday.date for holiday in pack.holidays.items}

    assert set(holidays.Vietnam(years=year)) <= listed


@pytest.mark.parametrize(
    "day",
    ["2026-01-02", "2026-02-16", "2026-02-20", "2026-04-27", "2026-08-31", "2026-11-24", "2027-02-10", "2028-01-26"],
)
def test_an_office_is_closed(pack: Pack, day: str) -> None:
    assert datetime.date.fromisoformat(day) in {holiday.date for holiday in pack.holidays.items}


def test_two_saturdays_of_2026_are_worked_for_long_weekends(pack: Pack) -> None:
    swaps = {str(swap.date): str(swap.instead_of) for swap in pack.holidays.working_saturdays}

    assert swaps == {"2026-01-10": "2026-01-02", "2026-08-22": "2026-08-31"}


def test_years_that_the_government_has_not_decided_are_provisional(pack: Pack) -> None:
    status = {(holiday.date.year, holiday.status) for holiday in pack.holidays.items}

    assert status == {(2026, "decided"), (2027, "provisional"), (2028, "provisional")}
