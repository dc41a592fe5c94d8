"""A move that is sent again is one move, and one that loses the race has changed nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.test_report_repeats import lose_answers
from tests.cloud import Cloud
from tests.desks import DESK, a_sent_report, act, events, handler, operator, resolved, say
from tests.meter import metering
from tests.phones import Phone

KEY = {"Idempotency-Key": "0b2e7a54-9d8f-4c7e-8a51-6f0e2b7d9c11"}


def test_the_same_move_with_the_same_key_is_one(an: Phone, aws: Cloud) -> None:
    lamp = a_sent_report(an)

    first, again = (act(handler(), lamp, "accept", KEY) for _ in range(2))

    assert (first.status, again.json) == (200, first.json)
    assert events(an, lamp) == [("submit", "received"), ("accept", "in_progress")]


def test_the_same_key_with_another_wish_is_refused(an: Phone) -> None:
    lamp = a_sent_report(an)
    act(handler(), lamp, "accept", KEY)

    answer = act(handler(), lamp, "return", KEY, reason="Nhầm.")

    assert (answer.status, answer.json["code"]) == (422, "idempotency_key_reused")


def test_the_same_key_serves_for_another_report(an: Phone) -> None:
    one, other = a_sent_report(an), a_sent_report(an)

    assert [act(handler(), lamp, "accept", KEY).status for lamp in (one, other)] == [200, 200]


def test_an_officer_whose_answer_was_lost_repeats_and_has_moved_it_once(
    an: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    lamp, officer = a_sent_report(an), handler()
    lose_answers(monkeypatch, 1)

    lost, again = (act(officer, lamp, "accept", KEY) for _ in range(2))

    assert (lost.status, again.status, again.json["status"]) == (503, 200, "in_progress")
    assert events(an, lamp) == [("submit", "received"), ("accept", "in_progress")]


def test_an_answer_of_a_citizen_repeated_is_the_very_same_receipt(an: Phone) -> None:
    lamp = a_sent_report(an)
    act(handler(), lamp, "ask_info", public_text="Cột số mấy?")

    first, again = (say(an, lamp, "answers", KEY, text="Cột 12.") for _ in range(2))

    assert (first.status, again.json) == (200, first.json)
    assert events(an, lamp)[-1] == ("answer_info", "received")


def test_a_comment_sent_twice_with_its_key_is_one_and_without_it_two(an: Phone) -> None:
    lamp = a_sent_report(an)
    for headers in (KEY, KEY, None, None):
        say(an, lamp, "comments", headers, text="Tối quá.")

    assert len(events(an, lamp)) == 4


def test_an_officer_whose_clock_lags_is_told_to_come_back_rather_than_to_break_the_order(
    an: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.shared import ids

    lamp, officer = a_sent_report(an), handler()
    monkeypatch.setattr(ids, "new_ulid", lambda prefix: f"{prefix}_{'0' * 26}")

    answer = act(officer, lamp, "accept")

    assert (answer.status, answer.json["code"]) == (409, "in_progress")
    assert officer.get(f"{DESK}/{lamp}").json["version"] == 1


def test_the_deskside_timeline_tells_who_did_what_from_where_to_where(an: Phone) -> None:
    lamp, officer, body = a_sent_report(an, location={"address": "Bến Thành"}), operator(), handler()
    act(officer, lamp, "assign", body_id="tt-giao-thong-ha-tang-ky-thuat", note="Gấp.")
    act(body, lamp, "ask_info", public_text="Ở đâu?")

    seen = officer.get(f"{DESK}/{lamp}").json["timeline"]

    assert [(each["from_status"], each["status"]) for each in seen] == [
        (None, "in_triage"),
        ("in_triage", "assigned"),
        ("assigned", "needs_info"),
    ]
    assert [each["actor"] for each in seen] == [
        {"role": "reporter"},
        {"role": "operator", "citizen_id": officer.citizen_id},
        {"role": "handler", "citizen_id": body.citizen_id},
    ]
    assert (seen[1]["note"], seen[2]["public_text"]) == ("Gấp.", "Ở đâu?")


def test_a_look_at_a_report_is_on_record(an: Phone, aws: Cloud) -> None:
    lamp, officer = a_sent_report(an), operator()

    officer.get(f"{DESK}/{lamp}")

    (row,) = aws.items("audit")
    assert (row["about"]["S"], row["action"]["S"], row["actor"]["S"]) == (
        f"report:{lamp}",
        "inspect_report",
        officer.citizen_id,
    )


# The answer of the desk is the report, which is the second call; what the move is alone stands first.
NEXT_YEAR = (datetime.now(UTC) + timedelta(days=365)).isoformat()
COSTS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("accept", {}, ["TransactWriteItems", "BatchGetItem"]),
    ("ask_info", {"public_text": "Ở đâu?"}, ["TransactWriteItems", "BatchGetItem"]),
    # Going back moves the promise by the pause, which only the report knows.
    ("resume", {}, ["BatchGetItem", "TransactWriteItems", "BatchGetItem"]),
    ("comment", {"note": "Đã gọi."}, ["TransactWriteItems", "BatchGetItem"]),
    ("extend", {"promised_at": NEXT_YEAR, "reason": "Chờ."}, ["TransactWriteItems", "BatchGetItem"]),
    ("resolve", {"public_text": "Xong."}, ["TransactWriteItems", "BatchGetItem"]),
]


def test_every_move_of_the_desk_makes_the_calls_it_is_known_for(an: Phone) -> None:
    lamp, officer = a_sent_report(an), handler()
    officer.get(DESK)
    for action, fields, calls in COSTS:
        with metering() as meter:
            assert act(officer, lamp, action, KEY if action == "accept" else None, **fields).status == 200
        # The authorizer's look at register and session is kept for 60 seconds.
        assert meter.calls == ["BatchGetItem", *calls], action
        assert meter.write_units <= 14, action


def test_a_citizens_move_is_one_call_to_the_database(an: Phone) -> None:
    lamp = resolved(an)

    with metering() as meter:
        say(an, lamp, "rating", KEY, score=1, text="Đèn lại tắt.")

    assert meter.calls == ["TransactWriteItems"]
    # A wish to reopen is promised anew, so both indexes by deadline change their entry.
    assert meter.write_units <= 13


def test_a_refused_move_needs_no_second_call_to_say_why(an: Phone) -> None:
    lamp, officer = a_sent_report(an), handler()

    with metering() as meter:
        act(officer, lamp, "plan", promised_at=NEXT_YEAR)

    assert meter.calls == ["BatchGetItem", "TransactWriteItems"]
