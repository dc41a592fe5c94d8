"""Reckon promises in working time: days and hours at which the city's offices are open, holidays and Tết included."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from chalicelib.shared.clock import aware, local_date

_ONE_DAY = timedelta(days=1)
_NO_TIME = timedelta(0)
_LARGEST_AMOUNT = 1000
_LAST_SECOND = time(23, 59, 59)

type Period = tuple[datetime, datetime]


class Calendar(Protocol):
    """What every promise and every wait is reckoned by; all moments are aware and come back in UTC."""

    def promised_at(self, start: datetime, amount: int, unit: str) -> datetime:
        """Tell when work received at `start` is promised to be done, `amount` of `unit` later."""

    def length_of(self, amount: int, unit: str) -> timedelta:
        """Tell how much time of its own kind a limit is, for shares of it."""

    def moved(self, moment: datetime, by: timedelta, unit: str) -> datetime:
        """Go on from a moment, or back if `by` is negative, by time of the kind that counts for the unit."""

    def shift(self, promise: datetime, paused_from: datetime, paused_until: datetime, unit: str) -> datetime:
        """Move a promise by the time it stood still."""

    def in_days(self, moment: datetime, days: int) -> datetime:
        """Tell the moment so many days later, days off included."""

    def in_minutes(self, moment: datetime, minutes: int) -> datetime:
        """Tell the moment so many minutes later."""

    def last_second(self, moment: datetime, days: int) -> datetime:
        """Tell the last second of the day that is so many days after the moment's."""

    def first_moment(self, moment: datetime, days: int) -> datetime:
        """Tell the first moment of the day that is so many days before the moment's: the other side of the above."""


