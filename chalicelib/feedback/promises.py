"""What a report's category promises by the city's calendar, and how a promise moves while its clock stands still."""

from datetime import datetime
from functools import cache

from chalicelib.feedback import categories, rules
from chalicelib.feedback.models import Report
from chalicelib.shared import city, clock
from chalicelib.shared.calendar import WorkingCalendar


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


@cache
def calendar() -> WorkingCalendar:
    """Return the city's working calendar."""
    return WorkingCalendar.from_pack(city.load("city"), city.load("holidays"))


def _limit(category_code: str) -> tuple[int, str]:
    category = categories.leaf(category_code)
    # A category that a later pack no longer has is reckoned in working days, as the law's terms are.
    if category is None:
        return 5, "working_days"
    return category["time_limit"]["amount"], category["time_limit"]["unit"]
