"""The sender's verdict on a result: how long it may be given, and what it leads to."""

from datetime import datetime, time, timedelta, tzinfo

from chalicelib.shared.clock import aware, local_date

VERDICT_DAYS = 14
LOW_SCORE = 2
# Within this time the desk decides about a wish to reopen; until then it is the report's promise.
REOPEN_DECISION = (1, "working_days")
_LAST_SECOND = time(23, 59, 59)


def verdict_ends_at(resolved_at: datetime, zone: tzinfo) -> datetime:
    """Return the last second in which a result may be judged: 23:59:59 on the city's clocks, 14 days after its day."""
    last_day = local_date(resolved_at, zone) + timedelta(days=VERDICT_DAYS)
    return aware(datetime.combine(last_day, _LAST_SECOND, zone))


def oldest_in_window(now: datetime, zone: tzinfo) -> datetime:
    """Return from when on a result must have been given so that it may be judged now.

    The other side of `verdict_ends_at`, as the database can compare it without a read before the write. The whole
    last second belongs to the window.
    """
    first_day = local_date(now, zone) - timedelta(days=VERDICT_DAYS)
    return aware(datetime.combine(first_day, time.min, zone))


def outcome_of(score: int, has_reason: bool) -> str:
    """Return what a verdict leads to: a low score with a reason is a wish to reopen, everything else confirms."""
    return "reopen_requested" if score <= LOW_SCORE and has_reason else "closed"
