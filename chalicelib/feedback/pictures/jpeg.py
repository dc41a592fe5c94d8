"""Look into a JPEG file (ITU-T T.81) without decoding it: its measures, what decoding would cost, where it ends."""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from chalicelib.feedback.pictures import trailers
from chalicelib.feedback.pictures.verdicts import MAX_PIXELS_JPEG, Header, Unfit, check_pixels

START = b"\xff\xd8\xff"
# Baseline, extended and progressive with Huffman codes; lossless and arithmetic ones come from no phone.
_FRAMES = (0xC0, 0xC1, 0xC2)
_OTHER_FRAMES = (0xC3, *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0))
_SCAN, _END = 0xDA, 0xD9
_STANDALONE = (0x01, *range(0xD0, 0xD8))
# All but JFIF's and Adobe's segments, which tell how colours are stored.
_NOTES = (*range(0xE1, 0xEE), 0xEF, 0xFE)
# In a scan a byte FF stands for itself when 00 follows; restart marks and fill bytes belong to the scan, too.
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
# Before a marker any number of bytes FF may stand.
_FILLED_MARKER = re.compile(rb"\xff+[^\xff]", re.DOTALL)
# Ten megabytes in the largest segments are 160; whoever sends thousands wants us to count.
_MOST_SEGMENTS = 1000
# Each scan goes over the whole picture: a small file with thousands of them would be decoded for hours.
_MOST_SCANS = 64
_LARGEST_SIDE = 65_500
# A picture in several scans is kept whole as coefficients while it is decoded, however small it comes out.
_MOST_BYTES_DECODING = 110_000_000
_WANTED_SIDE = 2048


@dataclass
class _Frame:
    width: int = 0
    height: int = 0
    factors: tuple[tuple[int, int], ...] = ()
    progressive: bool = False
    scans: list[int] = field(default_factory=list)

    def bytes_decoding(self) -> int:
        """Return about how much memory decoding takes at the scale at which we do."""
        scale = next((one for one in (8, 4, 2) if max(self.width, self.height) >= one * _WANTED_SIDE), 1)
        decoded = 4 * self.width * self.height // scale**2
        if not self.progressive and self.scans[:1] == [len(self.factors)]:
            return decoded
        widest, tallest = (max(each) for each in zip(*self.factors, strict=True))
        blocks = sum(across * down for across, down in self.factors) / (widest * tallest)
        return decoded + int(2 * blocks * self.width * self.height)


def look(data: bytes) -> Header:
    """Return a JPEG's measures; raise Unfit when it is broken, cut short, or too large to decode."""
    end, frame, segments = walk(data)
    trailers.check(data, end)
    exif = next((body[6:] for marker, body in segments if marker == 0xE1 and body.startswith(b"Exif\0\0")), b"")
    return Header("image/jpeg", frame.width, frame.height, end, exif, _profile(segments))


def walk(data: bytes, start: int = 0) -> tuple[int, _Frame, list[tuple[int, bytes]]]:
    """Return where one JPEG stream ends, its frame and its application segments."""
    frame = _Frame()
    segments: list[tuple[int, bytes]] = []
    for marker, begin, end in _segments(data, start):
        if marker == _END:
            if not frame.scans:
                raise Unfit("broken")
            return end, frame, segments
        body = data[begin:end]
        if marker in _FRAMES:
            _read_frame(frame, body, marker)
        elif marker in _OTHER_FRAMES:
            raise Unfit("broken")
        elif marker == _SCAN:
            _read_scan(frame, body)
        elif 0xE0 <= marker <= 0xEF:
            segments.append((marker, body))
    raise Unfit("truncated")


def bare(data: bytes, end: int) -> bytes:
    """Return a JPEG without its notes, so that no decoder reads what we shall not keep."""
    kept, begun = [data[:2]], 2
    for marker, begin, after in _segments(data, 0):
        if marker in _NOTES:
            kept.append(data[begun : begin - 4])
            begun = after
    return b"".join([*kept, data[begun:end]])


def _segments(data: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    position = start + 2
    for _ in range(_MOST_SEGMENTS):
        found = _FILLED_MARKER.match(data, position)
        if found is None:
            raise Unfit("broken" if data[position : position + 1] not in (b"", b"\xff") else "truncated")
        position, marker = found.end() - 2, data[found.end() - 1]
        if marker in _STANDALONE:
            position += 2
        elif marker == _END:
            yield marker, position, position + 2
            return
        else:
            end = _end_of_segment(data, position)
            yield marker, position + 4, end
            position = _end_of_scan(data, end) if marker == _SCAN else end
    raise Unfit("broken")


def _end_of_segment(data: bytes, position: int) -> int:
    if position + 4 > len(data):
        raise Unfit("truncated")
    (length,) = struct.unpack_from(">H", data, position + 2)
    if length < 2:
        raise Unfit("broken")
    if position + 2 + length > len(data):
        raise Unfit("truncated")
    return int(position + 2 + length)


def _end_of_scan(data: bytes, position: int) -> int:
    found = _MARKER.search(data, position)
    if found is None:
        raise Unfit("truncated")
    return found.start()


def _read_frame(frame: _Frame, body: bytes, marker: int) -> None:
    # Eight bits a sample: what phones make and what our decoder can read.
    if frame.factors or len(body) < 6 or body[0] != 8 or len(body) < 6 + 3 * body[5] or body[5] not in (1, 3, 4):
        raise Unfit("broken")
    frame.height, frame.width = struct.unpack_from(">HH", body, 1)
    check_pixels(frame.width, frame.height, MAX_PIXELS_JPEG, _LARGEST_SIDE)
    frame.factors = tuple((body[place] >> 4, body[place] & 15) for place in range(7, 7 + 3 * body[5], 3))
    frame.progressive = marker == 0xC2
    if not all(1 <= factor <= 4 for pair in frame.factors for factor in pair):
        raise Unfit("broken")


def _read_scan(frame: _Frame, body: bytes) -> None:
    if not frame.factors or not body:
        raise Unfit("broken")
    frame.scans.append(body[0])
    if len(frame.scans) > _MOST_SCANS:
        raise Unfit("broken")
    if frame.bytes_decoding() > _MOST_BYTES_DECODING:
        raise Unfit("too_many_pixels")


def _profile(segments: list[tuple[int, bytes]]) -> bytes:
    parts = [body for marker, body in segments if marker == 0xE2 and body.startswith(b"ICC_PROFILE\0")]
    return b"".join(body[14:] for body in sorted(parts, key=lambda body: body[12:13]))
