"""Sending a report with photos, and who sees them when."""

from typing import Any

import pytest

from tests import pictures
from tests.builders import a_report
from tests.cloud import Cloud
from tests.phones import Phone
from tests.photos import ticket, uploaded, work

REPORTS = "/v1/feedback/reports"
KEY = {"Idempotency-Key": "0b2e7a54-9d8f-4c7e-8a51-6f0e2b7d9c11"}
A_PICTURE = pictures.saved(pictures.upright())


def shown(phone: Phone, report_id: str) -> list[tuple[str, str, str, bool]]:
    photos: list[dict[str, Any]] = phone.get(f"{REPORTS}/{report_id}").json["photos"]
    return [(each["photo_id"], each["kind"], each["status"], bool(each["url"])) for each in photos]


def test_a_photo_is_its_senders_at_once_and_everybodys_when_it_is_clean(aws: Cloud, an: Phone, phone: Phone) -> None:
    photo_id = uploaded(aws, an, A_PICTURE)
    report_id = an.post(REPORTS, a_report(photo_ids=[photo_id])).json["report_id"]

    assert shown(an, report_id) == [(photo_id, "before", "uploaded", False)]
    assert shown(phone, report_id) == []
    work(photo_id)
    assert shown(an, report_id) == shown(phone, report_id) == [(photo_id, "before", "clean", True)]


def test_a_refused_photo_is_shown_to_its_sender_with_the_reason_alone(aws: Cloud, an: Phone, phone: Phone) -> None:
    photo_id = uploaded(aws, an, b"no picture at all")
    report_id = an.post(REPORTS, a_report(photo_ids=[photo_id])).json["report_id"]

    work(photo_id)

    (photo,) = an.get(f"{REPORTS}/{report_id}").json["photos"]
    assert (photo["status"], photo["reason"], photo["url"]) == ("refused", "type_unknown", None)
    assert shown(phone, report_id) == []


def test_a_report_repeated_with_its_photos_is_one_report(aws: Cloud, an: Phone) -> None:
    sent = a_report(photo_ids=[ticket(an)["photo_id"]])

    first, again = an.post(REPORTS, sent, KEY), an.post(REPORTS, sent, KEY)

    assert (first.status, again.status) == (201, 201)
    assert again.json == first.json
    assert len(aws.items("reporters")) == 1


@pytest.mark.parametrize("key", [{}, KEY], ids=["without a key", "with a key"])
@pytest.mark.parametrize("whose", ["nobody's", "another's", "used"])
def test_a_report_takes_no_photo_that_is_not_the_senders_to_give(
    aws: Cloud, an: Phone, whose: str, key: dict[str, str]
) -> None:
    used = ticket(an)["photo_id"]
    an.post(REPORTS, a_report(photo_ids=[used]))
    other = ticket(Phone.of_citizen("binh"))["photo_id"]
    named = {"nobody's": "photo_01KAQZ3V5J8Y2N6M4T7R9W0X1C", "another's": other, "used": used}[whose]

    answer = an.post(REPORTS, a_report(photo_ids=[named]), key)

    assert (answer.status, list(answer.wrong)) == (422, ["/photo_ids/0"])
    assert len(aws.items("reporters")) == 1


def test_one_photo_cannot_be_named_twice_nor_six_be_sent(an: Phone) -> None:
    photo_id = ticket(an)["photo_id"]

    assert an.post(REPORTS, a_report(photo_ids=[photo_id, photo_id])).wrong == {"/photo_ids": "photo_used"}
    assert an.post(REPORTS, a_report(photo_ids=[photo_id] * 6)).wrong == {"/photo_ids": "too_many_items"}


def test_a_category_that_demands_a_photo_takes_no_report_without_one(an: Phone) -> None:
    answers = {"offender_plate": "59A1-23456", "offence_at": "2026-11-20T08:00:00+07:00"}
    bare = a_report(category_code="traffic_offence", answers=answers)

    assert an.post(REPORTS, bare).wrong == {"/photo_ids": "missing"}
    assert an.post(REPORTS, {**bare, "photo_ids": [ticket(an)["photo_id"]]}).status == 201
