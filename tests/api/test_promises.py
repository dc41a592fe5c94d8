"""What the city promises, reckoned by hand on the calendar of the city pack itself."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.builders import a_report
from tests.cloud import Cloud
from tests.phones import Phone

HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def promised(sent: str, category: str) -> str:
    """Return the promise for a report sent at this local time, as local time."""
    with time_machine.travel(datetime.fromisoformat(sent).replace(tzinfo=HERE), tick=False):
        answer = Phone.of_citizen("an").post("/v1/feedback/reports", a_report(category_code=category)).json
    return datetime.fromisoformat(answer["expected_at"]).astimezone(HERE).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        # Tuesday one minute to midnight: nobody is there, so it is received on Wednesday the 3rd. The 4th to the 10th
        # is Tết; Thursday the 11th is day 1, Friday the 12th day 2, Monday the 15th day 3.
        pytest.param("2027-02-02 23:59", "2027-02-15 17:00", id="over Tết 2027, sent at 23:59"),
        # Friday the 13th is the day of receipt. The 16th to the 20th is Tết; Monday 23, Tuesday 24, Wednesday 25.
        pytest.param("2026-02-13 09:00", "2026-02-25 17:00", id="over Tết 2026"),
        # Thursday is the day of receipt. Friday 21 is day 1, the worked Saturday 22 day 2, Monday 24 day 3.
        pytest.param("2026-08-20 10:00", "2026-08-24 17:00", id="over a Saturday that is worked"),
        # Friday 28, one minute before closing, is the day of receipt. Monday 31 is swapped away, 1 and 2 September is
        # National Day; Thursday 3, Friday 4, Monday 7.
        pytest.param("2026-08-28 16:59", "2026-09-07 17:00", id="over National Day"),
        # The same Friday at closing time: received on Thursday 3; Friday 4, Monday 7, Tuesday 8.
        pytest.param("2026-08-28 17:00", "2026-09-08 17:00", id="at closing time"),
        # Saturday 23:59: received on Monday 23. Tuesday 24 November is Culture Day; Wednesday, Thursday, Friday.
        pytest.param("2026-11-21 23:59", "2026-11-27 17:00", id="at 23:59 of a Saturday before Culture Day"),
    ],
)
def test_three_working_days_for_a_pothole(aws: Cloud, sent: str, due: str) -> None:
    assert promised(sent, "pothole") == due


def test_twenty_four_hours_for_a_street_lamp_run_by_the_clock_even_over_tet(aws: Cloud) -> None:
    assert promised("2027-02-06 23:59", "light_out") == "2027-02-07 23:59"
