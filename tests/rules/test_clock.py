"""Times are told in one way: aware, in UTC, with milliseconds."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.shared import clock

HO_CHI_MINH = ZoneInfo("Asia/Ho_Chi_Minh")


def test_now_is_the_present_moment_in_utc() -> None:
    with time_machine.travel(datetime(2026, 11, 23, 8, 2, 3, tzinfo=HO_CHI_MINH), tick=False):
        told = clock.now()

    assert told == datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)
    assert told.tzinfo is UTC


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC), "2026-11-23T01:02:03.000Z"),
        (datetime(2026, 11, 23, 1, 2, 3, 123999, tzinfo=UTC), "2026-11-23T01:02:03.123Z"),
        (datetime(2026, 11, 23, 6, 30, tzinfo=HO_CHI_MINH), "2026-11-22T23:30:00.000Z"),
    ],
)
def test_every_time_goes_out_in_utc_with_milliseconds(moment: datetime, written: str) -> None:
    assert clock.rfc3339(moment) == written


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23T01:02:03Z", datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)),
        ("2026-11-23t01:02:03z", datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)),
        ("2026-11-23T08:02:03+07:00", datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)),
        ("2026-11-23T01:02:03.5Z", datetime(2026, 11, 23, 1, 2, 3, 500000, tzinfo=UTC)),
        ("2026-11-23T01:02:03.1234567-00:00", datetime(2026, 11, 23, 1, 2, 3, 123456, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_with_any_offset_and_told_in_utc(text: str, moment: datetime) -> None:
    read = clock.parse_rfc3339(text)

    assert read == moment
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-23",
        "2026-11-23T01:02:03",
        "2026-11-23 01:02:03Z",
        "20261123T010203Z",
        "2026-W48-1T01:02:03Z",
        "2026-11-23T01:02Z",
        "2026-02-30T01:02:03Z",
        "2026-11-23T25:00:00Z",
        "2026-11-23T01:02:03+24:00",
        "2026-11-23T01:02:03+07:60",
        "2026-11-23T01:02:03Z\n",
        "２０２６-11-23T01:02:03Z",
        "0001-01-01T00:00:00+07:00",
    ],
)
def test_a_time_that_does_not_say_its_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        clock.parse_rfc3339(text)


@pytest.mark.parametrize("tell", [clock.rfc3339, lambda naive: clock.local_date(naive, HO_CHI_MINH)])
def test_a_time_without_an_offset_is_never_guessed(tell: object) -> None:
    naive = datetime(2026, 11, 23, 1, 2, 3)  # noqa: DTZ001 - the point of the test

    with pytest.raises(ValueError, match="without an offset"):
        tell(naive)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 22, 16, 59, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 17, 0, 0, tzinfo=UTC), date(2026, 11, 23)),
    ],
    ids=["a second to midnight in the city", "midnight in the city"],
)
def test_the_day_changes_at_midnight_in_the_city(moment: datetime, day: date) -> None:
    assert clock.local_date(moment, HO_CHI_MINH) == day


AWARE = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - hypothesis asks for naive bounds
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001 - hypothesis asks for naive bounds
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)


@given(AWARE)
def test_a_written_time_reads_back_to_the_millisecond(moment: datetime) -> None:
    read = clock.parse_rfc3339(clock.rfc3339(moment))

    assert timedelta(0) <= moment - read < timedelta(milliseconds=1)


@given(AWARE, AWARE)
def test_written_times_sort_as_text_the_way_they_sort_in_time(a: datetime, b: datetime) -> None:
    earlier, later = sorted((a, b))

    assert clock.rfc3339(earlier) <= clock.rfc3339(later)
