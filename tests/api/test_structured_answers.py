"""Answers to the desk's question that are answers to the category's own questions: checked, kept, never public."""

from typing import Any

import pytest

from tests.desks import DESK, REPORTS, a_sent_report, act, handler, operator, say
from tests.phones import Phone

KEY = {"Idempotency-Key": "6f8f57ae-5a3c-4a6e-9d0e-6f5f4a9d2b11"}


@pytest.fixture
def asked(an: Phone) -> str:
    """A report of An about a lamp, about which the desk asks her something."""
    report_id = a_sent_report(an)
    assert act(handler(), report_id, "ask_info", public_text="Mấy đèn tắt? Số cột?").status == 200
    return report_id


def told(report_id: str) -> dict[str, Any]:
    """Return the last event as officers read it."""
    event: dict[str, Any] = operator().get(f"{DESK}/{report_id}").json["timeline"][-1]
    return event


def test_answers_alone_take_a_report_back_to_where_it_was(an: Phone, asked: str) -> None:
    answer = say(an, asked, "answers", answers={"lamps_out": "several", "lamp_number": "  LVS 12 "})

    assert (answer.status, answer.json["status"]) == (200, "received")
    event = told(asked)
    assert (event["event_type"], event["note"]) == ("answer_info", None)
    assert event["detail"]["answers"] == {"lamps_out": "several", "lamp_number": "LVS 12"}


def test_a_text_and_answers_are_kept_together(an: Phone, asked: str) -> None:
    say(an, asked, "answers", text="Cả đoạn đường.", answers={"lamps_out": "street"})

    event = told(asked)
    assert (event["note"], event["detail"]["answers"]) == ("Cả đoạn đường.", {"lamps_out": "street"})


def test_the_public_reads_no_answer(an: Phone, asked: str) -> None:
    say(an, asked, "answers", answers={"lamp_number": "LVS-771"})

    for phone in (Phone(), an, Phone.of_citizen("binh")):
        for path in (f"{REPORTS}/{asked}/timeline", f"{REPORTS}/{asked}"):
            assert "LVS-771" not in phone.get(path).text


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, {"/text": "missing"}),
        ({"answers": {}}, {"/text": "missing"}),
        ({"answers": {"lamp_number": "  "}}, {"/text": "missing"}),
        ({"text": " "}, {"/text": "blank"}),
        ({"answers": []}, {"/answers": "not_an_object"}),
        ({"answers": {"colour": "red", "lamps_out": "all", "lamp_number": 7}},
         {"/answers/colour": "unknown_question", "/answers/lamps_out": "not_one_of_the_choices",
          "/answers/lamp_number": "not_a_text"}),
        ({"text": "Cột 12.", "answers": {"lamps_out": ["one"]}}, {"/answers/lamps_out": "not_one_of_the_choices"}),
        ({"answers": {"lamp_number": "x" * 1001}}, {"/answers/lamp_number": "too_long_answer"}),
    ],
)  # fmt: skip
def test_every_wrong_answer_is_named_and_moves_nothing(
    an: Phone, asked: str, sent: dict[str, Any], wrong: dict[str, str]
) -> None:
    answer = say(an, asked, "answers", **sent)

    assert (answer.status, answer.wrong) == (422, wrong)
    assert an.get(f"{REPORTS}/{asked}").json["status"] == "needs_info"


def test_what_was_answered_with_the_report_need_not_be_answered_again(an: Phone) -> None:
    given = {"answers": {"water_customer_code": "C-1"}, "category_code": "water_bill"}
    report_id = a_sent_report(an, **given)
    assert act(operator(), report_id, "ask_info", public_text="Kỳ nào?").status == 200

    assert say(an, report_id, "answers", answers={"bill_month": "10/2026"}).status == 200
    assert told(report_id)["detail"]["answers"] == {"bill_month": "10/2026"}


def test_a_repeated_answer_is_one(an: Phone, asked: str) -> None:
    first, second = (say(an, asked, "answers", KEY, answers={"lamps_out": "one"}) for _ in range(2))

    assert (second.status, second.json) == (200, first.json)
    changed = say(an, asked, "answers", KEY, answers={"lamps_out": "several"})
    assert (changed.status, changed.json["code"]) == (422, "idempotency_key_reused")


def test_nobody_answers_what_was_not_asked(an: Phone) -> None:
    report_id = a_sent_report(an)

    answer = say(an, report_id, "answers", answers={"lamps_out": "one"})

    assert (answer.status, answer.json["code"]) == (409, "move_not_allowed")
