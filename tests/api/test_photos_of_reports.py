"""Photos in reports: whose may go into which, how they are shown, and what becomes of those that nobody used."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from chalicelib.feedback.pictures import service, workflow
from chalicelib.feedback.pictures.models import Photo
from chalicelib.shared import clock
from chalicelib.shared.tables import Refused
from tests import pictures
from tests.cloud import Cloud
from tests.phones import Phone
from tests.photos import REPORT, attach, keys, row, ticket, uploaded, work


def test_addresses_are_given_only_for_what_is_clean(aws: Cloud, an: Phone) -> None:
    waiting = ticket(an)["photo_id"]
    clean, refused = uploaded(aws, an, pictures.saved(pictures.upright())), uploaded(aws, an, b"nothing")
    work(clean, refused)
    aws.calls.clear()

    views = {each.photo_id: each for each in service.shown(service.of_ids([waiting, clean, refused, "photo_none"]))}

    assert aws.calls == ["BatchGetItem"]
    assert [views[each].status for each in (waiting, clean, refused)] == ["uploaded", "clean", "refused"]
    for each in (waiting, refused):
        assert (views[each].url, views[each].thumbnail_url) == (None, None)
    assert f"/clean/{clean}.jpg?" in str(views[clean].url)
    assert f"/thumb/{clean}.jpg?" in str(views[clean].thumbnail_url)
    assert "X-Amz-Expires=3600" in str(views[clean].url)


def test_a_photo_goes_into_one_report_and_forgets_who_sent_it(aws: Cloud, an: Phone) -> None:
    photo_id = ticket(an)["photo_id"]
    assert service.attachable([photo_id], an.citizen_id) == []

    attach([photo_id], an.citizen_id)

    kept = row(photo_id)
    assert (kept.report_id, kept.kind, kept.citizen_id, kept.expires_at, kept.unused) == (REPORT, "before", *[None] * 3)
    assert an.citizen_id not in json.dumps(aws.items("photos"))
    with pytest.raises(Refused):
        attach([photo_id], an.citizen_id, "HCM-111111111")
    assert [each.code for each in service.attachable([photo_id], an.citizen_id)] == ["photo_used"]


def test_an_attached_photo_still_becomes_clean(aws: Cloud, an: Phone) -> None:
    photo_id = uploaded(aws, an, pictures.saved(pictures.upright()))
    attach([photo_id], an.citizen_id, kind="after")

    work(photo_id)

    [view] = service.shown(service.of_ids([photo_id]))
    assert (view.status, view.kind, bool(view.url)) == ("clean", "after", True)


def test_somebody_elses_photo_cannot_be_attached(an: Phone) -> None:
    photo_id = ticket(an)["photo_id"]
    stranger = Phone.of_citizen("binh").citizen_id

    with pytest.raises(Refused):
        attach([photo_id], stranger)

    wrong = service.attachable([photo_id, "photo_none"], stranger)
    assert [(each.pointer, each.code) for each in wrong] == [
        ("/photo_ids/0", "unknown_photo"), ("/photo_ids/1", "unknown_photo"),
    ]  # fmt: skip


def test_a_refused_photo_and_the_same_one_twice_cannot_be_attached(aws: Cloud, an: Phone) -> None:
    refused, good = uploaded(aws, an, b"nothing"), ticket(an)["photo_id"]
    work(refused)

    with pytest.raises(Refused):
        attach([refused], an.citizen_id)
    wrong = service.attachable([refused, good, good], an.citizen_id)
    assert {each.pointer: each.code for each in wrong} == {
        "/photo_ids/0": "photo_refused", "/photo_ids/2": "photo_used",
    }  # fmt: skip


def test_a_photo_that_no_report_took_within_a_day_is_over(aws: Cloud, an: Phone) -> None:
    photo_id = uploaded(aws, an, pictures.saved(pictures.upright()))

    with time_machine.travel(clock.now() + timedelta(hours=24, seconds=1)):
        with pytest.raises(Refused):
            attach([photo_id], an.citizen_id)
        assert [each.code for each in service.attachable([photo_id], an.citizen_id)] == ["photo_expired"]


def test_unused_photos_are_swept_away_with_their_files_and_used_ones_are_not(aws: Cloud, an: Phone) -> None:
    unused, used = (uploaded(aws, an, pictures.saved(pictures.upright())) for _ in range(2))
    work(unused, used)
    attach([used], an.citizen_id)

    with time_machine.travel(clock.now() + timedelta(hours=23)):
        workflow.photo_sweeper({}, None)
        assert len(keys(aws)) == 4
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        workflow.photo_sweeper({}, None)
        workflow.photo_sweeper({}, None)

    assert keys(aws) == {f"clean/{used}.jpg", f"thumb/{used}.jpg"}
    assert [each["photo_id"]["S"] for each in aws.items("photos")] == [used]


def test_what_a_worker_makes_of_a_photo_that_was_swept_meanwhile_goes_too(
    aws: Cloud, an: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.feedback.pictures import cleaning

    photo_id = uploaded(aws, an, pictures.saved(pictures.upright()))
    clean = cleaning.clean

    def swept(data: bytes, content_type: str) -> Any:
        Photo(photo_id).delete()
        return clean(data, content_type)

    monkeypatch.setattr(cleaning, "clean", swept)

    assert work(photo_id) == []
    assert keys(aws) == set()
    assert aws.items("photos") == []
