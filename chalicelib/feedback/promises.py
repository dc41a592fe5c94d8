"""What a report's category promises by the city's calendar, and how a promise moves while its clock stands still."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from chalicelib.feedback import categories, rules
from chalicelib.feedback.models import Report
from chalicelib.published import holidays
from chalicelib.shared import city, clock, settings
from chalicelib.shared.calendar import Calendar, WorkingCalendar
from chalicelib.shared.short_days import ShortDays


def fresh(category_code: str, now: datetime) -> str:
    """Return by when something of this category is done that comes in now."""
    limit = _limit(category_code)
    return clock.rfc3339(calendar().promised_at(now, limit[0], limit[1]))


def shifted(head: Report, now: datetime) -> str:
    """Return a paused report's promise, moved by the time that it stood still."""
    if head.paused_at is None:
        return str(head.promised_at)
    promise, since = clock.parse_rfc3339(head.promised_at), clock.parse_rfc3339(head.paused_at)
    # Two clocks may differ by a moment; a pause never ends before it began.
    moved = calendar().shift(promise, since, max(since, now), _limit(head.category_code)[1])
    return clock.rfc3339(moved)


def decision(now: datetime) -> str:
    """Return by when the desk decides about a wish to reopen."""
    return clock.rfc3339(calendar().promised_at(now, *rules.REOPEN_DECISION))


def forwarded_by(submitted_at: datetime) -> datetime:
    """Return by when a report that the rules have placed is with its body."""
    return calendar().in_minutes(submitted_at, int(city.load("city")["forward_within_minutes"]))


def answered_by(asked_at: datetime) -> str:
    """Return until when a question that was asked at this time can be answered."""
    return clock.rfc3339(calendar().in_days(asked_at, int(city.load("city")["ask_days"])))


def verdict_ends_at(resolved_at: datetime) -> datetime:
    """Return the last second in which a result that was given at this time may be judged."""
    return rules.verdict_ends_at(resolved_at, _verdict_days(), calendar())


def oldest_in_window(now: datetime) -> datetime:
    """Return from when on a result must have been given so that it may be judged now."""
    return rules.oldest_in_window(now, _verdict_days(), calendar())


def limit_of(status: str, category_code: str) -> tuple[int, str]:
    """Return the limit whose shares count in a status: its category's, or that of a decision about reopening."""
    return rules.REOPEN_DECISION if status == "reopen_requested" else _limit(category_code)


def calendar() -> Calendar:
    """Return what the city reckons its promises by: its working calendar, or short days where things are tried out."""
    seconds = settings.day_seconds()
    return ShortDays(timedelta(seconds=seconds)) if seconds else _working_calendar()


def _working_calendar() -> WorkingCalendar:
    return holidays.made_of_calendar("working_calendar", _calendar_of, _of_the_pack)


def _calendar_of(days: dict[str, Any]) -> WorkingCalendar:
    return WorkingCalendar.from_pack(city.load("city"), days)


@cache
def _of_the_pack() -> WorkingCalendar:
    return _calendar_of(city.load("holidays"))


def _verdict_days() -> int:
    return int(city.load("city")["verdict_days"])


def _limit(category_code: str) -> tuple[int, str]:
    category = categories.leaf(category_code)
    # A category that a later pack no longer has is reckoned in working days, as the law's terms are.
    if category is None:
        return 5, "working_days"
    return category["time_limit"]["amount"], category["time_limit"]["unit"]
