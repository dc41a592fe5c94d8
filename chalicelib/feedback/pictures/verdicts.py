"""What the look into a file comes to: its measures, or the reason why it is refused."""

from dataclasses import dataclass
from typing import Literal

Reason = Literal[
    "too_large",
    "type_unknown",
    "type_mismatch",
    "too_many_pixels",
    "animated",
    "trailing_data",
    "truncated",
    "broken",
]

# What a file may be; the formats are told by their first bytes, never by a name.
CONTENT_TYPES = ("image/jpeg", "image/png", "image/webp", "image/heic")
MAX_BYTES = 10 * 1024 * 1024
# Reduced while decoding, a jpeg needs no more memory for more pixels; the others are decoded whole.
MAX_PIXELS_JPEG = 110_000_000
MAX_PIXELS = 25_000_000
# A picture of few pixels in one endless line would cost as much in every row as others do as a whole.
MAX_SIDE = 20_000


class Unfit(Exception):
    """The file is no picture that we take."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(frozen=True)
class Header:
    """What a file says of itself before anything of it is decoded.

    `end` is where the picture's own bytes end; `orientation` is Exif's, 1 where none is given outside Exif.
    """

    content_type: str
    width: int
    height: int
    end: int
    exif: bytes = b""
    icc: bytes = b""


def check_pixels(width: int, height: int, limit: int = MAX_PIXELS, side: int = MAX_SIDE) -> None:
    """Refuse a picture without pixels or with more than we decode."""
    if width < 1 or height < 1:
        raise Unfit("broken")
    if width * height > limit or max(width, height) > side:
        raise Unfit("too_many_pixels")
