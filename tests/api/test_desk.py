"""The desk's first page: open reports of a body, for those who may see them, and every look is on record."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.builders import CITY_THEATRE, NHIEU_LOC, WASTE, a_report
from tests.cloud import Cloud
from tests.phones import Phone

DESK = "/desk/v1/feedback/reports"
LIGHTING = "tt-giao-thong-ha-tang-ky-thuat"


def listed(phone: Phone, **query: str) -> list[str]:
    return [card["report_id"] for card in phone.get(DESK, **query).json["items"]]


def test_a_citizen_may_not_look_into_the_desk(an: Phone) -> None:
    assert an.get(DESK).status == 403


def test_a_stranger_may_not_look_into_the_desk(phone: Phone) -> None:
    assert phone.get(DESK).status == 401


@pytest.mark.parametrize("role", ["editor", "approver", "admin"])
def test_staff_in_other_roles_may_not_look_into_the_desk(aws: Cloud, role: str) -> None:
    answer = Phone.of_staff(role).get(DESK)

    assert (answer.status, answer.json["code"]) == (403, "role_missing")


@pytest.mark.parametrize("role", ["operator", "handler", "supervisor"])
def test_those_who_handle_reports_see_the_open_ones_of_their_body(an: Phone, role: str) -> None:
    lamp = an.post("/v1/feedback/reports", a_report()).json["report_id"]
    triage = an.post("/v1/feedback/reports", a_report(category_code=WASTE, location=CITY_THEATRE)).json["report_id"]

    assert listed(Phone.of_staff(role, body_id=LIGHTING)) == [lamp]
    assert listed(Phone.of_staff(role)) == [triage]


def test_the_report_due_first_stands_first(an: Phone) -> None:
    waste = an.post("/v1/feedback/reports", a_report(category_code="pothole")).json["report_id"]
    lamp = an.post("/v1/feedback/reports", a_report()).json["report_id"]

    assert listed(Phone.of_staff("handler", body_id=LIGHTING)) == [lamp, waste]


def test_a_card_says_whether_the_promise_has_passed(aws: Cloud) -> None:
    with time_machine.travel(datetime.now(UTC) - timedelta(days=3)):
        Phone.of_citizen("an").post("/v1/feedback/reports", a_report())

    card = Phone.of_staff("handler", body_id=LIGHTING).get(DESK).json["items"][0]

    assert (card["overdue"], card["status"], card["version"]) == (True, "received", 1)


def test_the_pages_of_a_long_queue_hold_every_report_once(an: Phone) -> None:
    sent = {an.post("/v1/feedback/reports", a_report()).json["report_id"] for _ in range(5)}
    handler = Phone.of_staff("handler", body_id=LIGHTING)

    first = handler.get(DESK, limit=2).json
    second = handler.get(DESK, limit=2, cursor=first["next_cursor"]).json
    third = handler.get(DESK, limit=2, cursor=second["next_cursor"]).json

    pages = [card["report_id"] for page in (first, second, third) for card in page["items"]]
    assert (len(pages), set(pages)) == (5, sent)


def test_a_supervisor_looks_into_bodies_below_her_own(an: Phone) -> None:
    report_id = an.post("/v1/feedback/reports", a_report(category_code=WASTE, location=NHIEU_LOC)).json["report_id"]

    assert listed(Phone.of_staff("supervisor"), body_id="ubnd-phuong-nhieu-loc") == [report_id]


@pytest.mark.parametrize(
    ("role", "own", "asked"),
    [
        ("handler", "tong-dai-1022", "ubnd-phuong-nhieu-loc"),
        ("operator", "tong-dai-1022", LIGHTING),
        ("supervisor", "ubnd-phuong-nhieu-loc", LIGHTING),
        ("supervisor", "ubnd-phuong-nhieu-loc", "tong-dai-1022"),
        ("supervisor", "tong-dai-1022", "no-such-body"),
    ],
)
def test_nobody_looks_into_a_body_that_is_not_hers(aws: Cloud, role: str, own: str, asked: str) -> None:
    answer = Phone.of_staff(role, body_id=own).get(DESK, body_id=asked)

    assert (answer.status, answer.json["code"]) == (403, "body_not_yours")


def test_a_place_that_has_ended_or_not_begun_opens_nothing(aws: Cloud) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()

    assert Phone.of_staff("handler", valid_to=yesterday).get(DESK).status == 403
    assert Phone.of_staff("operator", valid_from=tomorrow).get(DESK).status == 403


def test_an_ended_session_opens_the_desk_no_more_although_its_token_still_lives(aws: Cloud) -> None:
    from chalicelib.login import service
    from chalicelib.shared.sessions import Session

    officer = Phone.of_staff("handler")
    service.end(Session.get(officer.session_id))

    assert officer.get(DESK).status == 401


def test_every_look_is_on_record_with_who_what_and_in_which_role(an: Phone, aws: Cloud) -> None:
    report_id = an.post("/v1/feedback/reports", a_report()).json["report_id"]
    officer = Phone.of_staff("handler", body_id=LIGHTING)

    officer.get(DESK)

    (row,) = aws.items("audit")
    assert row["about"]["S"] == f"body:{LIGHTING}"
    assert row["actor"]["S"] == officer.citizen_id
    assert row["roles"]["S"] == "handler"
    assert row["action"]["S"] == "list_open_reports"
    assert report_id in row["seen"]["S"]


def test_a_look_that_cannot_be_recorded_is_not_answered(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    from botocore.exceptions import EndpointConnectionError
    from pynamodb.exceptions import PutError

    from chalicelib.shared.audit import AuditRow

    def refused(*_: object, **__: object) -> None:
        raise PutError("away", EndpointConnectionError(endpoint_url="https://dynamodb.test"))

    officer = Phone.of_staff("handler")
    monkeypatch.setattr(AuditRow, "save", refused)

    assert officer.get(DESK).status == 503


def test_the_desk_shows_no_reporter(an: Phone) -> None:
    an.post("/v1/feedback/reports", a_report())

    answer = Phone.of_staff("handler", body_id=LIGHTING).get(DESK)

    assert an.citizen_id not in answer.text


def test_a_page_of_the_desk_is_one_query_and_one_record(an: Phone, aws: Cloud) -> None:
    an.post("/v1/feedback/reports", a_report())
    officer = Phone.of_staff("handler", body_id=LIGHTING)
    aws.calls.clear()

    officer.get(DESK)

    # The staff register and the session are read by the authorizer, whose answer API Gateway keeps for 60 seconds.
    assert aws.calls == ["BatchGetItem", "Query", "PutItem"]
