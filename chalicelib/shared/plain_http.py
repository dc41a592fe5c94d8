"""Fetch public objects over plain HTTP(S), without the AWS SDK: what look-up functions read comes this way."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

# For so long nothing may be heard.
SECONDS = 5.0
_PIECE = 1 << 20


class Unreachable(OSError):
    """Nobody answered, or not whole; says what was tried, never a query string."""


class TooMuch(ValueError):
    """More came than was announced."""


class Fetched(NamedTuple):
    """An answer: its status, its ETag and its body, which is empty for 304 and for refusals."""

    status: int
    etag: str | None
    body: bytes


def get(url: str, largest: int, headers: Mapping[str, str] | None = None, seconds: float = SECONDS) -> Fetched:
    """Return what lies at an address; raise Unreachable when nobody answers, TooMuch beyond so many bytes."""
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    try:
        with urlopen(Request(url, headers=dict(headers or {})), timeout=seconds) as answer:  # noqa: S310 - our own base
            body = answer.read(largest + 1)
            if len(body) > largest:
                raise TooMuch(f"{url} is larger than {largest} bytes")
            _check_whole(url, answer)
            return Fetched(answer.status, answer.headers.get("ETag"), body)
    except HTTPError as refused:
        refused.close()
        return Fetched(refused.code, None, b"")
    except (OSError, HTTPException) as error:
        raise Unreachable(f"{url}: {type(error).__name__}") from error


def download(url: str, path: Path, size: int, seconds: float = SECONDS) -> None:
    """Write what lies at an address into a file, in pieces; raise Unreachable when it does not come whole.

    Raise TooMuch beyond `size` bytes. A file that was begun is left to the caller.
    """
    from http.client import HTTPException
    from urllib.request import urlopen

    try:
        with urlopen(url, timeout=seconds) as answer, path.open("wb") as file:  # noqa: S310 - our own base
            while piece := answer.read(_PIECE):
                file.write(piece)
                if file.tell() > size:
                    raise TooMuch(f"{url} is larger than {size} bytes")
            _check_whole(url, answer)
    except (OSError, HTTPException) as error:
        raise Unreachable(f"{url}: {type(error).__name__}") from error


def _check_whole(url: str, answer: Any) -> None:
    # Read in pieces, an answer that breaks off looks like one that ends.
    if answer.length:
        raise Unreachable(f"{url}: {answer.length} bytes are missing")
