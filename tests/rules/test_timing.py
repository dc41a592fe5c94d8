"""What time does with a report, as tables: reminders, escalations, the end of a question and of a verdict."""

import json
from datetime import datetime, timedelta

import pytest

from chalicelib.feedback import rules
from chalicelib.feedback.rules import Facts, Terms
from chalicelib.shared import clock
from chalicelib.shared.short_days import ShortDays
from infra.packaging import documents
from tests.rules.test_calendar import CALENDAR, here

TERMS = Terms(0.2, (0, 0.25, 0.5), 5, 3, 14, 7, 7)
# Due Friday at closing time, with five working days of eight hours: reminded of eight working hours before.
FRIDAY = here("2026-11-20 17:00")
FIVE_DAYS = (5, "working_days")


def facts(status: str = "in_progress", **more: object) -> Facts:
    given = {"status": status, "promised_at": FRIDAY, "limit": FIVE_DAYS, **more}
    return Facts(**given)  # type: ignore[arg-type]


def said(level: int, promise: datetime = FRIDAY) -> dict[str, object]:
    return {"prompted_for": f"promise {clock.rfc3339(promise)}", "prompted_level": level}


def state(known: Facts, now: str) -> tuple[str, int]:
    found = rules.state_at(known, TERMS, CALENDAR, here(now))
    return found.name, found.level


def until(known: Facts, now: str) -> datetime | None:
    return rules.state_at(known, TERMS, CALENDAR, here(now)).until


@pytest.mark.parametrize(
    ("now", "more", "due"),
    [
        pytest.param("2026-11-20 07:29:59", {}, ("AtWork", 0), id="a moment before the last eight working hours"),
        pytest.param("2026-11-20 07:30", {}, ("Remind", 0), id="eight working hours before"),
        pytest.param("2026-11-20 12:00", said(0), ("AtWork", 0), id="it was reminded of"),
        pytest.param("2026-11-20 17:00", {}, ("Escalate", 1), id="a reminder that comes too late is left out"),
        pytest.param("2026-11-20 17:00", said(0), ("Escalate", 1), id="at the promise itself"),
        pytest.param("2026-11-22 12:00", said(1), ("AtWork", 1), id="no working time passes on a weekend"),
        pytest.param("2026-11-25 09:29", said(1), ("AtWork", 1), id="Monday 8 h, Tuesday off, Wednesday not yet 2 h"),
        pytest.param("2026-11-25 09:30", said(1), ("Escalate", 2), id="a quarter of forty working hours later"),
        pytest.param("2026-11-26 11:30", said(2), ("Escalate", 3), id="half of them later"),
        pytest.param("2026-12-30 12:00", {}, ("Escalate", 1), id="after weeks without a clock the first comes first"),
        pytest.param("2026-12-30 12:00", said(1), ("Escalate", 2), id="then the second"),
        pytest.param("2026-12-30 12:00", said(3), ("AtWork", 3), id="and after the third there is no more"),
        pytest.param("2026-11-20 12:00", said(3, here("2026-11-13 17:00")), ("Remind", 0), id="a new promise"),
    ],
)
def test_a_promise_is_reminded_of_and_escalated_in_working_time(
    now: str, more: dict[str, object], due: tuple[str, int]
) -> None:
    assert state(facts(**more), now) == due


def test_the_shares_of_a_limit_leave_tet_out() -> None:
    # Due on the last morning before Tết: escalated a quarter of eight working hours later, 1 h before and 1 h after.
    promise = here("2027-02-03 16:00")
    late = facts(promised_at=promise, limit=(8, "working_hours"), **said(1, promise))

    assert until(late, "2027-02-03 17:00") == here("2027-02-11 08:30")


def test_hours_run_by_the_clock_over_a_weekend() -> None:
    saturday = here("2026-11-21 10:00")

    assert until(facts(promised_at=saturday, limit=(24, "hours")), "2026-11-20 12:00") == here("2026-11-21 05:12")


@pytest.mark.parametrize(
    ("status", "name"),
    [
        ("in_triage", "Triage"),
        ("assigned", "AwaitBody"),
        ("planned", "Planned"),
        ("reopen_requested", "AwaitReopenDecision"),
    ],
)
def test_every_open_status_waits_under_its_own_name_and_is_escalated(status: str, name: str) -> None:
    assert state(facts(status), "2026-11-16 09:00") == (name, 0)
    assert state(facts(status), "2026-11-20 17:00") == ("Escalate", 1)


@pytest.mark.parametrize("status", sorted(rules.TERMINAL_STATUSES))
def test_an_ended_report_ends_its_clock(status: str) -> None:
    assert state(facts(status), "2030-01-01 00:00") == (status.capitalize(), 0)


def test_what_rules_have_placed_is_forwarded_before_anything_else() -> None:
    assert state(facts("received"), "2026-11-30 09:00") == ("Assign", 0)


