"""Tell whether a place is open at an instant, by its opening hours and the city's holidays."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache

from chalicelib.published import holidays
from chalicelib.published.kinds import Row
from chalicelib.published.opening_hours import HoursError, Rule, is_open, read_hours
from chalicelib.shared import city

_KEPT = 4096
_NEVER = "off"
OPEN = "open"


def open_at(hours: str | None, at: datetime) -> bool | None:
    """Tell whether these hours hold at an instant; None when no hours are known or they cannot be read."""
    rules = _rules(hours) if hours else None
    return None if rules is None else is_open(rules, at.astimezone(city.timezone()), holidays.days_off())


def hours_that_hold(row: Row) -> str | None:
    """Return the opening hours that a thing keeps at present: none at all while it is closed for good or for a time."""
    hours: str | None = row.get("opening_hours")
    return _NEVER if hours and status_of(row) != OPEN else hours


def status_of(row: Row) -> str:
    """Return whether a thing is open for people at all; what nobody says anything of is."""
    return row.get("status") or OPEN


# Facets of whatever people go to.
MADE: Mapping[str, Callable[[Row], str | None]] = {"opening_hours": hours_that_hold, "status": status_of}


@lru_cache(_KEPT)
def _rules(hours: str) -> tuple[Rule, ...] | None:
    try:
        return read_hours(hours)
    except HoursError:
        return None
