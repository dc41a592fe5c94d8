"""Everybody's inbox: her own messages in her own language, read once and for all, and nobody else's."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from chalicelib.shared import city
from tests.boxes import DESK_INBOX, INBOX, a_letter, a_message_to, body_titles, inbox
from tests.cloud import Cloud
from tests.desks import LIGHTING
from tests.phones import Phone


def some_messages(phone: Phone, count: int) -> list[str]:
    """Put so many messages into an inbox and return their ids, the newest first."""
    return [a_message_to(phone) for _ in range(count)][::-1]


def ids_of(page: dict[str, list[dict[str, str]]]) -> list[str]:
    return [message["message_id"] for message in page["items"]]


def test_a_new_inbox_is_empty(an: Phone) -> None:
    assert inbox(an) == {"items": [], "next_cursor": None, "unread_count": 0}


def test_a_message_is_shown_in_the_language_of_whoever_reads_it(an: Phone) -> None:
    told = {"report_id": "HCM-0123456789", "promised_at": {"at": "2026-11-25T09:30:00.000Z"}}
    message_id = a_message_to(an, "report_planned", **told)

    [vietnamese], [english] = inbox(an)["items"], inbox(an, "en")["items"]

    assert vietnamese["title"] == "Đã lên kế hoạch"
    assert vietnamese["body"] == (
        "Phản ánh HCM-0123456789 đã được đưa vào kế hoạch, hạn mới: 16:30 ngày 25/11/2026."
    )  # fmt: skip
    created_at = english.pop("created_at")
    assert datetime.fromisoformat(created_at) <= datetime.now(UTC)
    assert english == {
        "message_id": message_id,
        "kind": "report",
        "title": "Planned",
        "body": "Report HCM-0123456789 is planned; it is promised by 16:30 on 25 November 2026.",
        "thing_ref": "report:HCM-0123456789",
        "read_at": None,
        "severity": "normal",
    }


def test_nobody_keeps_an_inbox_for_another(an: Phone) -> None:
    answer = an.get(INBOX, {"Accept-Language": "en"})

    assert (answer.headers["cache-control"], answer.headers["content-language"]) == ("no-store", "en")


@pytest.mark.parametrize("count", [4, 5, 6])
def test_pages_hold_every_message_once_with_the_newest_first(an: Phone, count: int) -> None:
    sent = some_messages(an, count)
    found, cursor = [], {}

    while True:
        page = inbox(an, limit=2, **cursor)
        found += ids_of(page)
        assert page["unread_count"] == count
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}

    assert found == sent


def test_the_unread_ones_are_listed_by_themselves_page_by_page(an: Phone) -> None:
    sent = some_messages(an, 5)
    an.post(f"{INBOX}/{sent[1]}/read", None)

    first = inbox(an, unread="true", limit=2)
    second = inbox(an, unread="true", limit=2, cursor=first["next_cursor"])

    assert ids_of(first) + ids_of(second) == [sent[0], *sent[2:]]
    assert (first["unread_count"], second["next_cursor"]) == (4, None)


def test_a_message_is_read_once_however_often_it_is_said(an: Phone) -> None:
    message_id = a_message_to(an)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=1), tick=False):
        first = an.post(f"{INBOX}/{message_id}/read", None)

    again = an.post(f"{INBOX}/{message_id}/read", None)

    assert (first.status, again.status) == (200, 200)
    assert first.json["read_at"]
    assert again.json == first.json == inbox(an)["items"][0]
    assert inbox(an)["unread_count"] == 0


def test_a_message_put_again_stays_read(an: Phone, aws: Cloud) -> None:
    from chalicelib.notifications.posting import service

    letters = [a_letter(an.citizen_id) for _ in range(3)]
    assert service.put(letters[:2]) == 2
    an.post(f"{INBOX}/{letters[0].message_id}/read", None)
    kept = inbox(an)["items"]

    assert service.put(letters) == 1

    assert inbox(an)["items"][1:] == kept
    assert inbox(an)["unread_count"] == 2


@pytest.mark.parametrize("way", ["another's", "unknown", "strange"])
def test_a_message_of_another_is_like_one_that_does_not_exist(an: Phone, way: str) -> None:
    own = {"another's": a_message_to(Phone.of_citizen("binh")), "unknown": "message_01KAQZ3V5J8Y2N6M4T7R9W0X1C"}

    answer = an.post(f"{INBOX}/{own.get(way, 'x' * 900)}/read", None)

    assert (answer.status, answer.json["code"]) == (404, "message_not_found")
    assert inbox(an)["items"] == []


def test_an_inbox_is_for_people_who_are_logged_in(phone: Phone) -> None:
    assert phone.get(INBOX).status == 401
    assert phone.post(f"{INBOX}/message_1/read", None).status == 401


def test_every_wrong_parameter_is_named_at_once(an: Phone) -> None:
    answer = an.get(INBOX, limit=101, unread="maybe", cursor="!", colour="red")

    assert answer.status == 422
    assert answer.wrong == {
        "/limit": "out_of_range",
        "/unread": "wrong_format",
        "/cursor": "wrong_format",
        "/colour": "unknown_parameter",
    }


def test_a_cursor_is_good_for_its_own_list_and_person_alone(an: Phone) -> None:
    some_messages(an, 3)
    binh = Phone.of_citizen("binh")
    cursor = inbox(an, limit=1)["next_cursor"]

    answers = [binh.get(INBOX, cursor=cursor), an.get(INBOX, cursor=cursor, unread="true"), an.get(INBOX, cursor="x.y")]

    assert [(each.status, each.json["code"]) for each in answers] == [(410, "cursor_expired")] * 3


@pytest.mark.long
def test_messages_are_counted_up_to_a_thousand(an: Phone) -> None:
    from chalicelib.notifications.posting import service

    service.put([a_letter(an.citizen_id) for _ in range(1003)])

    assert inbox(an, limit=1)["unread_count"] == 1000


def test_a_message_is_kept_for_as_long_as_the_city_says(an: Phone, aws: Cloud) -> None:
    a_message_to(an)

    [row] = aws.items("messages")

    kept = float(row["expires_at"]["N"]) - datetime.fromisoformat(row["created_at"]["S"]).timestamp()
    assert kept == pytest.approx(city.load("city")["retention_days"]["messages"] * 86400, abs=1)


def test_a_row_keeps_a_notices_code_and_values_and_no_words(an: Phone, aws: Cloud) -> None:
    a_message_to(an)

    [row] = aws.items("messages")

    assert (row["code"]["S"], row["values"]["S"]) == ("report_withdrawn", '{"report_id":"HCM-0123456789"}')
    assert "title" not in row


def test_a_letter_that_could_not_be_read_is_put_into_no_box(an: Phone, aws: Cloud) -> None:
    from chalicelib.notifications.posting import service
    from chalicelib.notifications.service import Wordless

    good, bad = a_letter(an.citizen_id), a_letter(an.citizen_id, "report_planned")

    with pytest.raises(Wordless):
        service.put([good, bad])

    assert aws.items("messages") == []


def test_one_old_message_that_nobody_has_words_for_closes_no_inbox(an: Phone, aws: Cloud) -> None:
    from chalicelib.notifications.models import InboxMessage

    a_message_to(an)
    InboxMessage.of(a_letter(an.citizen_id, "a_notice_of_last_year")).save()

    lost, told = inbox(an, "en")["items"]

    assert (lost["title"], lost["body"]) == ("There is news", "HCM-0123456789")
    assert told["title"] == "Report withdrawn"


@pytest.mark.parametrize("role", ["operator", "handler", "supervisor"])
def test_officers_share_the_box_of_their_body_and_no_other(aws: Cloud, role: str) -> None:
    from chalicelib.notifications.posting import service
    from chalicelib.notifications.service import box_of_body

    boxes = [box_of_body(LIGHTING), box_of_body("so-xay-dung")]
    service.put([a_letter(boxes[0], "case_withdrawn"), a_letter(boxes[1], "case_commented")])
    officer = Phone.of_staff(role, body_id=LIGHTING)

    page = officer.get(DESK_INBOX).json

    assert page.keys() == {"items", "next_cursor"}
    assert [message["read_at"] for message in page["items"]] == [None]
    assert body_titles(officer) == ["Report withdrawn"]


def test_a_look_into_a_bodys_box_is_recorded(aws: Cloud) -> None:
    from chalicelib.notifications.posting import service
    from chalicelib.notifications.service import box_of_body

    letter = a_letter(box_of_body(LIGHTING), "case_withdrawn")
    service.put([letter])
    officer = Phone.of_staff("handler", body_id=LIGHTING)

    officer.get(DESK_INBOX)

    [row] = aws.items("audit")
    assert (row["about"]["S"], row["actor"]["S"]) == (f"body:{LIGHTING}", officer.citizen_id)
    assert letter.message_id in row["seen"]["S"]


def test_nobody_marks_what_a_body_was_told_as_read(aws: Cloud) -> None:
    from chalicelib.notifications.posting import service
    from chalicelib.notifications.service import box_of_body

    letter = a_letter(box_of_body(LIGHTING), "case_withdrawn")
    service.put([letter])
    officer = Phone.of_staff("handler", body_id=LIGHTING)

    assert officer.post(f"{INBOX}/{letter.message_id}/read", None).status == 404
    assert [item for item in aws.items("messages") if "unread_of" in item or "read_at" in item] == []


@pytest.mark.parametrize("role", ["editor", "approver", "admin"])
def test_who_handles_no_reports_reads_no_bodys_box(aws: Cloud, role: str) -> None:
    assert Phone.of_staff(role).get(DESK_INBOX).status == 403
