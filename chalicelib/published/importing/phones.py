"""Telephone numbers of the country: E.164, or short and service numbers as one dials them."""

import re

_SIGNS = re.compile(r"[\s().\-–—\u00a0]+")
# 112 to 119 and 1022 are short; 1800 and 1900 open service numbers; subscribers have nine or ten digits behind the 0.
_SHORT = re.compile(r"11[0-9]|1022|1[89]00[0-9]{4,6}")
_NATIONAL = re.compile(r"0([235789][0-9]{8}|2[0-9]{9})")
_BETWEEN = re.compile(r"[|;,/\n]|\s[-–—]\s|\bhoặc\b|\bor\b")


def numbers_in(text: str) -> list[str]:
    """Split a cell into the numbers that people write in one."""
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]


def normalised(written: str) -> str | None:
    """Return a number as +84… or as it is dialled, None for what is no number of this country."""
    digits = _SIGNS.sub("", written)
    if _SHORT.fullmatch(digits):
        return digits
    national = re.sub(r"^(?:\+84|0084|84(?=\d{9,10}$))0?", "0", digits)
    return f"+84{national[1:]}" if _NATIONAL.fullmatch(national) else None