@dataclass(frozen=True)
class WorkingCalendar:
    """Know when the offices of one city work.

    Every method takes aware times of any zone and gives UTC back. Build it with `from_pack`, which checks the pack.
    """

    zone: ZoneInfo
    weekdays: frozenset[int]
    periods: tuple[tuple[time, time], ...]
    days_off: frozenset[date]
    swap_days: frozenset[date]

    @classmethod
    def from_pack(cls, city: dict[str, Any], holidays: dict[str, Any]) -> "WorkingCalendar":
        """Build the calendar from a city pack; refuse working times that no promise could be reckoned with."""
        working_time, swaps = city["working_time"], holidays.get("working_saturdays", [])
        return cls(
            zone=ZoneInfo(city["timezone"]),
            weekdays=_checked_weekdays(working_time["weekdays"]),
            periods=_checked_periods(working_time["periods"]),
            days_off=_dates(holidays["items"], "date") | _dates(swaps, "instead_of"),
            swap_days=_dates(swaps, "date"),
        )

    @property
    def covers_until(self) -> date:
        """Tell the last day whose holidays are known; later days are reckoned with weekends only.

        The holidays of a year are decided at once, in the autumn before, so a year with one of them has them all.
        """
        return date(max(day.year for day in self.days_off), 12, 31) if self.days_off else date.min

    def is_working_day(self, day: date) -> bool:
        """Tell whether the offices work that day: a holiday beats a weekday, a swapped day beats a weekend."""
        return day not in self.days_off and (day in self.swap_days or day.weekday() in self.weekdays)

    def promised_at(self, start: datetime, amount: int, unit: str) -> datetime:
        """Tell when work received at `start` is promised to be done, `amount` of `unit` later.

        - `hours`: by the clock on the wall, day and night (Civil Code 2015, article 147(1): a term in hours runs
          from the very moment).
        - `working_hours`: the same, but only time inside the working periods counts. A report sent at night starts
          at the next opening.
        - `working_days`: the day of receipt is not counted (article 147(2)); the promise is the end of working time
          on the n-th working day after it. A report sent before closing time of a working day, even before opening,
          is received that day; one sent after closing time or on a day off finds nobody there and is received on
          the next working day. The law lets a term end at 24:00 of its last day (article 148(6)); offices close
          earlier, so our promise is the earlier one. It never ends on a day off (article 148(5)), since only
          working days are counted.

        Beyond `covers_until` the answer knows weekends but no holidays.
        """
        if not 1 <= amount <= _LARGEST_AMOUNT:
            raise ValueError(f"an amount of time is from 1 to {_LARGEST_AMOUNT}, not {amount}")
        start = aware(start)
        if unit == "hours":
            return start + timedelta(hours=amount)
        if unit == "working_hours":
            return self._after_working_time(start, timedelta(hours=amount))
        if unit == "working_days":
            return self._end_of_working_day(start, amount)
        raise ValueError(f"no such unit of time: {unit}")

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Count the working time from `start` to `end`; none when `end` is not later."""
        start, end = aware(start), aware(end)
        total = _NO_TIME
        for opens, closes in self._periods_from(start):
            if opens >= end:
                break
            total += min(closes, end) - opens
        return total

    def shift(self, promise: datetime, paused_from: datetime, paused_until: datetime, unit: str) -> datetime:
        """Move a promise by the time it stood still, so that nobody gains or loses a minute by the pause.

        `hours` move by the wall clock, working units by working time: a pause over a weekend moves a promise in
        working days not at all, a pause of two working hours moves it from closing time to mid-morning of the next
        working day. Rounding to whole days would hand out a day for every short question, or take one away.
        """
        promise, paused_from, paused_until = aware(promise), aware(paused_from), aware(paused_until)
        if paused_until < paused_from:
            raise ValueError("a pause cannot end before it begins")
        if unit == "hours":
            return promise + (paused_until - paused_from)
        if unit not in ("working_hours", "working_days"):
            raise ValueError(f"no such unit of time: {unit}")
        paused = self.working_time_between(paused_from, paused_until)
        return self._after_working_time(promise, paused) if paused else promise

    def length_of(self, amount: int, unit: str) -> timedelta:
        """Tell how much time a limit is: hours by the clock for `hours`, working time for the other units."""
        if unit in ("hours", "working_hours"):
            return timedelta(hours=amount)
        if unit != "working_days":
            raise ValueError(f"no such unit of time: {unit}")
        # Any one day will do: the periods are wall times of the same day everywhere in the calendar.
        day = sum((_wall(closes) - _wall(opens) for opens, closes in self.periods), _NO_TIME)
        return amount * day

    def moved(self, moment: datetime, by: timedelta, unit: str) -> datetime:
        """Go on from a moment, or back if `by` is negative: by the clock for `hours`, else by working time.

        Nothing moves by no time at all, wherever it lies. Opening time belongs to the day it opens when one goes back,
        as closing time belongs to the day it closes when one goes on.
        """
        moment = aware(moment)
        if unit == "hours" or not by:
            return moment + by
        if unit not in ("working_hours", "working_days"):
            raise ValueError(f"no such unit of time: {unit}")
        return self._after_working_time(moment, by) if by > _NO_TIME else self._before_working_time(moment, -by)

    def in_days(self, moment: datetime, days: int) -> datetime:
        """Tell the moment so many days of 24 hours later, days off included."""
        return aware(moment) + days * _ONE_DAY

    def in_minutes(self, moment: datetime, minutes: int) -> datetime:
        """Tell the moment so many minutes later."""
        return aware(moment) + timedelta(minutes=minutes)

    def last_second(self, moment: datetime, days: int) -> datetime:
        """Tell 23:59:59 on the city's clocks, so many days after the moment's day."""
        return self._moment(local_date(moment, self.zone) + days * _ONE_DAY, _LAST_SECOND)

    def first_moment(self, moment: datetime, days: int) -> datetime:
        """Tell 00:00 on the city's clocks, so many days before the moment's day."""
        return self._moment(local_date(moment, self.zone) - days * _ONE_DAY, time.min)

    def _after_working_time(self, start: datetime, needed: timedelta) -> datetime:
        """Find the moment by which the needed working time has passed; closing time counts to the day it closes."""
        for opens, closes in self._periods_from(start):
            if needed <= closes - opens:
                return opens + needed
            needed -= closes - opens
        raise AssertionError("working periods never end")  # pragma: no cover

    def _before_working_time(self, end: datetime, needed: timedelta) -> datetime:
        """Find the moment from which on the needed working time lies before the end."""
        for opens, closes in self._periods_before(end):
            if needed <= closes - opens:
                return closes - needed
            needed -= closes - opens
        raise AssertionError("working periods never end")  # pragma: no cover

    def _end_of_working_day(self, start: datetime, amount: int) -> datetime:
        working_days = self._working_days_from(start.astimezone(self.zone).date())
        received = next(working_days)
        if start >= self._closing_time(received):
            next(working_days)
        for _ in range(amount - 1):
            next(working_days)
        return self._closing_time(next(working_days))

    def _closing_time(self, day: date) -> datetime:
        return self._moment(day, self.periods[-1][1])

    def _periods_from(self, start: datetime) -> Iterator[Period]:
        """Give the working periods from `start` on, the first one cut to begin there; there is always a next one."""
        for day in self._working_days_from(start.astimezone(self.zone).date()):
            for opens, closes in self.periods:
                end = self._moment(day, closes)
                if end > start:
                    yield max(start, self._moment(day, opens)), end

    def _periods_before(self, end: datetime) -> Iterator[Period]:
        """Give the working periods before `end`, the latest first and cut to end there."""
        day = end.astimezone(self.zone).date()
        while True:
            for opens, closes in reversed(self.periods if self.is_working_day(day) else ()):
                start = self._moment(day, opens)
                if start < end:
                    yield start, min(end, self._moment(day, closes))
            day -= _ONE_DAY

    def _working_days_from(self, day: date) -> Iterator[date]:
        while True:
            if self.is_working_day(day):
                yield day
            day += _ONE_DAY

    def _moment(self, day: date, wall_time: time) -> datetime:
        # Lengths are only ever reckoned in UTC: between two times of one zone Python subtracts wall clocks,
        # which is wrong across a change of the clocks in a city that has them.
        return datetime.combine(day, wall_time, self.zone).astimezone(UTC)


def _wall(wall_time: time) -> timedelta:
    return datetime.combine(date.min, wall_time) - datetime.combine(date.min, time.min)


def _dates(rows: Iterable[dict[str, str]], field: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(row[field]) for row in rows if row.get(field))


def _checked_weekdays(weekdays: list[int]) -> frozenset[int]:
    if not weekdays or not set(weekdays) <= set(range(7)):
        raise ValueError("working weekdays are numbers from 0 (Monday) to 6, at least one")
    return frozenset(weekdays)


def _checked_periods(periods: list[list[str]]) -> tuple[tuple[time, time], ...]:
    checked = tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in periods)
    edges = [edge for period in checked for edge in period]
    if not edges or any(earlier >= later for earlier, later in pairwise(edges)):
        raise ValueError("working periods follow one another within a day, at least one")
    return checked
