"""Check the calendar of days off: in itself, beside the working week, and beside the calendar before it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from chalicelib.feedback.documents.calendar_shapes import Holidays
from chalicelib.published.datasets import Wrong
from chalicelib.published.shapes import twice

type Problems = Iterator[Wrong]


def problems(calendar: Holidays, weekdays: Collection[int]) -> Problems:
    """Find everything that is wrong with a calendar by itself; `weekdays` are those that are worked, Monday is 0."""
    days = [holiday.date for holiday in calendar.items]
    for repeated in twice(str(day) for day in days):
        yield Wrong("/items", "day_twice", {"day": repeated})
    if days != sorted(days):
        yield Wrong("/items", "days_not_in_order")
    for day in [*days, *(swap.date for swap in calendar.working_saturdays)]:
        if day.year not in calendar.years:
            yield Wrong("/years", "day_of_no_year", {"day": str(day)})
    for year in sorted(set(calendar.years) - {day.year for day in days}):
        yield Wrong("/years", "year_without_days", {"year": year})
    yield from _swaps(calendar, weekdays)


def harm(calendar: Holidays, before: Holidays, today: date) -> Problems:
    """Find what would make promises wrong that were given by the calendar before: lost years, and days gone by."""
    for year in sorted(set(before.years) - set(calendar.years)):
        yield Wrong("/years", "year_removed", {"year": year})
    for day in sorted(_gone_by(before, today) - _gone_by(calendar, today)):
        yield Wrong("/items", "past_day_removed", {"day": str(day)})
    if calendar.version == before.version and calendar != before:
        yield Wrong("/version", "version_used", {"version": calendar.version})


def _gone_by(calendar: Holidays, today: date) -> set[date]:
    days = [*(each.date for each in calendar.items), *(each.date for each in calendar.working_saturdays)]
    return {day for day in days if day < today}


def _swaps(calendar: Holidays, weekdays: Collection[int]) -> Problems:
    """Check that a working Saturday is free otherwise, and worked for a weekday off."""
    days = {holiday.date for holiday in calendar.items}
    for place, swap in enumerate(calendar.working_saturdays):
        told = {"day": str(swap.date), "off": str(swap.instead_of)}
        if swap.date.weekday() in weekdays or swap.date in days:
            yield Wrong(f"/working_saturdays/{place}/date", "not_a_free_day", told)
        if swap.instead_of not in days or swap.instead_of.weekday() not in weekdays:
            yield Wrong(f"/working_saturdays/{place}/instead_of", "not_a_day_off", told)
