"""Tell whether a place is open at an instant, by its opening hours and the city's holidays."""

from datetime import date, datetime
from functools import cache, lru_cache

from chalicelib.published.opening_hours import HoursError, Rule, is_open, read_hours
from chalicelib.shared import city

_KEPT = 4096


def open_at(hours: str | None, at: datetime) -> bool | None:
    """Tell whether these hours hold at an instant; None when no hours are known or they cannot be read."""
    rules = _rules(hours) if hours else None
    return None if rules is None else is_open(rules, at.astimezone(city.timezone()), _holidays())


@lru_cache(_KEPT)
def _rules(hours: str) -> tuple[Rule, ...] | None:
    try:
        return read_hours(hours)
    except HoursError:
        return None


@cache
def _holidays() -> frozenset[date]:
    return frozenset(date.fromisoformat(each["date"]) for each in city.load("holidays")["items"])