MONDAY = here("2026-11-16 09:00")
ASKED = {"nudged_for": f"question {clock.rfc3339(MONDAY)}"}
JUDGED = {"nudged_for": f"verdict {clock.rfc3339(MONDAY)}"}


@pytest.mark.parametrize(
    ("status", "now", "more", "due"),
    [
        pytest.param("needs_info", "2026-11-19 08:59", {}, "AwaitCitizen", id="three days are not over"),
        pytest.param("needs_info", "2026-11-19 09:00", {}, "Remind", id="a question is reminded of"),
        pytest.param("needs_info", "2026-11-20 18:00", ASKED, "AwaitCitizen", id="its promise stands still"),
        pytest.param("needs_info", "2026-11-21 09:00", ASKED, "TimeOut", id="five days are over"),
        pytest.param("needs_info", "2026-11-21 09:00", {}, "TimeOut", id="without a reminder, which comes too late"),
        pytest.param("waiting_external", "2026-11-22 00:00", {}, "AwaitOutside", id="a week is not over"),
        pytest.param("waiting_external", "2026-11-23 09:00", {}, "Remind", id="a week is over"),
        pytest.param("resolved", "2026-11-23 09:00", {}, "Remind", id="a verdict is reminded of"),
        pytest.param("resolved", "2026-11-30 23:59:59", JUDGED, "AwaitVerdict", id="the last second is the sender's"),
        pytest.param("resolved", "2026-12-01 00:00", JUDGED, "Close", id="silence closes"),
    ],
)
def test_waits_are_reminded_of_and_come_to_their_end(
    status: str, now: str, more: dict[str, object], due: str
) -> None:  # fmt: skip
    assert state(facts(status, since=MONDAY, **more), now)[0] == due


def test_of_several_missed_reminders_of_an_outside_party_only_the_last_is_sent() -> None:
    known = facts("waiting_external", since=MONDAY)
    now = here("2026-12-10 12:00")
    due = rules.state_at(known, TERMS, CALENDAR, now)
    after = rules.state_at(facts("waiting_external", since=MONDAY, nudged_for=due.about), TERMS, CALENDAR, now)

    assert (due.name, due.about) == ("Remind", f"outside {clock.rfc3339(here('2026-12-07 09:00'))}")
    assert (after.name, after.until) == ("AwaitOutside", here("2026-12-14 09:00"))


def test_a_wait_lasts_at_least_a_second_and_at_most_a_day() -> None:
    now = here("2026-11-16 09:00")
    long = rules.state_at(facts(), TERMS, CALENDAR, now)
    short = rules.State("AtWork", until=now + timedelta(milliseconds=1))

    assert (rules.wait_seconds(long, now), rules.wait_seconds(short, now)) == (24 * 3600, 1)
    assert rules.wait_seconds(rules.State("AtWork"), now) == 24 * 3600


@pytest.mark.parametrize(
    ("moment", "by", "unit", "moved"),
    [
        pytest.param("2026-11-16 10:00", -3, "working_hours", "2026-11-13 16:30", id="2½ h on Monday, ½ h on Friday"),
        pytest.param("2026-11-16 17:00", -8, "working_days", "2026-11-16 07:30", id="opening belongs to its day"),
        pytest.param("2027-02-11 08:30", -2, "working_hours", "2027-02-03 16:00", id="over Tết"),
        pytest.param("2026-11-15 12:00", -1, "working_hours", "2026-11-13 16:00", id="from a Sunday"),
        pytest.param("2026-11-15 12:00", 0, "working_days", "2026-11-15 12:00", id="nothing moves by no time"),
        pytest.param("2026-11-15 12:00", -24, "hours", "2026-11-14 12:00", id="by the clock"),
        pytest.param("2026-11-13 16:30", 3, "working_hours", "2026-11-16 10:00", id="and on again"),
    ],
)
def test_the_calendar_goes_back_and_on_in_the_time_that_counts(moment: str, by: int, unit: str, moved: str) -> None:
    assert CALENDAR.moved(here(moment), timedelta(hours=by), unit) == here(moved)


def test_short_days_scale_everything_alike() -> None:
    days, start = ShortDays(timedelta(seconds=24)), here("2026-11-16 09:00")

    ends = [(days.promised_at(start, *limit) - start).total_seconds() for limit in ((24, "hours"), (8, "working_hours"),
            (2, "working_days"), (1, "hours"))]  # fmt: skip
    assert ends == [24, 24, 48, 1]
    assert (days.in_minutes(start, 5) - start).total_seconds() == 1
    assert (days.in_days(start, 5) - start).total_seconds() == 120
    assert days.first_moment(days.last_second(start, 14), 14) == start


def test_the_terms_of_the_citys_own_pack_are_read_whole() -> None:
    pack = json.loads((documents.INFRA / "city" / "hcmc" / "city.json").read_text(encoding="utf-8"))

    assert Terms.of_city(pack) == TERMS
