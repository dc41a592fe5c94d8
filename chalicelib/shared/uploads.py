"""Files of people and of the city in S3: doors for phones to upload and download, and what the workers need.

Nothing else talks to S3. Phones never hold a right of their own: each upload and each look is signed for one key.
"""

from functools import cache
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError

from chalicelib.shared import aws, settings

_GONE = ("NoSuchKey", "404")


def ticket(bucket: str, key: str, content_type: str, largest: int, seconds: int) -> dict[str, Any]:
    """Return `url` and `fields` of a form with which one file of this key, type and size may be sent, for a while."""
    given: dict[str, Any] = _s3().generate_presigned_post(
        Bucket=settings.bucket(bucket),
        Key=key,
        Fields={"Content-Type": content_type},
        Conditions=[{"Content-Type": content_type}, ["content-length-range", 1, largest]],
        ExpiresIn=seconds,
    )
    return {"url": given["url"], "fields": given["fields"]}


def link(bucket: str, key: str, seconds: int) -> str:
    """Return an address under which anybody may read one file for a while; nothing is asked of S3."""
    place = {"Bucket": settings.bucket(bucket), "Key": key}
    signed: str = _s3().generate_presigned_url("get_object", Params=place, ExpiresIn=seconds)
    return signed


def read(bucket: str, key: str, limit: int) -> bytes | None:
    """Return at most so many bytes of a file; None when there is no such file."""
    try:
        answer = _s3().get_object(Bucket=settings.bucket(bucket), Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] in _GONE:
            return None
        raise
    with answer["Body"] as body:
        content: bytes = body.read(limit)
    return content


def write(bucket: str, key: str, content: bytes, content_type: str, cache_control: str) -> None:
    """Put a file that browsers show and do not store under a name of its own; the same key again replaces it."""
    _s3().put_object(
        Bucket=settings.bucket(bucket),
        Key=key,
        Body=content,
        ContentType=content_type,
        CacheControl=cache_control,
        ContentDisposition="inline",
    )


def delete(bucket: str, *keys: str) -> None:
    """Delete files; one that is gone already is no mistake."""
    for key in keys:
        _s3().delete_object(Bucket=settings.bucket(bucket), Key=key)


@cache
def _s3() -> Any:
    # Signed for the region's own address: the global one redirects, and a form cannot follow.
    own = Config(signature_version="s3v4", s3={"us_east_1_regional_endpoint": "regional"})
    return aws.session().create_client("s3", config=aws.config().merge(own))
