"""A report's way through time: forwarded, reminded, escalated, asked, judged, as its clock sees to it by itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.clockwork import Clockwork, clockwork
from tests.cloud import Cloud
from tests.desks import DESK, REPORTS, a_sent_report, act, events, handler, operator, say
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


def test_a_question_nobody_answers_is_reminded_of_and_given_up_with_a_note(aws: Cloud, time: Clockwork) -> None:
    lamp = a_sent_report(an())
    time.settle()
    first = act(handler(), lamp, "ask_info", public_text="Cột số mấy?").json["promised_at"]
    time.pass_(days=5, minutes=1)
    shown = handler().get(f"{DESK}/{lamp}").json

    assert what_happened(lamp) == ["submit", "assign", "ask_info", "remind", "time_out"]
    assert when(lamp, "remind") == [timedelta(days=3)]
    assert (shown["status"], shown["timeline"][-1]["note"]) == (
        "assigned",
        "Người dân chưa trả lời câu hỏi trong 5 ngày.",
    )
    assert datetime.fromisoformat(shown["promised_at"]) - datetime.fromisoformat(first) == timedelta(days=5)
    assert time.stands(lamp) == ["AwaitBody"]


def test_silence_about_a_result_closes_the_report_as_silent(aws: Cloud, time: Clockwork) -> None:
    lamp = a_sent_report(an())
    time.settle()
    act(handler(), lamp, "accept")
    act(handler(), lamp, "resolve", public_text="Đã thay bóng đèn.")
    time.pass_(days=15)

    assert what_happened(lamp)[-2:] == ["remind", "close"]
    assert an().get(f"{REPORTS}/{lamp}").json["closed_reason"] == "silent"
    # The sixteenth of November and fourteen days, until midnight in the city.
    assert when(lamp, "close") == [timedelta(days=14, hours=15)]
    assert time.stands(lamp) == []


def test_an_extension_and_a_reopening_are_promises_of_their_own(aws: Cloud, time: Clockwork) -> None:
    lamp = a_sent_report(an())
    time.pass_(hours=25)
    act(handler(), lamp, "accept")
    later = (MONDAY + timedelta(hours=72)).isoformat()
    assert act(handler(), lamp, "extend", promised_at=later, reason="Chờ vật tư.").status == 200
    time.pass_(hours=50)
    act(handler(), lamp, "resolve", public_text="Xong.")
    say(an(), lamp, "reopening", reason="Vẫn tối.")
    time.settle()
    wished = time.stands(lamp)
    act(operator(), lamp, "reopen", reason="Đúng.")
    time.settle()

    assert when(lamp, "remind") == [timedelta(hours=19.2), timedelta(hours=67.2)]
    assert when(lamp, "escalate") == [timedelta(hours=24), timedelta(hours=72)]
    assert [each["level"] for each in details(lamp, "escalate")] == [1, 1]
    assert (wished, time.stands(lamp)) == (["AwaitReopenDecision"], ["AwaitBody"])


def test_a_comment_neither_wakes_a_clock_nor_moves_what_it_waits_for(aws: Cloud, time: Clockwork) -> None:
    lamp = a_sent_report(an())
    time.settle()
    before = dict(time.waiting)
    say(an(), lamp, "comments", text="Tối quá.")
    time.settle()

    assert time.waiting == before
    time.pass_(hours=25)
    assert when(lamp, "escalate") == [timedelta(hours=24)]


def test_killed_clocks_are_restored_where_they_stood_and_told_what_they_missed(aws: Cloud, time: Clockwork) -> None:
    late, asked, done, ended = (a_sent_report(an()) for _ in range(4))
    time.settle()
    act(handler(), asked, "ask_info", public_text="Ở đâu?")
    for report_id in (done, ended):
        act(handler(), report_id, "accept")
        act(handler(), report_id, "resolve", public_text="Xong.")
    say(an(), ended, "rating", score=5)
    time.settle()
    time.kill()
    time.traveller.shift(timedelta(hours=31))

    first, second = reconciled(), reconciled()
    time.settle()

    assert (first, second) == (
        {"live": 3, "restored": 3, "left": False},
        {"live": 3, "restored": 0, "left": False},
    )
    assert [time.stands(each) for each in (late, asked, done, ended)] == [
        ["AwaitBody"], ["AwaitCitizen"], ["AwaitVerdict"], [],
    ]  # fmt: skip
    assert [each["level"] for each in details(late, "escalate")] == [1, 2]


def reconciled() -> dict[str, Any]:
    from chalicelib.feedback.timekeeping import workflow

    return dict(workflow.workflow_reconciler({}, None))


def test_an_officer_with_the_version_from_before_a_reminder_still_acts(aws: Cloud, time: Clockwork) -> None:
    lamp = a_sent_report(an())
    time.settle()
    version = handler().get(f"{DESK}/{lamp}").json["version"]
    time.pass_(hours=25)

    assert act(handler(), lamp, "accept", version=version).status == 200


def test_what_time_does_is_told_to_whom_it_concerns(aws: Cloud, time: Clockwork) -> None:
    lamp = a_sent_report(an())
    time.pass_(hours=25)
    told = {row["event_type"]["S"]: row.get("tells", {}).get("S", "") for row in aws.items("timeline")}

    assert '"body":"case_assigned"' in told["assign"] and "case_" not in told["submit"]
    assert told["remind"] == '{"body":"case_reminder"}'
    assert told["escalate"] == '{"body":"case_escalated"}'
    assert what_happened(lamp) == ["submit", "assign", "remind", "escalate"]
