"""What else the desk does: find the right reports in a queue, and file for those who call."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.builders import WASTE, a_report
from tests.cloud import Cloud
from tests.desks import DESK, LIGHTING, a_sent_report, act, events, handler, operator
from tests.meter import metering
from tests.phones import Phone

CALLER = {"name": "Trần Thị Bình", "phone": "0900 000 001"}


def listed(phone: Phone, **query: str) -> list[str]:
    return [card["report_id"] for card in phone.get(DESK, **query).json["items"]]


def test_a_queue_is_narrowed_by_status_category_and_ward(an: Phone) -> None:
    lamp, pothole = a_sent_report(an), a_sent_report(an, category_code="pothole")
    officer = handler()
    act(officer, lamp, "accept")

    assert listed(officer, status="in_progress") == [lamp]
    assert listed(officer, status="received,planned") == [pothole]
    assert listed(officer, category_code="pothole") == [pothole]
    assert set(listed(officer, ward="26740")) == {lamp, pothole}
    assert listed(officer, ward="27142") == []
    assert listed(officer, status="in_progress", category_code="pothole") == []


def test_overdue_and_due_before_look_at_the_deadline(aws: Cloud) -> None:
    with time_machine.travel(datetime.now(UTC) - timedelta(days=3)):
        an = Phone.of_citizen("an")
        late, asked = a_sent_report(an), a_sent_report(an)
        act(handler(), asked, "ask_info", public_text="Ở đâu?")
    fresh = a_sent_report(Phone.of_citizen("an"))
    officer = handler()
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()

    assert listed(officer, overdue="true") == [late]
    assert set(listed(officer, due_before=soon)) == {late, asked}
    assert set(listed(officer, overdue="false")) == {late, asked, fresh}


def test_a_filtered_queue_is_one_query_a_page_and_loses_nothing(an: Phone) -> None:
    lamps = {a_sent_report(an) for _ in range(5)}
    for _ in range(3):
        a_sent_report(an, category_code="pothole")
    officer, found, cursor = handler(), [], None

    for _ in range(10):
        with metering() as meter:
            query = {"cursor": cursor} if cursor else {}
            page = officer.get(DESK, category_code="light_out", limit="2", **query).json
        assert meter.calls.count("Query") == 1
        found += [card["report_id"] for card in page["items"]]
        if not (cursor := page["next_cursor"]):
            break

    assert (len(found), set(found)) == (5, lamps)


def test_a_cursor_of_another_filter_no_longer_fits(an: Phone) -> None:
    for _ in range(3):
        a_sent_report(an)
    cursor = handler().get(DESK, limit=1).json["next_cursor"]

    assert handler().get(DESK, limit=1, status="received", cursor=cursor).json["code"] == "cursor_expired"


@pytest.mark.parametrize("query", [{"due_before": "2026-99-99T00:00:00Z"}, {"status": "x y"}, {"ward": "1"}])
def test_a_filter_that_cannot_be_read_is_named(aws: Cloud, query: dict[str, str]) -> None:
    assert set(handler().get(DESK, **query).wrong) == {f"/{name}" for name in query}


def test_an_operator_files_for_a_caller_whose_contact_is_sealed(aws: Cloud) -> None:
    desk = operator()

    filed = desk.post(DESK, a_report(channel="phone", contact=CALLER))

    assert (filed.status, filed.json["channel"], filed.json["status"]) == (201, "phone", "received")
    stored = aws.everything()
    assert "Trần Thị Bình" not in stored
    assert "0900" not in stored
    (contact,) = aws.items("contacts")
    assert contact["report_id"]["S"] == filed.json["report_id"]
    assert aws.items("reporters") == []


def test_only_the_reports_own_context_opens_a_callers_contact(aws: Cloud) -> None:
    from chalicelib.shared.sealing import unseal

    report_id = operator().post(DESK, a_report(channel="sms", contact=CALLER)).json["report_id"]
    sealed = json.loads(aws.items("contacts")[0]["sealed"]["S"])

    assert unseal(sealed, report_id=report_id) == CALLER
    with pytest.raises(Exception, match=r"Invalid|context"):
        unseal(sealed, report_id="HCM-000000000")


def test_a_callers_report_belongs_to_no_account_and_goes_its_way(aws: Cloud) -> None:
    desk = operator()
    report_id = desk.post(DESK, a_report(channel="phone")).json["report_id"]

    assert desk.get("/v1/feedback/my-reports").json["items"] == []
    assert act(handler(), report_id, "accept").status == 200
    assert act(handler(), report_id, "ask_info", public_text="Ở đâu?").status == 200
    assert act(desk, report_id, "answer_info", note="Gọi lại: trước số 7.").json["status"] == "in_progress"
    assert events(desk, report_id)[0] == ("submit", "received")


def test_filing_with_a_contact_is_one_call_more_for_its_key(aws: Cloud) -> None:
    desk = operator()
    aws.calls.clear()

    desk.post(DESK, a_report(channel="phone", contact=CALLER), {"Idempotency-Key": "0b2e7a54-9d8f-4c7e-8a51"})

    assert aws.calls == ["BatchGetItem", "GenerateDataKey", "TransactWriteItems"]


def test_a_filing_sent_twice_with_its_key_is_one_report(aws: Cloud) -> None:
    key, body = {"Idempotency-Key": "0b2e7a54-9d8f-4c7e-8a51"}, a_report(channel="phone", contact=CALLER)

    first, again = (operator().post(DESK, body, key) for _ in range(2))

    assert (first.status, again.json) == (201, first.json)
    assert len(aws.items("contacts")) == 1


@pytest.mark.parametrize("role", ["handler", "supervisor"])
def test_only_operators_file_for_callers(aws: Cloud, role: str) -> None:
    answer = Phone.of_staff(role, body_id=LIGHTING).post(DESK, a_report(channel="phone"))

    assert answer.json["code"] == "role_missing"


def test_a_report_for_a_caller_says_how_it_came(aws: Cloud) -> None:
    answer = operator().post(DESK, a_report(category_code=WASTE, channel="pigeon", contact={"phone": "call me"}))

    assert answer.wrong == {"/channel": "not_one_of", "/contact/phone": "wrong_format"}
