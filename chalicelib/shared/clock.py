"""Tell the time: the one place that asks for the present moment, and the one way times are written and read."""

import re
from datetime import UTC, date, datetime, tzinfo

# RFC 3339 section 5.6. `datetime.fromisoformat` alone would also take ISO 8601 forms that RFC 3339 forbids.
_RFC3339 = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?"
    r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)


def now() -> datetime:
    """Tell the present moment, in UTC."""
    return datetime.now(UTC)


def aware(moment: datetime) -> datetime:
    """Give the same moment in UTC; refuse a time that does not say where it was read."""
    if moment.utcoffset() is None:
        raise ValueError("a time without an offset does not say which moment it is")
    return moment.astimezone(UTC)


def rfc3339(moment: datetime) -> str:
    """Write a moment for JSON, always in UTC and always with milliseconds, as in 2026-11-23T01:02:03.000Z.

    The width never changes, so written times also sort as text, which the keys of the tables rely on.
    """
    return aware(moment).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def parse_rfc3339(text: str) -> datetime:
    """Read an RFC 3339 time with any offset and give it in UTC; raise ValueError for anything else."""
    if not re.fullmatch(_RFC3339, text):
        raise ValueError("not an RFC 3339 time with an offset")
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("a time outside the years 1 to 9999") from error


def local_date(moment: datetime, zone: tzinfo) -> date:
    """Tell which day the calendar on a wall in that zone shows at the moment."""
    return aware(moment).astimezone(zone).date()


def from_timestamp(seconds: float) -> datetime:
    """Give the moment that many seconds after the epoch, in UTC."""
    return datetime.fromtimestamp(seconds, UTC)
