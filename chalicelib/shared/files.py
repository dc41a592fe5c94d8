"""Large files in S3, to and from the disk of a worker: nothing of them is ever held in memory whole."""

from functools import cache
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError

from chalicelib.shared import aws, settings

# S3 answers a large file only once it has it all, and nobody waits at a phone for a worker.
_READ_SECONDS = 60
_PIECE = 1 << 20
_GONE = frozenset({"NoSuchKey", "404"})


def fetch(bucket: str, key: str, path: Path, etag: str | None = None) -> bool:
    """Bring a file to disk; return False when it is gone, or is no longer the one with this tag."""
    answer = _open(bucket, key)
    if answer is None:
        return False
    with answer["Body"] as body:
        if etag is not None and str(answer["ETag"]).strip('"') != etag:
            return False
        with path.open("wb") as file:
            while piece := body.read(_PIECE):
                file.write(piece)
    return True


def send(bucket: str, key: str, path: Path, content_type: str, cache_control: str = "no-store") -> None:
    """Put a file from disk; the same key again replaces it."""
    with path.open("rb") as file:
        put(bucket, key, file, content_type, cache_control)


def put(bucket: str, key: str, content: Any, content_type: str, cache_control: str = "no-store") -> None:
    """Put bytes, or what an open file holds; S3 refuses them when they arrive changed."""
    _s3().put_object(
        Bucket=settings.bucket(bucket),
        Key=key,
        Body=content,
        ContentType=content_type,
        CacheControl=cache_control,
        ChecksumAlgorithm="SHA256",
    )


def read(bucket: str, key: str) -> bytes | None:
    """Return a small file; None when there is none."""
    answer = _open(bucket, key)
    if answer is None:
        return None
    with answer["Body"] as body:
        content: bytes = body.read()
    return content


def delete(bucket: str, key: str) -> None:
    """Delete a file; one that is gone already is no mistake."""
    _s3().delete_object(Bucket=settings.bucket(bucket), Key=key)


def _open(bucket: str, key: str) -> Any:
    try:
        return _s3().get_object(Bucket=settings.bucket(bucket), Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] in _GONE:
            return None
        raise


@cache
def _s3() -> Any:
    own = Config(read_timeout=_READ_SECONDS, s3={"us_east_1_regional_endpoint": "regional"})
    return aws.session().create_client("s3", config=aws.config().merge(own))
