"""Look into a WebP file (RFC 9649) without decoding it: its measures and blocks."""

import struct
from collections.abc import Iterator

from chalicelib.feedback.pictures import trailers
from chalicelib.feedback.pictures.verdicts import Header, Unfit, check_pixels

_ANIMATION = 0x02


def is_webp(data: bytes) -> bool:
    """Tell whether a file begins as a WebP does."""
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def look(data: bytes) -> Header:
    """Return a WebP's measures; raise Unfit when it is broken, cut short, moving, or too large to decode."""
    end = 8 + int(struct.unpack_from("<I", data, 4)[0])
    end += end % 2
    if end > len(data):
        raise Unfit("truncated")
    if end < len(data):
        raise Unfit("trailing_data")
    trailers.check_whole(data)
    blocks: dict[bytes, bytes] = {}
    sizes = []
    for kind, body in _blocks(data, end):
        if kind in (b"ANIM", b"ANMF") or (kind == b"VP8X" and body[:1] and body[0] & _ANIMATION):
            raise Unfit("animated")
        if kind in (b"VP8X", b"VP8 ", b"VP8L"):
            sizes.append(_size(kind, body))
        blocks.setdefault(kind, body)
    if not blocks.keys() & {b"VP8 ", b"VP8L"}:
        raise Unfit("broken")
    for width, height in sizes:
        check_pixels(width, height)
    exif = blocks.get(b"EXIF", b"").removeprefix(b"Exif\0\0")
    return Header("image/webp", *sizes[-1], end, exif, blocks.get(b"ICCP", b""))


def _blocks(data: bytes, end: int) -> Iterator[tuple[bytes, bytes]]:
    place = 12
    while place < end:
        if place + 8 > end:
            raise Unfit("broken")
        kind, length = struct.unpack_from("<4sI", data, place)
        if place + 8 + length > end:
            raise Unfit("truncated")
        yield kind, data[place + 8 : place + 8 + length]
        place += 8 + length + length % 2


def _size(kind: bytes, body: bytes) -> tuple[int, int]:
    if len(body) < (5 if kind == b"VP8L" else 10):
        raise Unfit("broken")
    if kind == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if body[3:6] != b"\x9d\x01\x2a":
        raise Unfit("broken")
    width, height = struct.unpack_from("<HH", body, 6)
    return width & 0x3FFF, height & 0x3FFF
