"""Look into a PNG file (W3C PNG, third edition) without keeping what it unpacks to."""

import struct
import zlib
from collections.abc import Iterator

from chalicelib.feedback.pictures import trailers
from chalicelib.feedback.pictures.verdicts import Header, Unfit, check_pixels

START = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
# Left, top, step across and step down of the seven passes of an interlaced picture.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_NEEDED = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_PIECE = 1 << 20
# A profile of a camera or a screen has some kilobytes; one that unpacks to more is a bomb.
_LARGEST_PROFILE = 4 << 20


def look(data: bytes) -> Header:
    """Return a PNG's measures; raise Unfit when it is broken, cut short, moving, or too large to decode."""
    width = height = end = expected = 0
    exif = icc = b""
    pixels = []
    for kind, body, after in _chunks(data):
        if not width:
            width, height, expected = _read_head(kind, body)
        elif kind == b"acTL":
            raise Unfit("animated")
        elif kind == b"IDAT":
            pixels.append(body)
        elif kind == b"eXIf":
            exif = bytes(body)
        elif kind == b"iCCP":
            icc = _profile(bytes(body))
        end = after
    if end != len(data):
        raise Unfit("trailing_data")
    trailers.check_whole(data)
    _check_unpacked(pixels, expected)
    return Header("image/png", width, height, end, exif, icc)


def bare(data: bytes) -> bytes:
    """Return a PNG without its notes, so that no decoder reads what we shall not keep."""
    kept = [data[after - len(body) - 12 : after] for kind, body, after in _chunks(data) if kind in _NEEDED]
    return b"".join([START, *kept])


def _chunks(data: bytes) -> Iterator[tuple[bytes, memoryview, int]]:
    """Yield kind, body and end of every chunk up to the last one; refuse one whose checksum is wrong."""
    whole, place, kind = memoryview(data), len(START), b""
    while kind != b"IEND":
        if place + 12 > len(data):
            raise Unfit("truncated")
        (length,) = struct.unpack_from(">I", data, place)
        kind = data[place + 4 : place + 8]
        if place + 12 + length > len(data):
            raise Unfit("truncated")
        body = whole[place + 8 : place + 8 + length]
        if struct.unpack_from(">I", data, place + 8 + length)[0] != zlib.crc32(body, zlib.crc32(kind)):
            raise Unfit("broken")
        place += 12 + length
        yield kind, body, place


def _read_head(kind: bytes, body: memoryview) -> tuple[int, int, int]:
    if kind != b"IHDR" or len(body) != 13:
        raise Unfit("broken")
    width, height, depth, colour, packing, filtering, interlaced = struct.unpack(">IIBBBBB", body)
    if depth not in _DEPTHS.get(colour, ()) or packing or filtering or interlaced > 1:
        raise Unfit("broken")
    check_pixels(width, height)
    bits = depth * _CHANNELS[colour]
    parts = [_part(width, height, one) for one in _PASSES] if interlaced else [(width, height)]
    return width, height, sum((1 + (across * bits + 7) // 8) * down for across, down in parts if across and down)


def _part(width: int, height: int, one: tuple[int, int, int, int]) -> tuple[int, int]:
    left, top, across, down = one
    return (max(0, width - left) + across - 1) // across, (max(0, height - top) + down - 1) // down


def _check_unpacked(pieces: list[memoryview], expected: int) -> None:
    """Refuse a picture whose packed rows are broken or too few, before memory is laid out for them."""
    unpacking, size = zlib.decompressobj(), 0
    try:
        for piece in pieces:
            left: bytes | memoryview = piece
            while len(left) and size <= expected:
                size += len(unpacking.decompress(left, _PIECE))
                left = unpacking.unconsumed_tail
    except zlib.error:
        raise Unfit("broken") from None
    if size != expected:
        raise Unfit("broken")


def _profile(body: bytes) -> bytes:
    _, _, packed = body.partition(b"\0")
    try:
        return zlib.decompressobj().decompress(packed[1:], _LARGEST_PROFILE)
    except zlib.error:
        return b""
