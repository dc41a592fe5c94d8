"""Sending a report and reading it back, as a citizen's phone does."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.builders import CITY_THEATRE, LAMP, NHIEU_LOC, WASTE, a_report
from tests.cloud import Cloud
from tests.phones import REPORT_ID, Phone

REPORTS = "/v1/feedback/reports"
MONDAY_MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def test_a_citizen_sends_a_report_and_learns_who_answers_and_by_when(aws: Cloud) -> None:
    with time_machine.travel(MONDAY_MORNING, tick=False):
        sent = Phone.of_citizen("an").post(REPORTS, a_report())

    assert sent.status == 201
    assert REPORT_ID.fullmatch(sent.json["report_id"])
    assert sent.headers["location"] == f"{REPORTS}/{sent.json['report_id']}"
    assert sent.json["status"] == "received"
    assert sent.json["responsible_body"]["body_id"] == "tt-giao-thong-ha-tang-ky-thuat"
    assert sent.json["ward"]["code"] == "26740"
    assert sent.json["submitted_at"] == "2026-11-23T02:00:00.000Z"
    assert sent.json["expected_at"] == "2026-11-24T02:00:00.000Z"


def test_the_sender_reads_her_report_back_word_for_word(an: Phone) -> None:
    sent = an.post(REPORTS, a_report()).json

    assert an.get(f"{REPORTS}/{sent['report_id']}").json == sent


def test_a_report_is_found_however_its_code_is_typed(an: Phone) -> None:
    report_id = an.post(REPORTS, a_report()).json["report_id"]

    for typed in (report_id.lower(), report_id.replace("-", ""), f" {report_id} "):
        assert an.get(f"{REPORTS}/{typed}").json["report_id"] == report_id


@pytest.mark.parametrize("code", ["HCM-00000000", "x", "HCM-AAAAAAAAA", "%00", "HCM-" + "A" * 500, "..", "đ"])
def test_an_unknown_code_is_not_found(an: Phone, code: str) -> None:
    answer = an.get(f"{REPORTS}/{code}")

    assert (answer.status, answer.json["code"]) == (404, "report_not_found")


def test_a_stranger_cannot_report(phone: Phone) -> None:
    assert phone.post(REPORTS, a_report()).status == 401


def test_everybody_may_read_a_public_report_and_its_timeline(an: Phone, phone: Phone) -> None:
    report_id = an.post(REPORTS, a_report()).json["report_id"]

    shown = phone.get(f"{REPORTS}/{report_id}")
    timeline = phone.get(f"{REPORTS}/{report_id}/timeline").json

    assert (shown.status, shown.json["public"]) == (200, True)
    assert [(event["event_type"], event["status"]) for event in timeline["items"]] == [("submit", "received")]


def test_a_private_report_is_its_senders_alone(an: Phone, phone: Phone) -> None:
    report_id = an.post(REPORTS, a_report(public=False)).json["report_id"]
    binh = Phone.of_citizen("binh")

    for stranger in (phone, binh):
        for path in (f"{REPORTS}/{report_id}", f"{REPORTS}/{report_id}/timeline"):
            assert stranger.get(path).json["code"] == "report_not_found"
    assert an.get(f"{REPORTS}/{report_id}").status == 200


def test_a_bad_token_is_refused_where_nobody_needs_one(an: Phone) -> None:
    report_id = an.post(REPORTS, a_report()).json["report_id"]

    answer = Phone("not-a-token").get(f"{REPORTS}/{report_id}")

    assert (answer.status, answer.json["code"]) == (401, "token_invalid")


def test_numbers_of_persons_are_hidden_from_the_public_but_not_from_the_sender(an: Phone, phone: Phone) -> None:
    text = "Gọi tôi 0912 345 678 hoặc an.nguyen@example.com, CCCD 999200012345, xe 59A1-234.56."
    report_id = an.post(REPORTS, a_report(description=text)).json["report_id"]

    shown = phone.get(f"{REPORTS}/{report_id}").json["description"]

    assert an.get(f"{REPORTS}/{report_id}").json["description"] == text
    for personal in ("0912", "example.com", "999200012345", "234.56"):
        assert personal not in shown


def test_answers_that_are_nobody_elses_business_are_the_senders_alone(an: Phone, phone: Phone) -> None:
    answers = {"power_customer_code": "PE01000123456"}
    report_id = an.post(REPORTS, a_report(category_code="power_cut", answers=answers)).json["report_id"]

    assert an.get(f"{REPORTS}/{report_id}").json["answers"] == answers
    assert phone.get(f"{REPORTS}/{report_id}").json["answers"] == {}


def test_a_number_given_as_an_answer_is_covered_like_one_in_a_text(an: Phone, phone: Phone) -> None:
    answers = {"width_cm": 84901234567}
    report_id = an.post(REPORTS, a_report(category_code="pothole", answers=answers)).json["report_id"]

    assert phone.get(f"{REPORTS}/{report_id}").json["answers"] == {"width_cm": "***********"}


def test_strangers_see_the_place_of_an_anonymous_report_to_ten_metres(an: Phone, phone: Phone) -> None:
    place = {"lat": 10.77662345, "lon": 106.70321234}
    report_id = an.post(REPORTS, a_report(anonymous=True, location=place)).json["report_id"]

    assert phone.get(f"{REPORTS}/{report_id}").json["location"] == {"lat": 10.7766, "lon": 106.7032, "address": None}
    assert an.get(f"{REPORTS}/{report_id}").json["location"]["lat"] == 10.77662345


def test_a_report_names_nobody(an: Phone, aws: Cloud) -> None:
    sent = an.post(REPORTS, a_report())

    report_id = sent.json["report_id"]
    assert an.citizen_id not in sent.text
    assert an.citizen_id not in str(aws.items("reports")) + str(aws.items("timeline"))
    assert [row["report_id"]["S"] for row in aws.items("reporters")] == [report_id]


def test_a_category_that_depends_on_the_ward_goes_to_its_committee_when_the_ward_is_certain(an: Phone) -> None:
    sent = an.post(REPORTS, a_report(category_code=WASTE, location=NHIEU_LOC)).json

    assert sent["ward"] == {"code": "27142", "name": "Phường Nhiêu Lộc", "precision": "exact", "candidates": []}
    assert (sent["status"], sent["responsible_body"]["body_id"]) == ("received", "ubnd-phuong-nhieu-loc")


def test_a_category_that_depends_on_the_ward_goes_to_the_1022_desk_when_the_ward_is_not(an: Phone) -> None:
    sent = an.post(REPORTS, a_report(category_code=WASTE, location=CITY_THEATRE)).json

    assert sent["ward"]["precision"] == "approximate"
    assert {"code": "26743", "name": "Phường Bến Thành"} in sent["ward"]["candidates"]
    assert (sent["status"], sent["responsible_body"]["body_id"]) == ("in_triage", "tong-dai-1022")


def test_a_report_with_an_address_alone_goes_to_the_1022_desk_with_the_ward_it_names(an: Phone) -> None:
    sent = an.post(REPORTS, a_report(location={"address": "135 Nam Kỳ Khởi Nghĩa, phuong ben thanh"})).json

    assert (sent["status"], sent["responsible_body"]["body_id"]) == ("in_triage", "tong-dai-1022")
    assert (sent["ward"]["code"], sent["ward"]["precision"]) == ("26743", "approximate")
    assert sent["location"] == {"lat": None, "lon": None, "address": "135 Nam Kỳ Khởi Nghĩa, phuong ben thanh"}


def test_a_report_that_names_no_ward_lies_at_the_citys_seat_until_the_desk_has_asked(an: Phone) -> None:
    sent = an.post(REPORTS, a_report(location={"address": "hẻm 214/19 Hoàng Sa"})).json

    assert sent["ward"] == {"code": "26740", "name": "Phường Sài Gòn", "precision": "approximate", "candidates": []}
    assert (sent["status"], sent["responsible_body"]["body_id"]) == ("in_triage", "tong-dai-1022")


def test_a_draft_made_offline_keeps_the_time_it_was_made(an: Phone) -> None:
    made = clock_text(datetime.now(UTC) - timedelta(days=3))

    assert an.post(REPORTS, a_report(captured_at=made)).json["captured_at"] == made


def test_my_reports_come_newest_first_page_by_page(an: Phone) -> None:
    sent = []
    for minute in range(5):
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=minute - 5)):
            an = Phone.of_citizen("an")
            sent.append(an.post(REPORTS, a_report()).json["report_id"])

    first = an.get("/v1/feedback/my-reports", limit=3).json
    second = an.get("/v1/feedback/my-reports", limit=3, cursor=first["next_cursor"]).json

    listed = [card["report_id"] for card in first["items"] + second["items"]]
    assert listed == sent[::-1]
    assert second["next_cursor"] is None


def test_my_reports_hold_nobody_elses(an: Phone) -> None:
    Phone.of_citizen("binh").post(REPORTS, a_report())

    assert an.get("/v1/feedback/my-reports").json == {"items": [], "next_cursor": None}


def test_a_cursor_of_somebody_else_no_longer_fits(an: Phone) -> None:
    binh = Phone.of_citizen("binh")
    for phone in (an, an, binh):
        phone.post(REPORTS, a_report())
    cursor = an.get("/v1/feedback/my-reports", limit=1).json["next_cursor"]

    answer = binh.get("/v1/feedback/my-reports", limit=1, cursor=cursor)

    assert (answer.status, answer.json["code"]) == (410, "cursor_expired")


def test_sending_a_report_is_one_call_to_the_database(an: Phone, aws: Cloud) -> None:
    aws.calls.clear()

    an.post(REPORTS, a_report(), {"Idempotency-Key": "0b2e7a54-9d8f-4c7e-8a51-6f0e2b7d9c11"})

    assert aws.calls == ["TransactWriteItems"]


def test_reading_a_report_is_one_call_to_the_database(an: Phone, phone: Phone, aws: Cloud) -> None:
    report_id = an.post(REPORTS, a_report()).json["report_id"]
    aws.calls.clear()

    phone.get(f"{REPORTS}/{report_id}")
    an.get(f"{REPORTS}/{report_id}")

    assert aws.calls == ["Query", "BatchGetItem"]


def test_the_report_of_a_lamp_is_open_at_its_body_until_its_deadline(an: Phone, aws: Cloud) -> None:
    sent = an.post(REPORTS, a_report(category_code=LAMP)).json

    head = next(item for item in aws.items("reports") if item["item"]["S"] == "head")
    assert head["open_body"]["S"] == sent["responsible_body"]["body_id"]
    assert head["due_at"]["S"] == sent["promised_at"]


def test_a_last_page_that_is_just_full_says_that_it_is_the_last(an: Phone) -> None:
    for _ in range(2):
        an.post(REPORTS, a_report())

    page = an.get("/v1/feedback/my-reports", limit=2).json

    assert (len(page["items"]), page["next_cursor"]) == (2, None)


def clock_text(moment: datetime) -> str:
    from chalicelib.shared import clock

    return clock.rfc3339(moment)
