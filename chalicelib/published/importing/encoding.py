"""Find out in which letters a file is written: UTF-8, UTF-16 with its mark, or the Windows-1258 of old spreadsheets."""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_CHUNK = 1 << 20
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_BROKEN = "\ufffd"
# A file with one broken letter in twenty is not UTF-8 with an accident in it, but something else.
_MOST_BROKEN = 0.05
# In Windows-1258 no symbol stands within a word and each mark has its letter. Where it often is otherwise, the file is
# written in TCVN3 or VNI, whose letters are among the symbols here.
_MOST_ODD = 0.02
_SYMBOL_INSIDE = re.compile(r"(?<=[^\W\d_])[\x80-\xbf](?=[^\W\d_])")


class UnreadableFile(Exception):
    """A file whose text cannot be read; carries the code of the finding."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Encoding(NamedTuple):
    """In which letters a file is written, as Python calls them, and the code of a note where that is unusual."""

    name: str
    note: str | None


def encoding_of(path: Path) -> Encoding:
    """Tell how to read a file; raise UnreadableFile for an empty one, a workbook and one in unknown letters."""
    with path.open("rb") as file:
        start = file.read(4)
    if not start:
        raise UnreadableFile("file_empty")
    if start.startswith(_WORKBOOKS):
        raise UnreadableFile("is_a_workbook")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Encoding("utf-16", "byte_order_mark")
    if _looks_like_utf8(path):
        marked = start.startswith(codecs.BOM_UTF8)
        return Encoding("utf-8-sig" if marked else "utf-8", "byte_order_mark" if marked else None)
    if _looks_like_windows_1258(path):
        return Encoding("cp1258", "legacy_encoding")
    raise UnreadableFile("encoding_unknown")


def _decoded(path: Path, encoding: str, errors: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _looks_like_utf8(path: Path) -> bool:
    """Tell whether a file is UTF-8, but for a few letters that something cut through."""
    broken = marked = 0
    for text in _decoded(path, "utf-8", "replace"):
        if not text.isascii():
            broken += text.count(_BROKEN)
            marked += len(text) - len(text.encode("ascii", "ignore"))
    return broken <= marked * _MOST_BROKEN


def _looks_like_windows_1258(path: Path) -> bool:
    odd = marked = 0
    try:
        for text in _decoded(path, "cp1258", "strict"):
            composed = unicodedata.normalize("NFC", text)
            marked += len(composed) - len(composed.encode("ascii", "ignore"))
            odd += _odd_letters(composed)
    except UnicodeDecodeError:
        return False
    return odd <= marked * _MOST_ODD


def _odd_letters(text: str) -> int:
    """Count marks without a letter, and symbols that touch a letter on both sides."""
    lone = sum(text.count(mark) for mark in "\u0300\u0301\u0303\u0309\u0323")
    return lone + sum(1 for _ in _SYMBOL_INSIDE.finditer(text))
