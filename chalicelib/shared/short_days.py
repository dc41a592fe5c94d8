"""Reckon with days of some seconds, so that what takes a city weeks can be seen in a minute; never in earnest."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.shared.clock import aware

_HOURS_OF_A_DAY = {"hours": 24, "working_hours": 8, "working_days": 1}
_MINUTES_OF_A_DAY = 24 * 60
_ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class ShortDays:
    """Stand in for the working calendar: each day lasts `day`, whole seconds, and is a working day without a night.

    A working day, 8 working hours and 24 hours are all one such day.
    """

    day: timedelta

    def promised_at(self, start: datetime, amount: int, unit: str) -> datetime:
        """Tell when work received at `start` is promised to be done, `amount` of `unit` later."""
        return aware(start) + self.length_of(amount, unit)

    def length_of(self, amount: int, unit: str) -> timedelta:
        """Tell how long a limit is."""
        if unit not in _HOURS_OF_A_DAY:
            raise ValueError(f"no such unit of time: {unit}")
        return amount * self.day / _HOURS_OF_A_DAY[unit]

    def moved(self, moment: datetime, by: timedelta, unit: str) -> datetime:  # noqa: ARG002 - all time counts here
        """Go on from a moment, or back if `by` is negative."""
        return aware(moment) + by

    def shift(self, promise: datetime, paused_from: datetime, paused_until: datetime, unit: str) -> datetime:  # noqa: ARG002
        """Move a promise by the time it stood still."""
        if paused_until < paused_from:
            raise ValueError("a pause cannot end before it begins")
        return aware(promise) + (paused_until - paused_from)

    def in_days(self, moment: datetime, days: int) -> datetime:
        """Tell the moment so many short days later."""
        return aware(moment) + days * self.day

    def in_minutes(self, moment: datetime, minutes: int) -> datetime:
        """Tell the moment so many minutes of a short day later, at least a second."""
        return aware(moment) + max(_ONE_SECOND, minutes * self.day / _MINUTES_OF_A_DAY)

    def last_second(self, moment: datetime, days: int) -> datetime:
        """Tell the second that begins so many short days after the moment's own second did."""
        return aware(moment).replace(microsecond=0) + days * self.day

    def first_moment(self, moment: datetime, days: int) -> datetime:
        """Tell when the second began from which on `last_second` has not passed yet."""
        return aware(moment).replace(microsecond=0) - days * self.day
