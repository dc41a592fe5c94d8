"""Look into a HEIC file (ISO/IEC 23008-12) without decoding it: boxes, brands, the largest size that it speaks of."""

import struct
from collections.abc import Iterator

from chalicelib.feedback.pictures import trailers
from chalicelib.feedback.pictures.verdicts import Header, Unfit, check_pixels

_STILL = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"mif2")
_HEVC = (b"heic", b"heix", b"heim", b"heis")
_MOVING = (b"hevc", b"hevx", b"msf1", b"avis")
_KNOWN = (
    b"ftyp", b"meta", b"mdat", b"free", b"skip", b"idat", b"uuid", b"moov", b"mpvd", b"sefd", b"wide", b"etyp",
)  # fmt: skip
# Beyond this a file of still pictures is a puzzle, not a photo.
_MOST_BOXES = 4096


def is_heic(data: bytes) -> bool:
    """Tell whether a file begins as a still HEIC picture does, or as a moving one, which `look` refuses."""
    return data[4:8] == b"ftyp" and (data[8:12] in _STILL or data[8:12] in _MOVING) and bool(_brands(data) & {*_HEVC})


def look(data: bytes) -> Header:
    """Return a HEIC's measures; raise Unfit when it is broken, cut short, moving, or too large to decode."""
    if data[8:12] in _MOVING:
        raise Unfit("animated")
    sizes: list[tuple[int, int]] = []
    for kind, begin, end in _boxes(data, 0, len(data)):
        if kind not in _KNOWN:
            raise Unfit("trailing_data")
        if kind == b"meta":
            sizes += _sizes(data, begin + 4, end)
    if not sizes:
        raise Unfit("truncated")
    trailers.check_whole(data)
    for width, height in sizes:
        check_pixels(width, height)
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    return Header("image/heic", width, height, len(data))


def _brands(data: bytes) -> set[bytes]:
    (length,) = struct.unpack_from(">I", data, 0)
    kinds = data[8 : min(length, 256)]
    return {kinds[place : place + 4] for place in range(0, len(kinds), 4) if place != 4}


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    count = 0
    while start < end:
        count += 1
        if start + 8 > end or count > _MOST_BOXES:
            raise Unfit("truncated")
        length, kind = struct.unpack_from(">I4s", data, start)
        head = 8
        if length == 1 and start + 16 <= end:
            (length,), head = struct.unpack_from(">Q", data, start + 8), 16
        # A length of 0 means up to the end of the file: a last box that could hold anything.
        if length < head:
            raise Unfit("broken")
        if start + length > end:
            raise Unfit("trailing_data" if kind not in _KNOWN and end == len(data) else "truncated")
        yield kind, start + head, start + length
        start += length


def _sizes(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield every size that the properties of the file's pictures name; the whole picture's is the largest."""
    for kind, begin, after in _boxes(data, start, end):
        if kind in (b"iprp", b"ipco"):
            yield from _sizes(data, begin, after)
        elif kind == b"ispe" and after - begin >= 12:
            yield struct.unpack_from(">II", data, begin + 4)
