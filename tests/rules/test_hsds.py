"""A row of published data is a service of HSDS 3, with its organization, its location and its weekly schedule."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.platform.hsds.schedules import schedules_of
from chalicelib.platform.hsds.shapes import Listing
from chalicelib.published.datasets import Column, Dataset
from chalicelib.published.kinds import Kind
from chalicelib.published.opening_hours import is_open, read_hours
from tests.hsds import problems_of
from tests.rules.test_opening_hours import rules_of_several_days

TODAY = date(2026, 11, 24)
MONDAY = date(2026, 4, 27)
OFFICES = Dataset(
    Kind("agencies", key="office_id", names=("name_vi", "name_en")),
    {"vi": "Cơ quan", "en": "Offices"},
    (Column("type", "code", "What kind of office it is.", "police"), Column("fields", "codes", "What it does.", "tax")),
)
LISTING = Listing(OFFICES, terms=("type", "fields"), body="body_id")
OFFICE: dict[str, Any] = {
    "office_id": "ubnd-ben-thanh",
    "body_id": "van-phong-ubnd",
    "name_vi": "Ủy ban nhân dân Phường Bến Thành",
    "name_en": "People's Committee of Bến Thành Ward",
    "type": "ward_committee",
    "fields": ["land", "tax"],
    "serves": ["26743"],
    "ward_code": "26743",
    "address": "92 Nguyễn Trãi, Phường Bến Thành, TP.HCM",
    "lat": 10.7701,
    "lon": 106.6905,
    "phones": ["+842838291212", "1022"],
    "website": "https://benthanh.hochiminhcity.gov.vn",
    "opening_hours": "Mo-Fr 07:30-11:30,13:00-17:00; PH off",
    "status": "open",
    "source": "made up",
    "as_of": "2026-07-01",
}
POOREST: dict[str, Any] = {"office_id": "x", "name_vi": "Cơ quan X"}


@pytest.mark.parametrize(
    "row", [OFFICE, POOREST, {**POOREST, "lat": 10.7, "lon": 106.7}, {**POOREST, "address": "1 A"}]
)
def test_what_is_made_of_a_row_is_what_the_specification_says(row: dict[str, Any]) -> None:
    assert problems_of("service", LISTING.service(row, TODAY)) == []
    assert problems_of("service", LISTING.service_in_full(row, TODAY)) == []
    assert problems_of("organization", LISTING.organization_in_full([row], TODAY)) == []


def test_a_service_tells_whose_it_is_and_where_and_what_kind() -> None:
    service = LISTING.service_in_full(OFFICE, TODAY)

    at = service["service_at_locations"][0]["location"]
    assert service["organization"]["name"] == "Văn phòng UBND Thành phố"
    assert service["organization"]["parent_organization_id"]
    assert (service["name"], service["status"], service["assured_date"]) == (OFFICE["name_vi"], "active", "2026-07-01")
    assert [phone["number"] for phone in service["phones"]] == OFFICE["phones"]
    assert [area["name"] for area in service["service_areas"]] == ["Phường Bến Thành"]
    assert (at["latitude"], at["longitude"]) == (10.7701, 106.6905)
    assert at["addresses"][0]["region"] == "Phường Bến Thành"
    assert [(each["link_type"], each["value"]) for each in service["attributes"]] == [
        ("type", "ward_committee"), ("fields", "land"), ("fields", "tax"),
    ]  # fmt: skip
    assert service["attributes"][1]["taxonomy_term"]["taxonomy"] == "agencies.fields"


def test_offices_of_one_body_have_one_organization_and_other_rows_one_of_their_own() -> None:
    branch = {**OFFICE, "office_id": "branch"}

    ids = [LISTING.ids_of(row) for row in (OFFICE, branch, POOREST)]

    assert len({service for service, _ in ids}) == 3
    assert ids[0][1] == ids[1][1] != ids[2][1]
    assert ids[0] == LISTING.ids_of(dict(OFFICE))
    assert len(LISTING.organization_in_full([OFFICE, branch], TODAY)["services"]) == 2


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({}, "active"),
        ({"status": "closed"}, "defunct"),
        ({"status": "temporarily_closed"}, "temporarily closed"),
        ({"valid_to": "2026-11-24"}, "active"),
        ({"valid_to": "2026-11-23"}, "inactive"),
    ],
)
def test_a_service_that_is_over_or_closed_is_not_active(told: dict[str, str], status: str) -> None:
    assert LISTING.service({**POOREST, **told}, TODAY)["status"] == status


def test_office_hours_are_two_spans_on_five_days() -> None:
    told = [
        (each["byday"], each["opens_at"], each["closes_at"], each["timezone"])
        for each in schedules_of(OFFICE["opening_hours"], "+07:00")
    ]

    assert told == [
        ("MO,TU,WE,TH,FR", "07:30+07:00", "11:30+07:00", 7),
        ("MO,TU,WE,TH,FR", "13:00+07:00", "17:00+07:00", 7),
    ]


@pytest.mark.parametrize(("hours", "expected"), [("24/7", 1), ("", 0), ("by appointment", 0), ("PH off", 0)])
def test_hours_without_an_end_and_hours_that_nobody_can_read(hours: str, expected: int) -> None:
    assert len(list(schedules_of(hours, "+07:00"))) == expected


@given(st.lists(rules_of_several_days(), min_size=1, max_size=4))
def test_schedules_say_open_when_the_hours_do(rules: list[str]) -> None:
    assert differing_half_hours("; ".join(rules)) == []


@pytest.mark.parametrize(
    "hours",
    [
        "Mo-Sa 18:00-02:00", "Mo-Sa 18:00-02:00; Sa off", "08:00-08:00", "18:00-02:00", "24/7", "PH off", "08:00-24:00",
        "Sa-Mo 20:00-04:00; We 08:00-12:00", "Fr-Sa 00:00-06:00,22:00-06:00; Su,PH off",
    ],
)  # fmt: skip
def test_schedules_tell_nights_on_both_days(hours: str) -> None:
    assert differing_half_hours(hours) == []


def differing_half_hours(hours: str) -> list[datetime]:
    """Return the half hours of a week at which schedules and hours do not say the same."""
    schedules, rules = list(schedules_of(hours, "+07:00")), read_hours(hours)
    week = (datetime.combine(MONDAY, time()) + timedelta(minutes=30 * half) for half in range(7 * 48))
    return [at for at in week if any(_holds(each, at) for each in schedules) is not is_open(rules, at, ())]


def _holds(schedule: dict[str, Any], at: datetime) -> bool:
    day = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[at.weekday()]
    return day in schedule["byday"].split(",") and schedule["opens_at"][:5] <= f"{at:%H:%M}" < schedule["closes_at"][:5]
