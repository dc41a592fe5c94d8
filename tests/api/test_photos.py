"""Photos from the ticket to the clean picture: uploaded by form, made clean by the worker, refused with a reason."""

import base64
import json
import re
from typing import Any

import pytest
import time_machine
from PIL import Image

from chalicelib.feedback.pictures import workflow
from chalicelib.feedback.pictures.models import Photo
from tests import pictures
from tests.cloud import Cloud
from tests.phones import Phone
from tests.photos import BUCKET, PHOTOS, keys, row, ticket, told, uploaded, work


def test_a_ticket_lets_one_file_of_one_kind_and_size_in_for_an_hour(aws: Cloud) -> None:
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False):
        given = ticket(Phone.of_citizen("an"), "image/png", 12_345)

    assert re.fullmatch(r"photo_[0-9A-HJKMNP-TV-Z]{26}", given["photo_id"])
    assert given["expires_at"] == "2026-11-23T09:00:00.000Z"
    policy = json.loads(base64.b64decode(given["upload"]["fields"]["policy"]))
    assert policy["expiration"] == "2026-11-23T09:00:00Z"
    assert {"bucket": BUCKET} in policy["conditions"]
    assert {"key": f"incoming/{given['photo_id']}"} in policy["conditions"]
    assert {"Content-Type": "image/png"} in policy["conditions"]
    assert ["content-length-range", 1, 12_345] in policy["conditions"]
    # Whoever adds a field that no condition names is refused by S3: no public file, no page in place of a picture.
    named = {name for each in policy["conditions"] if isinstance(each, dict) for name in each}
    assert named | {"policy", "x-amz-signature"} == {*given["upload"]["fields"], "bucket"}
    assert BUCKET in given["upload"]["url"] and "ap-southeast-1" in given["upload"]["url"]


def test_a_ticket_costs_one_call_and_names_nobody(aws: Cloud, an: Phone) -> None:
    aws.calls.clear()

    given = ticket(an)

    assert aws.calls == ["PutItem"]
    assert an.citizen_id not in json.dumps(given)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"content_type": "image/gif"}, {"/content_type": "not_one_of"}),
        ({"content_type": "image/svg+xml"}, {"/content_type": "not_one_of"}),
        ({"size": 0}, {"/size": "out_of_range"}),
        ({"size": 10 * 1024 * 1024 + 1}, {"/size": "out_of_range"}),
        ({"size": "1"}, {"/size": "not_a_whole_number"}),
        ({"name": "x.jpg"}, {"/name": "unknown_field"}),
    ],
)
def test_a_ticket_is_refused_with_every_wrong_field(an: Phone, changes: dict[str, Any], wrong: dict[str, str]) -> None:
    heard = an.post(PHOTOS, {"content_type": "image/jpeg", "size": 1000, **changes})

    assert (heard.status, heard.wrong) == (422, wrong)


def test_a_stranger_gets_no_ticket(phone: Phone) -> None:
    assert phone.post(PHOTOS, {"content_type": "image/jpeg", "size": 1000}).status == 401


@pytest.mark.parametrize("kind", pictures.TYPES)
def test_an_uploaded_picture_becomes_clean_and_its_original_goes(aws: Cloud, an: Phone, kind: str) -> None:
    photo_id = uploaded(aws, an, pictures.saved(pictures.upright(), kind), pictures.TYPES[kind])

    assert work(photo_id) == []

    assert keys(aws) == {f"clean/{photo_id}.jpg", f"thumb/{photo_id}.jpg"}
    found = row(photo_id)
    assert (found.status, found.width, found.height, found.reason) == ("clean", 120, 80, None)


