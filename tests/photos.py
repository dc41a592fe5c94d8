"""Photos on their way, as the tests of the API need them: tickets, uploads, the worker's runs, the bucket."""

import json
from typing import Any
from urllib.parse import quote_plus

from chalicelib.feedback.pictures import service, workflow
from chalicelib.feedback.pictures.models import Photo
from chalicelib.shared.tables import transaction
from tests.cloud import Cloud
from tests.phones import Phone

PHOTOS = "/v1/feedback/photos"
BUCKET = "city-test-photos-123456789012-ap-southeast-1"
REPORT = "HCM-000000000"


def ticket(phone: Phone, content_type: str = "image/jpeg", size: int = 500_000) -> dict[str, Any]:
    heard = phone.post(PHOTOS, {"content_type": content_type, "size": size})
    assert heard.status == 201, heard.text
    given: dict[str, Any] = heard.json
    return given


def uploaded(aws: Cloud, phone: Phone, data: bytes, content_type: str = "image/jpeg") -> str:
    """Have a phone upload a file; return its photo_id."""
    given = ticket(phone, content_type)
    aws.client("s3").put_object(Bucket=BUCKET, Key=given["upload"]["fields"]["key"], Body=data)
    return str(given["photo_id"])


def told(*photo_ids: str) -> dict[str, Any]:
    """Return what the queue hands to the worker once S3 has files of these photos."""
    bodies = [{"Records": [{"s3": {"object": {"key": quote_plus(f"incoming/{each}")}}}]} for each in photo_ids]
    return {"Records": [{"messageId": str(place), "body": json.dumps(body)} for place, body in enumerate(bodies)]}


def work(*photo_ids: str) -> list[str]:
    """Run the worker; return the messages that it gives back."""
    answer = workflow.photo_worker(told(*photo_ids), None)
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def keys(aws: Cloud) -> set[str]:
    return {each["Key"] for each in aws.client("s3").list_objects_v2(Bucket=BUCKET).get("Contents", ())}


def row(photo_id: str) -> Photo:
    return Photo.get(photo_id)


def attach(photo_ids: list[str], owner: str, report_id: str = REPORT, kind: str = "before") -> None:
    with transaction() as writing:
        service.attach(writing, photo_ids, owner, report_id, kind)
