"""Files of people and of the city in S3: doors for phones to upload and download, and what the workers need.

Nothing else talks to S3. Phones never hold a right of their own: each upload and each look is signed for one key.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.shared import aws, settings

_GONE = ("NoSuchKey", "404")
_PIECE = 1 << 20


class NotGiven(OSError):
    """S3 gives no such file to this function, or does not answer, or not to the end."""


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


def given(bucket: str, key: str, largest: int) -> bytes:
    """Return a small file that this function may get; raise NotGiven, ValueError when it is larger."""
    with _opened(bucket, key) as body:
        content: bytes = body.read(largest + 1)
    if len(content) > largest:
        raise ValueError(f"{key} is larger than {largest} bytes")
    return content


def bring(bucket: str, key: str, path: Path, largest: int) -> None:
    """Write a file to disk, in pieces; raise NotGiven, ValueError when it is larger. A part is left to the caller."""
    with _opened(bucket, key) as body, path.open("wb") as file:
        while piece := body.read(_PIECE):
            file.write(piece)
            if file.tell() > largest:
                raise ValueError(f"{key} is larger than {largest} bytes")


@contextmanager
def _opened(bucket: str, key: str) -> Iterator[Any]:
    try:
        with _s3().get_object(Bucket=settings.bucket(bucket), Key=key)["Body"] as body:
            yield body
    except (BotoCoreError, ClientError) as error:
        raise NotGiven(f"{key}: {type(error).__name__}") from error


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