def test_clean_files_are_kept_for_browsers_to_show(aws: Cloud, an: Phone) -> None:
    photo_id = uploaded(aws, an, pictures.saved(pictures.upright(), exif=pictures.exif()))

    work(photo_id)

    for folder in ("clean", "thumb"):
        held = aws.client("s3").get_object(Bucket=BUCKET, Key=f"{folder}/{photo_id}.jpg")
        assert held["ContentType"] == "image/jpeg"
        assert held["ContentDisposition"] == "inline"
        assert held["CacheControl"] == "private, max-age=31536000, immutable"
        assert b"Nguyen Van An" not in held["Body"].read()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<html>", "type_unknown"),
        (pictures.saved(pictures.upright(), "PNG"), "type_mismatch"),
        (pictures.saved(pictures.upright())[:-300], "truncated"),
        (pictures.saved(pictures.upright()) + pictures.archive(), "trailing_data"),
        (pictures.jpeg_of(65_000, 65_000), "too_many_pixels"),
    ],
)
def test_what_is_no_picture_is_refused_with_its_reason_and_goes(
    aws: Cloud, an: Phone, data: bytes, reason: str
) -> None:
    photo_id = uploaded(aws, an, data)

    assert work(photo_id) == []

    assert (row(photo_id).status, row(photo_id).reason) == ("refused", reason)
    assert keys(aws) == set()


def test_the_same_event_twice_changes_nothing(aws: Cloud, an: Phone) -> None:
    photo_id = uploaded(aws, an, pictures.saved(pictures.upright()))

    assert work(photo_id, photo_id) == []

    assert row(photo_id).status == "clean"
    assert len(keys(aws)) == 2


def test_a_second_file_under_a_used_ticket_is_thrown_away(aws: Cloud, an: Phone) -> None:
    photo_id = uploaded(aws, an, pictures.saved(pictures.upright()))
    work(photo_id)
    before = aws.client("s3").get_object(Bucket=BUCKET, Key=f"clean/{photo_id}.jpg")["Body"].read()
    other = pictures.saved(Image.new("RGB", (90, 90)))
    aws.client("s3").put_object(Bucket=BUCKET, Key=f"incoming/{photo_id}", Body=other)

    assert work(photo_id) == []

    assert aws.client("s3").get_object(Bucket=BUCKET, Key=f"clean/{photo_id}.jpg")["Body"].read() == before
    assert f"incoming/{photo_id}" not in keys(aws)


def test_a_file_that_is_gone_and_one_of_nobody_are_passed_over(aws: Cloud, an: Phone) -> None:
    photo_id = ticket(an)["photo_id"]
    stray = "photo_" + "0" * 26
    aws.client("s3").put_object(Bucket=BUCKET, Key=f"incoming/{stray}", Body=b"x")

    assert work(photo_id, stray) == []
    assert workflow.photo_worker({"Records": [{"messageId": "1", "body": '{"Event": "s3:TestEvent"}'}]}, None) == {
        "batchItemFailures": []
    }

    assert keys(aws) == set()
    assert row(photo_id).status == "uploaded"


@pytest.mark.parametrize("step", ["write", "settle", "delete"])
def test_a_worker_that_dies_halfway_is_finished_by_the_next(
    aws: Cloud, an: Phone, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.shared import uploads

    photo_id = uploaded(aws, an, pictures.saved(pictures.upright()))

    def dies(*_: Any, **__: Any) -> None:
        raise TimeoutError

    with monkeypatch.context() as dying:
        dying.setattr(Photo if step == "settle" else uploads, step, dies)
        assert work(photo_id) == ["0"]
    assert work(photo_id) == []

    assert row(photo_id).status == "clean"
    assert keys(aws) == {f"clean/{photo_id}.jpg", f"thumb/{photo_id}.jpg"}


def test_a_message_that_fails_does_not_take_its_neighbours_along(aws: Cloud, an: Phone) -> None:
    good = uploaded(aws, an, pictures.saved(pictures.upright()))
    event = told(good, good)
    event["Records"][0]["body"] = "no json"

    assert workflow.photo_worker(event, None)["batchItemFailures"] == [{"itemIdentifier": "0"}]
    assert row(good).status == "clean"
