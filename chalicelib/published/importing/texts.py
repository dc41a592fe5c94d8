"""Clean the text of a cell: composed letters, ordinary blanks, nothing that cannot be seen."""

import re
import unicodedata
from typing import Any

from chalicelib.published.importing.findings import Findings, Objection

LONGEST = 2_000
BETWEEN = re.compile(r"[|;]")
_BROKEN = "\ufffd"
# Blanks of other kinds, and line ends within a cell.
_BLANKS = re.compile(r"[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_LINE_ENDS = re.compile(r"[\r\n\t\u2028\u2029]")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]+")
_FORMULA = ("=", "+", "-", "@")


class Texts:
    """Clean texts, and count what had to be mended in the findings."""

    def __init__(self, findings: Findings) -> None:
        self._mended = findings.mended

    def clean(self, raw: object, column: str) -> str:
        """Return the text of a cell, empty for nothing; raise Objection for what is no text or cannot be shown."""
        text = raw if isinstance(raw, str) else _written(raw)
        if text.isascii() and text.isprintable() and text[:1] != " " and text[-1:] != " " and len(text) <= LONGEST:
            return text
        return self._mend(text, column)

    def _mend(self, text: str, column: str) -> str:
        if len(text) > LONGEST:
            raise Objection("cell_too_long", maximum=LONGEST)
        text = self._noted("composed", column, text, unicodedata.normalize("NFC", text))
        if not text.isprintable():
            # Nothing here looks back over what it has passed: a cell of blanks alone must cost no more than another.
            if _LINE_ENDS.search(text := text.strip()):
                text = self._noted("lines_joined", column, text, " ".join(_LINE_ENDS.sub(" ", text).split()))
            text = self._noted("invisible_removed", column, text, _UNSEEN.sub("", _BLANKS.sub(" ", text)))
        text = self._noted("trimmed", column, text, text.strip())
        if not text.isprintable():
            raise Objection("control_character")
        if _BROKEN in text:
            raise Objection("broken_character")
        return text

    def _noted(self, code: str, column: str, text: str, mended: str) -> str:
        if mended != text:
            self._mended[code, column] += 1
        return mended


def _written(raw: object) -> str:
    """Return a value of JSON as a cell of a CSV would have it."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, int | float):
        return str(raw)
    raise Objection("not_a_text")


def parts_of(raw: object) -> list[Any]:
    """Return the values of a cell that may hold several."""
    if isinstance(raw, list):
        return raw
    return [part.strip() for part in BETWEEN.split(raw)] if isinstance(raw, str) else [raw]


def looks_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet would take a text for a formula; a number with its sign is none."""
    return text.startswith(_FORMULA) and not re.fullmatch(r"[+-][\d\s.,]+", text)
