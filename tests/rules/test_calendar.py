"""A promise is reckoned in the time the city's offices really work, Tết and swapped Saturdays included."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.shared.calendar import WorkingCalendar

HERE = ZoneInfo("Asia/Ho_Chi_Minh")

CITY: dict[str, Any] = {
    "timezone": "Asia/Ho_Chi_Minh",
    "working_time": {"weekdays": [0, 1, 2, 3, 4], "periods": [["07:30", "11:30"], ["13:00", "17:00"]]},
}
DAYS_OFF = """
    2026-01-01 2026-02-16 2026-02-17 2026-02-18 2026-02-19 2026-02-20 2026-04-26 2026-04-27 2026-04-30 2026-05-01
    2026-08-31 2026-09-01 2026-09-02 2026-11-24
    2027-01-01 2027-02-04 2027-02-05 2027-02-06 2027-02-07 2027-02-08 2027-02-09 2027-02-10
"""
SWAPS = [{"date": "2026-08-22", "instead_of": "2026-08-31"}]
HOLIDAYS = {"items": [{"date": day} for day in DAYS_OFF.split()], "working_saturdays": SWAPS}
CALENDAR = WorkingCalendar.from_pack(CITY, HOLIDAYS)


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


def promised(start: str, amount: int, unit: str) -> datetime:
    return CALENDAR.promised_at(here(start), amount, unit)


@pytest.mark.parametrize(
    ("day", "open_that_day"),
    [
        pytest.param("2026-11-23", True, id="an ordinary Monday"),
        pytest.param("2026-11-24", False, id="Culture Day, a Tuesday"),
        pytest.param("2026-11-28", False, id="an ordinary Saturday"),
        pytest.param("2026-08-22", True, id="the Saturday worked instead of 31 August"),
        pytest.param("2026-08-31", False, id="the Monday off before National Day"),
        pytest.param("2027-02-04", False, id="the first day off of Tết 2027"),
        pytest.param("2027-02-10", False, id="the last day off of Tết 2027"),
        pytest.param("2027-02-11", True, id="the Thursday the offices open again"),
    ],
)
def test_offices_open_on_weekdays_and_swapped_saturdays_and_never_on_holidays(day: str, open_that_day: bool) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is open_that_day


def test_a_day_swapped_away_is_off_even_where_the_holiday_list_forgot_it() -> None:
    calendar = WorkingCalendar.from_pack(CITY, {"items": [], "working_saturdays": SWAPS})

    assert not calendar.is_working_day(date(2026, 8, 31))


@pytest.mark.parametrize(
    ("start", "amount", "promise"),
    [
        pytest.param("2026-11-16 09:00", 1, "2026-11-17 17:00", id="Monday → Tuesday, the day of receipt not counted"),
        pytest.param("2026-11-16 00:00", 1, "2026-11-17 17:00", id="midnight into Monday is Monday"),
        pytest.param("2026-11-16 07:29", 1, "2026-11-17 17:00", id="a minute before opening is received that day"),
        pytest.param("2026-11-16 12:00", 1, "2026-11-17 17:00", id="in the lunch break is received that day"),
        pytest.param("2026-11-16 16:59:59", 1, "2026-11-17 17:00", id="a second before closing is received that day"),
        pytest.param("2026-11-16 17:00", 1, "2026-11-18 17:00", id="at closing: received Tuesday → Wednesday"),
        pytest.param("2026-11-16 23:59", 1, "2026-11-18 17:00", id="23:59 Monday: received Tuesday → Wednesday"),
        pytest.param("2026-11-13 16:00", 1, "2026-11-16 17:00", id="Friday afternoon → Monday"),
        pytest.param("2026-11-13 19:00", 1, "2026-11-17 17:00", id="Friday evening: received Monday → Tuesday"),
        pytest.param("2026-11-14 10:00", 1, "2026-11-17 17:00", id="Saturday: received Monday → Tuesday"),
        pytest.param("2026-11-16 09:00", 5, "2026-11-23 17:00", id="Tue 1 Wed 2 Thu 3 Fri 4 Mon 5"),
        pytest.param("2026-11-23 09:00", 1, "2026-11-25 17:00", id="Monday, Tuesday is Culture Day → Wednesday"),
        pytest.param("2026-11-23 20:00", 1, "2026-11-26 17:00", id="Monday night: received Wednesday → Thursday"),
        pytest.param("2026-08-21 09:00", 1, "2026-08-22 17:00", id="Friday → the Saturday worked"),
        pytest.param("2026-08-21 18:00", 1, "2026-08-24 17:00", id="Friday evening: received Saturday → Monday"),
        pytest.param("2026-08-28 09:00", 1, "2026-09-03 17:00", id="Friday, off Mon 31 to Wed 2 → Thursday"),
        pytest.param("2027-02-03 09:00", 1, "2027-02-11 17:00", id="the last day before Tết → the first after it"),
        pytest.param("2027-02-03 17:30", 1, "2027-02-12 17:00", id="the eve, offices shut: received 11th → 12th"),
        pytest.param("2027-02-06 00:05", 3, "2027-02-16 17:00", id="New Year's night: 11th; 12 1, Mon 15 2, Tue 16 3"),
        pytest.param("2027-02-02 09:00", 10, "2027-02-23 17:00", id="3 1, 11 2, 12 3, 15–19 4–8, 22 9, 23 10"),
        pytest.param("2026-12-31 09:00", 1, "2027-01-04 17:00", id="Thursday, off Friday 1 January → Monday"),
    ],
)
def test_a_promise_in_working_days_ends_at_closing_time_of_the_last_day(start: str, amount: int, promise: str) -> None:
    assert promised(start, amount, "working_days") == here(promise)


@pytest.mark.parametrize(
    ("start", "amount", "promise"),
    [
        pytest.param("2026-11-16 08:00", 2, "2026-11-16 10:00", id="a morning"),
        pytest.param("2026-11-16 05:00", 1, "2026-11-16 08:30", id="before opening starts at 07:30"),
        pytest.param("2026-11-16 10:30", 2, "2026-11-16 14:00", id="1 h to 11:30, lunch, 1 h from 13:00"),
        pytest.param("2026-11-16 12:00", 1, "2026-11-16 14:00", id="in the lunch break starts at 13:00"),
        pytest.param("2026-11-16 10:30", 1, "2026-11-16 11:30", id="ends at lunch, not after it"),
        pytest.param("2026-11-16 07:30", 8, "2026-11-16 17:00", id="a whole day ends at closing, not next morning"),
        pytest.param("2026-11-16 16:00", 2, "2026-11-17 08:30", id="1 h to closing, 1 h next morning"),
        pytest.param("2026-11-16 17:00", 1, "2026-11-17 08:30", id="at closing starts next morning"),
        pytest.param("2026-11-16 23:59", 1, "2026-11-17 08:30", id="23:59 starts next morning"),
        pytest.param("2026-11-13 16:30", 2, "2026-11-16 09:00", id="Friday ½ h, Monday 1½ h"),
        pytest.param("2026-11-23 16:00", 2, "2026-11-25 08:30", id="1 h Monday, Culture Day, 1 h Wednesday"),
        pytest.param("2026-08-21 16:00", 2, "2026-08-22 08:30", id="1 h Friday, 1 h on the Saturday worked"),
        pytest.param("2027-02-03 15:00", 4, "2027-02-11 09:30", id="2 h before Tết, 2 h after it"),
        pytest.param("2026-11-16 07:30:20", 1, "2026-11-16 08:30:20", id="seconds are kept"),
    ],
)
def test_a_promise_in_working_hours_counts_only_open_hours(start: str, amount: int, promise: str) -> None:
    assert promised(start, amount, "working_hours") == here(promise)


@pytest.mark.parametrize(
    ("start", "amount", "promise"),
    [
        pytest.param("2026-11-13 20:00", 24, "2026-11-14 20:00", id="Friday night to Saturday night"),
        pytest.param("2026-11-13 16:00", 72, "2026-11-16 16:00", id="over a weekend"),
        pytest.param("2027-02-05 23:59", 1, "2027-02-06 00:59", id="in the first hour of Tết"),
    ],
)
def test_a_promise_in_hours_runs_day_and_night(start: str, amount: int, promise: str) -> None:
    assert promised(start, amount, "hours") == here(promise)


@pytest.mark.parametrize("unit", ["hours", "working_hours", "working_days"])
def test_a_promise_does_not_depend_on_the_zone_its_start_was_written_in(unit: str) -> None:
    start = here("2026-11-16 23:59")

    promises = {CALENDAR.promised_at(start.astimezone(zone), 3, unit) for zone in (UTC, HERE, ZoneInfo("Asia/Tokyo"))}

    assert len(promises) == 1
    assert promises.pop().tzinfo is UTC


@pytest.mark.parametrize("amount", [-1, 0, 1001])
def test_nobody_is_promised_no_time_at_all_or_years_of_it(amount: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 1000"):
        promised("2026-11-16 09:00", amount, "hours")


def test_a_time_that_does_not_say_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        CALENDAR.promised_at(datetime(2026, 11, 16, 9), 1, "hours")  # noqa: DTZ001 - the point of the test


def test_the_calendar_says_how_far_its_holidays_reach() -> None:
    assert CALENDAR.covers_until == date(2027, 12, 31)
    assert WorkingCalendar.from_pack(CITY, {"items": []}).covers_until == date.min


def test_beyond_its_holidays_the_calendar_still_answers_with_weekends() -> None:
    # 1 January 2031 is a Wednesday and unknown to the list; the Thursday after it is the first day counted.
    assert promised("2031-01-01 09:00", 1, "working_days") == here("2031-01-02 17:00")


def test_the_longest_promise_is_answered() -> None:
    # 1000 working days with no holiday known are 200 weeks.
    assert promised("2031-01-01 09:00", 1000, "working_days") == here("2031-01-01 17:00") + timedelta(weeks=200)


@pytest.mark.parametrize(
    ("start", "end", "worked"),
    [
        pytest.param("2026-11-16 08:00", "2026-11-16 09:15", timedelta(hours=1, minutes=15), id="a morning"),
        pytest.param("2026-11-16 11:00", "2026-11-16 13:30", timedelta(hours=1), id="over lunch: ½ h and ½ h"),
        pytest.param("2026-11-13 16:00", "2026-11-16 08:30", timedelta(hours=2), id="over a weekend: 1 h and 1 h"),
        pytest.param("2026-11-14 00:00", "2026-11-15 23:59", timedelta(0), id="a weekend"),
        pytest.param("2026-11-16 00:00", "2026-11-23 00:00", timedelta(hours=40), id="a week of 5 × 8 h"),
        pytest.param("2027-02-01 00:00", "2027-03-01 00:00", timedelta(hours=120), id="February 2027: 20 − 5 days"),
        pytest.param("2026-11-16 10:00", "2026-11-16 09:00", timedelta(0), id="the wrong way round"),
    ],
)
def test_working_time_between_two_moments_leaves_out_what_is_closed(start: str, end: str, worked: timedelta) -> None:
    assert CALENDAR.working_time_between(here(start), here(end)) == worked


# Days of November 2026; the 14th and 15th are a weekend.
@pytest.mark.parametrize(
    ("unit", "promise", "paused_from", "paused_until", "shifted"),
    [
        pytest.param("hours", "16 10:00", "14 08:00", "15 08:00", "17 10:00", id="a day by the clock"),
        pytest.param(
            "working_hours", "16 16:00", "16 09:00", "16 11:00", "17 08:30", id="2 h: 1 h today, 1 h next day"
        ),
        pytest.param("working_days", "18 17:00", "16 10:00", "17 10:00", "19 17:00", id="8 working hours: one day"),
        pytest.param("working_days", "18 17:00", "16 10:00", "16 11:30", "19 09:00", id="1½ working hours"),
        pytest.param("working_days", "18 17:00", "13 17:00", "16 07:30", "18 17:00", id="a weekend costs nothing"),
        pytest.param("working_days", "23 17:00", "19 09:00", "19 10:00", "25 08:30", id="an hour, over Culture Day"),
    ],
)
def test_a_pause_moves_a_promise_by_the_time_it_took(
    unit: str, promise: str, paused_from: str, paused_until: str, shifted: str
) -> None:
    due, begins, ends, moved = (here(f"2026-11-{text}") for text in (promise, paused_from, paused_until, shifted))

    assert CALENDAR.shift(due, begins, ends, unit) == moved


def test_a_pause_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="pause"):
        CALENDAR.shift(here("2026-11-16"), here("2026-11-16"), here("2026-11-15"), "hours")


def test_an_unknown_unit_of_time_is_refused() -> None:
    start = here("2026-11-16 09:00")

    with pytest.raises(ValueError, match="weeks"):
        CALENDAR.promised_at(start, 1, "weeks")
    with pytest.raises(ValueError, match="weeks"):
        CALENDAR.shift(start, start, start, "weeks")


@pytest.mark.parametrize(
    "working_time",
    [
        {"weekdays": [], "periods": [["07:30", "17:00"]]},
        {"weekdays": [7], "periods": [["07:30", "17:00"]]},
        {"weekdays": [0], "periods": []},
        {"weekdays": [0], "periods": [["17:00", "07:30"]]},
        {"weekdays": [0], "periods": [["13:00", "17:00"], ["07:30", "11:30"]]},
    ],
    ids=["no weekday", "an eighth weekday", "no period", "closing before opening", "afternoon before morning"],
)
def test_a_city_that_never_works_is_refused(working_time: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="working"):
        WorkingCalendar.from_pack({**CITY, "working_time": working_time}, HOLIDAYS)


def test_a_city_that_changes_its_clocks_loses_no_working_hour() -> None:
    # Chile moves its clocks at midnight into Sunday 6 September 2026; night shifts of a 24-hour desk would notice.
    city = {"timezone": "America/Santiago", "working_time": {"weekdays": [5, 6], "periods": [["00:00", "23:59"]]}}
    calendar = WorkingCalendar.from_pack(city, {"items": []})
    saturday = datetime(2026, 9, 5, 22, tzinfo=ZoneInfo("America/Santiago"))

    promise = calendar.promised_at(saturday, 3, "working_hours")

    assert calendar.working_time_between(saturday, promise) == timedelta(hours=3)


MOMENTS = st.datetimes(
    min_value=datetime(2025, 12, 1),  # noqa: DTZ001 - hypothesis asks for naive bounds
    max_value=datetime(2028, 3, 1),  # noqa: DTZ001 - hypothesis asks for naive bounds
    timezones=st.sampled_from([UTC, HERE]),
)
THREE_MOMENTS = st.lists(MOMENTS, min_size=3, max_size=3).map(sorted)
AMOUNTS = st.integers(1, 300)
UNITS = st.sampled_from(["hours", "working_hours", "working_days"])
WORKING_UNITS = st.sampled_from(["working_hours", "working_days"])


@pytest.mark.long
@given(MOMENTS, AMOUNTS, WORKING_UNITS)
def test_no_promise_in_working_time_falls_on_a_day_off(start: datetime, amount: int, unit: str) -> None:
    promise = CALENDAR.promised_at(start, amount, unit).astimezone(HERE)

    assert CALENDAR.is_working_day(promise.date())
    assert time(7, 30) < promise.time() <= time(11, 30) or time(13) < promise.time() <= time(17)


@pytest.mark.long
@given(MOMENTS, MOMENTS, AMOUNTS, UNITS)
def test_who_reports_later_is_never_promised_earlier(a: datetime, b: datetime, amount: int, unit: str) -> None:
    earlier, later = sorted((a, b))

    assert CALENDAR.promised_at(earlier, amount, unit) <= CALENDAR.promised_at(later, amount, unit)


@pytest.mark.long
@given(MOMENTS, AMOUNTS, UNITS)
def test_a_longer_time_limit_ends_later(start: datetime, amount: int, unit: str) -> None:
    assert start < CALENDAR.promised_at(start, amount, unit) < CALENDAR.promised_at(start, amount + 1, unit)


@pytest.mark.long
@given(MOMENTS, AMOUNTS)
def test_exactly_the_promised_working_hours_lie_before_the_promise(start: datetime, amount: int) -> None:
    promise = CALENDAR.promised_at(start, amount, "working_hours")

    assert CALENDAR.working_time_between(start, promise) == timedelta(hours=amount)


@pytest.mark.long
@given(THREE_MOMENTS)
def test_working_time_adds_up(moments: list[datetime]) -> None:
    a, b, c = moments

    parts = CALENDAR.working_time_between(a, b) + CALENDAR.working_time_between(b, c)

    assert parts == CALENDAR.working_time_between(a, c)


@pytest.mark.long
@given(MOMENTS, UNITS, THREE_MOMENTS)
def test_two_short_pauses_move_a_promise_like_a_long_one(start: datetime, unit: str, moments: list[datetime]) -> None:
    promise = CALENDAR.promised_at(start, 5, unit)
    a, b, c = moments

    twice = CALENDAR.shift(CALENDAR.shift(promise, a, b, unit), b, c, unit)

    assert twice == CALENDAR.shift(promise, a, c, unit)
