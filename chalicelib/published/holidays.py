"""The days on which offices are closed: of the published calendar, else of the city pack's."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from chalicelib.published import in_force
from chalicelib.published.document_rows import CONTENT, document_in
from chalicelib.published.kinds import Kind
from chalicelib.shared import city

HOLIDAYS = Kind(
    name="holidays",
    key="day",
    names=("name_vi", "name_en"),
    facets=("what", "status"),
    unnoticed=("as_of", CONTENT),
)


def made_of_calendar[T](name: str, make: Callable[[dict[str, Any]], T], of_the_pack: Callable[[], T]) -> T:
    """Return what is made of the calendar in force, made once for each version."""
    return in_force.made(name, HOLIDAYS, lambda artifact: make(document_in(artifact)), of_the_pack)


def days_off() -> frozenset[date]:
    """Return the public holidays."""
    return made_of_calendar("days_off", _days_in, _of_the_pack)


def _days_in(calendar: dict[str, Any]) -> frozenset[date]:
    return frozenset(date.fromisoformat(each["date"]) for each in calendar["items"])


@cache
def _of_the_pack() -> frozenset[date]:
    return _days_in(city.load("holidays"))
