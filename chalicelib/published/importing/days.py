"""Days as people and spreadsheets write them."""

import re
from datetime import date

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|\+00:00|\+07:00)?)?")
_HERE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: 0?0:00(?::00)?)?")
_FIRST, _LAST = 1900, 2100


def day_of(text: str) -> str | None:
    """Return a day as YYYY-MM-DD, from that form or from dd/mm/yyyy; None for anything else and for no day at all."""
    if found := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _HERE.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    else:
        return None
    try:
        return date(year, month, day).isoformat() if _FIRST <= year <= _LAST else None
    except ValueError:
        return None
