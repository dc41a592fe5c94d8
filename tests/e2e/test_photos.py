"""A photo's way through the whole city: ticket, form, S3, queue, worker in a function of its own, clean files."""

import json
import time
import urllib.error
import urllib.request
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from tests import pictures

if TYPE_CHECKING:
    from tests.e2e.conftest import RunningCity


def announced(city: "RunningCity", content_type: str, size: int) -> dict[str, Any]:
    answer = city.ask("POST", "/v1/feedback/photos", {"content_type": content_type, "size": size}, token=city.token())
    assert answer.status == 201, answer.text
    ticket: dict[str, Any] = answer.json
    return ticket


def sent(ticket: dict[str, Any], data: bytes, **changes: str) -> int:
    """Send a file as a browser sends a form; return S3's answer."""
    boundary, fields = uuid.uuid4().hex, {**ticket["upload"]["fields"], **changes}
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
             for name, value in fields.items()]  # fmt: skip
    file = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
    body = ("".join(parts) + file).encode() + data + f"\r\n--{boundary}--\r\n".encode()
    form = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(urllib.request.Request(ticket["upload"]["url"], body, form), timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def settled(city: "RunningCity", photo_id: str) -> dict[str, Any]:
    """Wait until the worker has judged a photo; return its row."""
    table, tables = city.outputs["TablePhotos"], city.client("dynamodb")
    until = time.monotonic() + 60
    while time.monotonic() < until:
        row: dict[str, Any] = tables.get_item(TableName=table, Key={"photo_id": {"S": photo_id}})["Item"]
        if row["status"]["S"] != "uploaded":
            return {name: next(iter(value.values())) for name, value in row.items()}
        time.sleep(0.2)
    raise AssertionError("no worker came")


def keys(city: "RunningCity", photo_id: str) -> set[str]:
    listed = city.client("s3").list_objects_v2(Bucket=city.outputs["BucketPhotos"]).get("Contents", ())
    return {each["Key"] for each in listed if photo_id in each["Key"]}


def once_gone(city: "RunningCity", photo_id: str) -> set[str]:
    """Wait until the original is gone, the worker's last step; return what is left."""
    until = time.monotonic() + 20
    while f"incoming/{photo_id}" in (left := keys(city, photo_id)) and time.monotonic() < until:
        time.sleep(0.1)
    return left


@pytest.mark.parametrize("kind", pictures.TYPES)
def test_an_uploaded_picture_is_clean_after_a_moment(city: "RunningCity", kind: str) -> None:
    data = pictures.saved(pictures.upright(), kind, exif=pictures.exif(6))
    ticket = announced(city, pictures.TYPES[kind], len(data))

    assert sent(ticket, data) in (200, 201, 204)

    photo_id = ticket["photo_id"]
    assert settled(city, photo_id)["status"] == "clean"
    assert once_gone(city, photo_id) == {f"clean/{photo_id}.jpg", f"thumb/{photo_id}.jpg"}
    held = city.client("s3").get_object(Bucket=city.outputs["BucketPhotos"], Key=f"clean/{photo_id}.jpg")
    assert held["ContentType"] == "image/jpeg"
    assert b"Canon" not in held["Body"].read()


def test_a_polyglot_is_refused_and_gone_after_a_moment(city: "RunningCity") -> None:
    data = pictures.saved(pictures.upright()) + pictures.archive()
    ticket = announced(city, "image/jpeg", len(data))

    assert sent(ticket, data) in (200, 201, 204)

    found = settled(city, ticket["photo_id"])
    assert (found["status"], found["reason"]) == ("refused", "trailing_data")
    assert once_gone(city, ticket["photo_id"]) == set()


def test_s3_takes_no_file_that_the_ticket_does_not_allow(city: "RunningCity") -> None:
    data = pictures.saved(pictures.upright())

    assert sent(announced(city, "image/jpeg", len(data) - 1), data) in (400, 403)
    assert sent(announced(city, "image/jpeg", len(data)), data, **{"Content-Type": "text/html"}) == 403
    assert sent(announced(city, "image/jpeg", len(data)), data, key="clean/mine.jpg") == 403


def test_nobody_reads_the_bucket_without_a_signature(city: "RunningCity") -> None:
    bucket = city.outputs["BucketPhotos"]
    closed = city.client("s3").get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]

    assert set(closed.values()) == {True}


def test_decoders_of_pictures_are_with_the_worker_alone(city: "RunningCity") -> None:
    functions = city.client("lambda").list_functions(MaxItems=100)["Functions"]

    assert [each["FunctionName"] for each in functions if each.get("Layers")] == ["city-local-photo-worker"]
    assert "Pillow" not in json.dumps([each["Handler"] for each in functions])
