"""An operating licence is checked by its number, and one that has ended is never shown as valid."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from chalicelib.health import schemas
from chalicelib.health.dataset import HEALTH_FACILITIES
from chalicelib.published import current
from chalicelib.shared import city
from tests.phones import Heard, Phone
from tests.published import PublicFiles

LIST = "/v1/health/facilities"
EVERY_STATUS = ("valid", "suspended", "revoked", "expired", "not_yet_valid")
# Before and after the days on which licences end here.
CLOCKS = st.datetimes(datetime(2026, 12, 28), datetime(2027, 1, 5), timezones=st.just(UTC))  # noqa: DTZ001
LAST_DAYS = st.none() | st.dates(date(2026, 12, 30), date(2027, 1, 3))


def check(number: str) -> Heard:
    return Phone().get("/v1/health/licences", number=number)


def licensed(key: str, number: str, status: str = "valid", expires: str | None = None, **more: Any) -> dict[str, Any]:
    row = {
        "facility_id": key, "name_vi": f"Phòng khám {key}", "licence_number": number, "licence_status": status,
        "licence_issuer": "Sở Y tế TP.HCM", "licence_issued": "2020-01-01", "as_of": "2026-11-24", **more,
    }  # fmt: skip
    return {**row, "licence_expires": expires} if expires else row


@pytest.fixture(autouse=True)
def _files(aws: object) -> None:
    """Every question here may lead to a signed cursor."""


def test_a_licence_is_shown_with_the_facility_that_has_it() -> None:
    heard = check("MAU-00001/SYT-GPHĐ")

    Draft202012Validator(schemas.LICENCES).validate(heard.json)
    [found] = heard.json["items"]
    assert found["facility"]["facility_id"] == "pkdk-mau-sao-mai"
    assert found["licence"] == {
        "number": "MAU-00001/SYT-GPHĐ", "status": "valid", "expires": None, "issuer": "Sở Y tế TP.HCM",
        "issued": "2024-03-11", "scope": None, "responsible_person": "Nguyễn Thị Mẫu Hòa", "as_of": "2026-11-24",
    }  # fmt: skip


@pytest.mark.parametrize("typed", ["mau-00001/syt-gphđ", " MAU - 00001 / SYT - GPHĐ ", "MAU-00001/SYT-GPHD"])
def test_case_blanks_and_marks_of_a_number_do_not_matter(typed: str) -> None:
    assert check(typed).json["items"][0]["licence"]["number"] == "MAU-00001/SYT-GPHĐ"


@pytest.mark.parametrize("typed", ["MAU-00001", "MAU-0001/SYT-GPHĐ", "MAU-00001/SYT-GPHĐ2", "*", "/", "%", "'", "·"])
def test_a_number_that_nobody_has_is_not_found(typed: str) -> None:
    heard = check(typed)

    assert (heard.status, heard.json["code"]) == (404, "licence_not_found")
    assert heard.headers["cache-control"] == "no-store"


def test_a_check_needs_a_number() -> None:
    heard = Phone().get("/v1/health/licences")

    assert (heard.status, heard.wrong) == (422, {"/number": "missing"})


def test_all_facilities_under_one_number_are_listed(public: PublicFiles) -> None:
    rows = [licensed("a", "00001/SYT-GPHĐ"), licensed("b", "00001/SYT-gphđ", "revoked"), licensed("c", "00002/SYT")]
    public.publish(HEALTH_FACILITIES, rows)

    found = check("00001/SYT-GPHĐ").json["items"]

    assert {each["facility"]["facility_id"]: each["licence"]["status"] for each in found} == {
        "a": "valid", "b": "revoked",
    }  # fmt: skip


def test_a_licence_holds_to_the_end_of_its_last_day_in_the_city(public: PublicFiles) -> None:
    public.publish(HEALTH_FACILITIES, [licensed("a", "1/SYT", "valid", "2026-12-31")])

    def heard_at(at: str) -> tuple[str, str]:
        with time_machine.travel(at, tick=False):
            heard = check("1/SYT")
        return heard.json["items"][0]["licence"]["status"], heard.headers["cache-control"]

    assert heard_at("2026-12-31T12:00:00+07:00") == ("valid", "public, max-age=60")
    assert heard_at("2026-12-31T23:59:30+07:00") == ("valid", "public, max-age=30")
    assert heard_at("2026-12-31T23:59:59.900+07:00") == ("valid", "public, max-age=0")
    assert heard_at("2027-01-01T00:00:00+07:00") == ("expired", "public, max-age=60")


def test_the_samples_that_have_ended_are_found_as_what_they_are() -> None:
    with time_machine.travel("2026-11-24T09:00:00+07:00", tick=False):
        found = {
            status: {item["facility_id"] for item in Phone().get(LIST, licence_status=status).json["items"]}
            for status in EVERY_STATUS
        }

    assert found["expired"] == {"pkck-mat-mau-anh-duong", "pkdk-mau-phu-my"}
    assert found["revoked"] == {"pkck-da-lieu-mau-hoa-sen"}
    assert found["suspended"] == {"pkck-rang-ham-mat-mau-nu-cuoi"}
    assert len(found["valid"]) == 8


def test_an_instant_asked_of_opening_hours_brings_no_ended_licence_back(public: PublicFiles) -> None:
    public.publish(HEALTH_FACILITIES, [licensed("a", "1/SYT", "valid", "2026-12-31", opening_hours="24/7")])

    with time_machine.travel("2027-06-01T09:00:00+07:00", tick=False):
        found = Phone().get(LIST, at="2026-12-31T09:00:00+07:00", open_now="true").json
        valid = Phone().get(LIST, at="2026-12-31T09:00:00+07:00", licence_status="valid").json

    assert found["items"][0]["licence"]["status"] == "expired"
    assert found["facets"]["licence_status"][0]["value"] == "expired"
    assert valid["items"] == []


@given(
    st.lists(st.tuples(st.sampled_from(["valid", "suspended", "revoked"]), LAST_DAYS), min_size=1, max_size=6), CLOCKS
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_at_no_clock_does_any_answer_call_an_ended_licence_valid(
    public: PublicFiles, licences: list[tuple[str, date | None]], clock: datetime
) -> None:
    rows = [
        licensed(f"k-{place}", "1/SYT", said, last and last.isoformat()) for place, (said, last) in enumerate(licences)
    ]
    public.clear()
    current.forget()
    public.publish(HEALTH_FACILITIES, rows)
    today = clock.astimezone(city.timezone()).date()
    holding = {f"k-{n}" for n, (said, last) in enumerate(licences) if said == "valid" and (not last or today <= last)}

    with time_machine.travel(clock, tick=False):
        listed, checked = Phone().get(LIST), check("1/SYT")
        valid = Phone().get(LIST, licence_status="valid")
        full = [Phone().get(f"{LIST}/{row['facility_id']}").json for row in rows]

    shown = [listed.json["items"], full, [{**each["facility"], **each} for each in checked.json["items"]]]
    for items in shown:
        assert {item["facility_id"] for item in items if item["licence"]["status"] == "valid"} == holding
    assert {item["facility_id"] for item in valid.json["items"]} == holding
    counts = {each["value"]: each["count"] for each in listed.json["facets"]["licence_status"]}
    assert counts.get("valid", 0) == len(holding)
    assert sum(counts.values()) == len(rows)
    assert all(clock + timedelta(seconds=_kept(heard)) < _midnight(today) for heard in (listed, checked, valid))


def _kept(heard: Heard) -> int:
    found = re.fullmatch(r"public, max-age=(\d+)", heard.headers["cache-control"])
    assert found
    return int(found[1])


def _midnight(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), city.timezone()) + timedelta(microseconds=1)


def test_the_log_of_changes_tells_that_the_issuer_spoke_and_not_the_word(public: PublicFiles) -> None:
    public.publish(HEALTH_FACILITIES, [licensed("a", "1/SYT", "suspended", "2026-12-31")], "1")
    public.publish(HEALTH_FACILITIES, [licensed("a", "1/SYT", "valid", "2026-12-30")], "2")

    with time_machine.travel("2027-06-01T09:00:00+07:00", tick=False):
        log = Phone().get(f"{LIST}/a/changes")
        synced = Phone().get(LIST, since="1")

    assert log.json["items"][0]["fields"] == [
        {"field": "licence_status"},
        {"field": "licence_expires", "from": "2026-12-31", "to": "2026-12-30"},
    ]
    assert '"valid"' not in log.text + synced.text
    assert synced.json["items"][0]["licence"]["status"] == "expired"
