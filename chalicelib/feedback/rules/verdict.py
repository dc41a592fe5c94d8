"""The sender's verdict on a result: how long it may be given, and what it leads to."""

from datetime import datetime

from chalicelib.shared.calendar import Calendar

LOW_SCORE = 2
# Within this time the desk decides about a wish to reopen; until then it is the report's promise.
REOPEN_DECISION = (1, "working_days")


def verdict_ends_at(resolved_at: datetime, days: int, calendar: Calendar) -> datetime:
    """Return the last second in which a result may be judged: 23:59:59 on the city's clocks, so many days later."""
    return calendar.last_second(resolved_at, days)


def oldest_in_window(now: datetime, days: int, calendar: Calendar) -> datetime:
    """Return from when on a result must have been given so that it may be judged now.

    The other side of `verdict_ends_at`, as the database can compare it without a read before the write. The whole
    last second belongs to the window.
    """
    return calendar.first_moment(now, days)


def outcome_of(score: int, has_reason: bool) -> str:
    """Return what a verdict leads to: a low score with a reason is a wish to reopen, everything else confirms."""
    return "reopen_requested" if score <= LOW_SCORE and has_reason else "closed"
