"""What may stand behind a picture's end: what phones put there, and nothing that another program would open.

Phones append the moving part of a photo, brighter or smaller versions of it, and notes of their own, so a strict end
would refuse the photos of millions of people. All of it is thrown away with the original.
"""

import re
import struct

from chalicelib.feedback.pictures.verdicts import Unfit

# What makes the same file a page, a script, a document or an archive for whoever is led to open it as one.
_FOREIGN = re.compile(
    rb"%PDF-|<!doctype|<html|<head|<body|<script|<svg|<\?php|<\?xml|<%|#!/|PK\x01\x02|Rar!\x1a|7z\xbc\xaf\x27\x1c",
    re.IGNORECASE,
)
_ZIP_END = re.compile(rb"PK\x05\x06\0\0\0\0(..)(..)", re.DOTALL)
_ZIP_TAIL = 22 + 0xFFFF
_MOST_THINGS = 16
_PDF_HEAD = 1024
_SAMSUNG_END = b"SEFT"


def check(data: bytes, end: int) -> None:
    """Refuse what stands behind the end of a picture unless phones write such a thing."""
    check_whole(data)
    for _ in range(_MOST_THINGS):
        if end == len(data):
            return
        if _FOREIGN.search(data, end, end + 4096):
            raise Unfit("trailing_data")
        end = _after(data, end)
    raise Unfit("trailing_data")


def check_whole(data: bytes) -> None:
    """Refuse a file that, read as a whole, is a document or an archive as well."""
    # A PDF may begin, and a zip end, anywhere in so many bytes.
    if b"%PDF-" in data[:_PDF_HEAD] or _ends_as_zip(data):
        raise Unfit("trailing_data")


def _ends_as_zip(data: bytes) -> bool:
    # Four bytes may occur by chance in what is packed; an archive in one piece goes on with numbers that agree.
    first = max(0, len(data) - _ZIP_TAIL)
    return any(found[1] == found[2] for found in _ZIP_END.finditer(data, first))


def _after(data: bytes, start: int) -> int:
    """Return where the one thing that begins here ends."""
    if data[start] == 0:
        zeros = re.compile(rb"\x00+").match(data, start)
        after = zeros.end() if zeros else start
        if after == len(data) or data.startswith(b"\xff\xd8\xff", after):
            return after
    if data.startswith(b"\xff\xd8\xff", start):
        from chalicelib.feedback.pictures import jpeg

        return jpeg.walk(data, start)[0]
    if data[start + 4 : start + 8] == b"ftyp":
        return _after_film(data, start)
    if _is_samsungs(data, start):
        return len(data)
    raise Unfit("trailing_data")


def _after_film(data: bytes, start: int) -> int:
    """Return where the boxes of a film end (ISO/IEC 14496-12)."""
    while start < len(data) and re.match(rb"[a-zA-Z0-9 ]{4}", data[start + 4 : start + 8]):
        (length,) = struct.unpack_from(">I", data, start)
        if length == 1 and start + 16 <= len(data):
            (length,) = struct.unpack_from(">Q", data, start + 8)
        if length < 8 or start + length > len(data):
            break
        start += length
    if start < len(data) and not _is_samsungs(data, start):
        raise Unfit("trailing_data")
    return len(data)


def _is_samsungs(data: bytes, start: int) -> bool:
    """Tell whether a directory of Samsung's stands at the end: SEFH, entries, its length, SEFT."""
    if not data.endswith(_SAMSUNG_END) or len(data) - start < 24:
        return False
    (length,) = struct.unpack_from("<I", data, len(data) - 8)
    head = len(data) - 8 - length
    return head >= start and data.startswith(b"SEFH", head)
