"""The shape of the calendar of days off."""

from __future__ import annotations

from datetime import date as Day
from typing import Literal

from chalicelib.published.shapes import Filled, Strict, Text, VersionedFile

Decided = Literal["decided", "provisional"]


class Holiday(Strict):
    """One day on which offices are closed."""

    date: Day
    name: Text
    status: Decided
    source: Filled


class WorkingSaturday(Strict):
    """One weekend day on which offices work, for a day off given elsewhere."""

    date: Day
    instead_of: Day
    status: Decided
    source: Filled


class Holidays(VersionedFile):
    """The calendar of the years it names, and of no other."""

    years: list[int]
    items: list[Holiday]
    working_saturdays: list[WorkingSaturday]
