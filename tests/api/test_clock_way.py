"""A report's way through time: forwarded, reminded, escalated, asked, judged, as its clock sees to it by itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.clockwork import Clockwork, clockwork
from tests.cloud import Cloud
from tests.desks import DESK, a_sent_report, act, events, handler, say
from tests.following import Lambda
from tests.phones import Phone

# 9 o'clock in the city on an ordinary Monday; a street lamp has 24 hours by the clock.
MONDAY = datetime(2026, 11, 16, 2, tzinfo=UTC)
POTHOLE = "pothole"


@pytest.fixture
def time(lambda_: Lambda, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clockwork]:
    """The clocks of all reports, and the time they go by."""
    with clockwork(lambda_, MONDAY, monkeypatch) as made:
        yield made


def an() -> Phone:
    """Return An's phone with a token for the present hour."""
    return Phone.of_citizen("an")


def what_happened(report_id: str) -> list[str]:
    return [kind for kind, _ in events(an(), report_id)]


def when(report_id: str, kind: str) -> list[timedelta]:
    """Return how long after Monday morning something happened, each time."""
    log = Phone.of_staff("operator").get(f"{DESK}/{report_id}").json["timeline"]
    return [datetime.fromisoformat(each["at"]) - MONDAY for each in log if each["event_type"] == kind]


def details(report_id: str, kind: str) -> list[dict[str, Any]]:
    log = Phone.of_staff("operator").get(f"{DESK}/{report_id}").json["timeline"]
    return [each["detail"] for each in log if each["event_type"] == kind]


def test_a_report_is_forwarded_at_once_and_goes_its_way_to_the_end(aws: Cloud, time: Clockwork) -> None:
    lamp = a_sent_report(an())
    time.settle()
    forwarded = time.stands(lamp)
    act(handler(), lamp, "accept")
    time.settle()
    at_work = time.stands(lamp)
    act(handler(), lamp, "resolve", public_text="Đã thay bóng đèn.")
    time.settle()
    resolved = time.stands(lamp)
    say(an(), lamp, "rating", score=5)
    time.settle()

    assert what_happened(lamp) == ["submit", "assign", "accept", "resolve", "rate"]
    assert (forwarded, at_work, resolved, time.stands(lamp)) == (["AwaitBody"], ["AtWork"], ["AwaitVerdict"], [])
    assert time.states[lamp] == ["Assign", "AwaitBody", "AtWork", "AwaitVerdict", "Closed"]


def test_a_late_report_is_reminded_of_once_and_escalated_three_times(aws: Cloud, time: Clockwork) -> None:
    lamp = a_sent_report(an())
    time.pass_(days=5)

    assert what_happened(lamp) == ["submit", "assign", "remind", "escalate", "escalate", "escalate"]
    assert when(lamp, "remind") == [timedelta(hours=24 * 0.8)]
    assert when(lamp, "escalate") == [timedelta(hours=24 * share) for share in (1, 1.25, 1.5)]
    assert [each["level"] for each in details(lamp, "escalate")] == [1, 2, 3]
    assert time.stands(lamp) == ["AwaitBody"]
