"""Sending a report and reading it back, as a citizen's phone does."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from pynamodb.exceptions import TransactWriteError

from tests.builders import CITY_THEATRE, HANOI, LAMP, NHIEU_LOC, PRIVATE, WASTE, a_report
from tests.cloud import Cloud
from tests.phones import REPORT_ID, Phone

REPORTS = "/v1/feedback/reports"
COMPLAINT = "complaint_or_denunciation"
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


def test_every_wrong_field_is_named_at_once(an: Phone) -> None:
    answer = an.post(
        REPORTS,
        a_report(
            description="  ",
            location={"lat": 10.7},
            public="yes",
            captured_at="yesterday",
            colour="red",
            answers=[],
        ),
    )

    assert answer.status == 422
    assert answer.wrong == {
        "/description": "blank",
        "/location": "half_a_point",
        "/public": "not_true_or_false",
        "/captured_at": "not_a_time",
        "/colour": "unknown_field",
        "/answers": "not_an_object",
    }


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"category_code": None}, {"/category_code": "missing"}),
        ({"category_code": "no_such_thing"}, {"/category_code": "unknown_category"}),
        ({"category_code": "lighting"}, {"/category_code": "unknown_category"}),
        ({"category_code": 7}, {"/category_code": "not_a_text"}),
        ({"description": None}, {"/description": "missing"}),
        ({"description": "a" * 4001}, {"/description": "too_long"}),
        ({"description": "\u202e\u200b"}, {"/description": "blank"}),
        ({"location": None}, {"/location": "missing"}),
        ({"location": {}}, {"/location": "no_place"}),
        ({"location": "here"}, {"/location": "not_an_object"}),
        ({"location": HANOI}, {"/location": "outside_city"}),
        ({"location": {"lat": 91, "lon": 106.7}}, {"/location/lat": "out_of_range"}),
        ({"location": {"lat": "10.7", "lon": 106.7}}, {"/location/lat": "not_a_number"}),
        ({"location": {"lat": 10.7, "lon": 106.7, "address": "a" * 301}}, {"/location/address": "too_long"}),
        ({"category_code": PRIVATE, "public": True, "anonymous": True}, {"/anonymous": "anonymous_not_allowed"}),
        (
            {"category_code": "food_poisoning", "public": True, "answers": {"people_ill": 3}},
            {"/public": "public_not_allowed"},
        ),
        ({"captured_at": "2020-01-01T00:00:00Z"}, {"/captured_at": "too_long_ago"}),
        ({"captured_at": "2099-01-01T00:00:00Z"}, {"/captured_at": "in_the_future"}),
        ({"captured_at": "2026-11-23T10:00:00"}, {"/captured_at": "not_a_time"}),
        ({"answers": {"colour": "red"}}, {"/answers/colour": "unknown_question"}),
        ({"answers": {"lamps_out": "a dozen"}}, {"/answers/lamps_out": "not_one_of_the_choices"}),
        ({"answers": {"lamp_number": 5}}, {"/answers/lamp_number": "not_a_text"}),
    ],
    ids=lambda case: str(case)[:60],
)
def test_a_wrong_report_says_what_is_wrong_with_it(
    an: Phone, aws: Cloud, changes: dict[str, Any], wrong: dict[str, str]
) -> None:
    answer = an.post(REPORTS, a_report(**changes))

    assert (answer.status, answer.wrong) == (422, wrong)
    assert aws.items("reports") == []


def test_a_required_answer_that_is_missing_is_named(an: Phone) -> None:
    answer = an.post(REPORTS, a_report(category_code="dossier_late"))

    assert answer.wrong == {"/answers/dossier_code": "missing"}


@pytest.mark.parametrize(("language", "place"), [("vi", "trụ sở tiếp công dân"), ("en", "citizen reception office")])
def test_a_complaint_under_the_law_is_told_where_to_go_and_not_stored(
    an: Phone, aws: Cloud, language: str, place: str
) -> None:
    before = aws.everything()

    answer = an.post(REPORTS, a_report(category_code=COMPLAINT), {"Accept-Language": language})

    assert (answer.status, answer.json["code"]) == (422, "category_redirects")
    assert answer.wrong == {"/category_code": "category_redirects"}
    assert place in answer.json["stopper"]
    assert answer.json["call_first"] == []
    assert aws.everything() == before


def test_a_category_that_says_what_does_not_belong_there_still_takes_reports(an: Phone) -> None:
    sent = an.post(REPORTS, a_report(category_code="officer_conduct", answers={"office": "Quầy 3, UBND phường"}))

    assert (sent.status, sent.json["responsible_body"]["body_id"]) == (201, "so-noi-vu")


def test_the_list_of_categories_tells_which_one_takes_no_reports(phone: Phone) -> None:
    groups = phone.get("/v1/feedback/categories").json["items"]

    redirect = {leaf["category_code"]: leaf["redirect"] for group in groups for leaf in group["children"]}
    assert [code for code, elsewhere in redirect.items() if elsewhere] == [COMPLAINT]
    assert redirect["officer_conduct"] is False


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


def test_the_same_key_and_body_is_one_report_and_one_answer(an: Phone, aws: Cloud) -> None:
    key = {"Idempotency-Key": "0b2e7a54-9d8f-4c7e-8a51-6f0e2b7d9c11"}

    first, again = an.post(REPORTS, a_report(), key), an.post(REPORTS, a_report(), key)

    assert (first.status, again.status) == (201, 201)
    assert again.json == first.json
    assert len(aws.items("reporters")) == 1


def test_the_same_key_with_another_body_is_refused(an: Phone) -> None:
    key = {"Idempotency-Key": "0b2e7a54-9d8f-4c7e-8a51-6f0e2b7d9c11"}
    an.post(REPORTS, a_report(), key)

    answer = an.post(REPORTS, a_report(description="Another lamp."), key)

    assert (answer.status, answer.json["code"]) == (422, "idempotency_key_reused")


def test_the_same_key_of_another_person_is_another_report(an: Phone, aws: Cloud) -> None:
    key = {"Idempotency-Key": "0b2e7a54-9d8f-4c7e-8a51-6f0e2b7d9c11"}

    first = an.post(REPORTS, a_report(), key).json
    second = Phone.of_citizen("binh").post(REPORTS, a_report(), key).json

    assert first["report_id"] != second["report_id"]


def test_a_key_is_forgotten_after_a_day_even_while_its_row_lingers(an: Phone) -> None:
    key = {"Idempotency-Key": "0b2e7a54-9d8f-4c7e-8a51-6f0e2b7d9c11"}
    first = an.post(REPORTS, a_report(), key).json

    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25)):
        later = Phone.of_citizen("an").post(REPORTS, a_report(), key).json

    assert later["report_id"] != first["report_id"]


def test_a_phone_that_lost_the_answer_and_repeats_has_sent_one_report(
    an: Phone, aws: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = {"Idempotency-Key": "0b2e7a54-9d8f-4c7e-8a51-6f0e2b7d9c11"}
    lose_answers(monkeypatch, 1)

    lost = an.post(REPORTS, a_report(), key)
    again = an.post(REPORTS, a_report(), key)

    assert (lost.status, again.status) == (503, 201)
    assert len(aws.items("reporters")) == len(aws.items("timeline")) == 1
    assert an.get(f"{REPORTS}/{again.json['report_id']}").json == again.json


def test_a_twin_still_in_flight_is_told_to_come_back(an: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    from pynamodb.connection.base import Connection

    def contended(*_: Any, **__: Any) -> Any:
        raise conflict()

    monkeypatch.setattr(Connection, "transact_write_items", contended)

    answer = an.post(REPORTS, a_report(), {"Idempotency-Key": "0b2e7a54-9d8f-4c7e-8a51-6f0e2b7d9c11"})

    assert (answer.status, answer.json["code"]) == (409, "in_progress")
    assert answer.headers["retry-after"] == "1"


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


def lose_answers(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Let the next writes reach the database and their answers get lost on the way back."""
    from botocore.exceptions import ReadTimeoutError
    from pynamodb.connection.base import Connection

    real = Connection.transact_write_items
    left = [times]

    def lossy(self: Any, *args: Any, **kwargs: Any) -> Any:
        answer = real(self, *args, **kwargs)
        if left[0] > 0:
            left[0] -= 1
            raise TransactWriteError("lost", ReadTimeoutError(endpoint_url="https://dynamodb.test"))
        return answer

    monkeypatch.setattr(Connection, "transact_write_items", lossy)


def conflict() -> TransactWriteError:
    from pynamodb.exceptions import CancellationReason, VerboseClientError

    response = {"Error": {"Code": "TransactionCanceledException", "Message": ""}}
    reasons = [CancellationReason(code="TransactionConflict")]
    return TransactWriteError("", VerboseClientError(response, "TransactWriteItems", cancellation_reasons=reasons))


def clock_text(moment: datetime) -> str:
    from chalicelib.shared import clock

    return clock.rfc3339(moment)
