"""Opening hours as the schedules of HSDS: spans that are repeated every week on certain days."""

from collections.abc import Iterator
from typing import Any

from chalicelib.published.opening_hours import HoursError, read_hours, spans_of_week

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MINUTES_OF_DAY = 24 * 60
# A day has no 24:00 in HSDS; what is open to the end of it says its last minute.
_LAST_MINUTE = _MINUTES_OF_DAY - 1


def schedules_of(hours: str, offset: str) -> Iterator[dict[str, Any]]:
    """Yield a schedule for every span of a week without holidays, with times of this UTC offset such as `+07:00`.

    What runs past midnight is told in two spans. Holidays have no place in a schedule: the hours as they were written
    go with each as its description. Hours that cannot be read yield nothing.
    """
    for (begin, end), days in _days_by_span(hours).items():
        yield {
            "freq": "WEEKLY",
            "interval": 1,
            "byday": ",".join(days),
            "opens_at": _clock(begin) + offset,
            "closes_at": _clock(min(end, _LAST_MINUTE)) + offset,
            "timezone": _hours_of(offset),
            "description": hours,
        }


def _days_by_span(hours: str) -> dict[tuple[int, int], list[str]]:
    found: dict[tuple[int, int], list[str]] = {}
    try:
        week = spans_of_week(read_hours(hours))
    except HoursError:
        return found
    for day, spans in zip(_DAYS, week, strict=True):
        for span in spans:
            found.setdefault(span, []).append(day)
    return found


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _hours_of(offset: str) -> float:
    hours, minutes = offset[1:].split(":")
    return (-1 if offset[0] == "-" else 1) * (int(hours) + int(minutes) / 60)
