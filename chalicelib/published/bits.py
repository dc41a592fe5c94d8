"""Sets of row numbers as whole numbers: bit 7 is set when row 7 belongs. And, or and count are one operation each."""

import re
import zlib
from collections.abc import Iterable, Iterator

_SOME = re.compile(rb"[^\x00]")
_PLACES = tuple(tuple(place for place in range(8) if byte >> place & 1) for byte in range(256))
_LEVEL = 6


def of(numbers: Iterable[int], size: int) -> bytearray:
    """Return the set of these numbers, all below `size`, as bytes, lowest numbers first."""
    found = bytearray(size // 8 + 1)
    for number in numbers:
        found[number >> 3] |= 1 << (number & 7)
    return found


def stored(bits: bytes | bytearray) -> bytes:
    """Return the bytes of a set as they are kept: without zeros at the end, compressed where that makes them fewer."""
    plain = bytes(bits).rstrip(b"\0")
    if not plain:
        return b""
    small = zlib.compress(plain, _LEVEL)
    return b"z" + small if len(small) < len(plain) else b"p" + plain


def read(kept: bytes) -> int:
    """Return a set that was kept."""
    return int.from_bytes(zlib.decompress(memoryview(kept)[1:]) if kept[:1] == b"z" else kept[1:], "little")


def numbers_in(bits: int, after: int = 0) -> Iterator[int]:
    """Yield the numbers of a set in their order, those above `after`."""
    for found in _SOME.finditer(bits.to_bytes(bits.bit_length() // 8 + 1, "little"), after >> 3):
        at = found.start() << 3
        yield from (at + place for place in _PLACES[found[0][0]] if at + place > after)
