"""A licence that has ended is never said to be valid, whenever one looks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.published.rights import STANDINGS, folded_number, standing, terms
from chalicelib.shared import city

DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
MAYBE_DAYS = st.none() | DAYS
WORDS = st.sampled_from(["valid", "suspended", "revoked", "expired", "VALID", "", None])


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@given(WORDS, MAYBE_DAYS, MAYBE_DAYS, MAYBE_DAYS, DAYS)
def test_valid_is_only_what_the_issuer_calls_valid_and_no_later_than_its_last_day(
    said: str | None, expires: date | None, issued: date | None, as_of: date | None, day: date
) -> None:
    told = terms(said, iso(expires), iso(issued), iso(as_of))

    stands = standing(told, day.isoformat())

    assert stands in (*STANDINGS, None)
    if stands == "valid":
        assert said == "valid"
        assert expires is None or day <= expires
    if said == "revoked":
        assert stands == "revoked"
    if said in ("valid", "suspended") and expires and day > expires:
        assert stands == "expired"


@pytest.mark.parametrize(
    ("said", "day", "stands"),
    [
        ("valid", "2026-11-24", "valid"),
        ("valid", "2026-11-25", "expired"),
        ("suspended", "2026-11-24", "suspended"),
        ("suspended", "2026-11-25", "expired"),
        ("revoked", "2026-11-24", "revoked"),
        ("revoked", "2026-11-25", "revoked"),
    ],
)
def test_the_last_day_counts_and_the_day_after_does_not(said: str, day: str, stands: str) -> None:
    assert standing(terms(said, "2026-11-24"), day) == stands


def test_a_licence_issued_ahead_holds_from_its_day_on() -> None:
    ahead = terms("valid", None, issued="2027-01-01", as_of="2026-11-24")

    assert [standing(ahead, day) for day in ("2026-12-31", "2027-01-01")] == ["not_yet_valid", "valid"]


@pytest.mark.parametrize("unknown", [None, "", "valid?", "Valid", "active"])
def test_a_word_that_is_not_known_is_never_taken_for_valid(unknown: str | None) -> None:
    assert standing(terms(unknown, "2099-01-01"), "2026-11-24") is None


@pytest.mark.parametrize(
    "typed",
    [
        "MAU-00001/SYT-GPHĐ",
        "mau-00001/syt-gphđ",
        "MAU 00001 SYT GPHD",
        " mau00001/SYT–GPHĐ ",
        "MAU-00001\uff0fSYT-GPHĐ",
    ],
)
def test_a_number_is_the_same_however_it_is_written(typed: str) -> None:
    assert folded_number(typed) == "mau00001sytgphd"


def test_other_numbers_stay_others() -> None:
    assert len({folded_number(each) for each in ("1/SYT", "01/SYT", "11/SYT", "1/SYTA")}) == 4


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_what_is_left_of_a_day_never_reaches_into_the_next(moment: datetime) -> None:
    left = city.seconds_left(moment)

    here = moment.astimezone(city.timezone())
    assert 0 <= left <= 86_400
    assert here.date() == (here + timedelta(seconds=left) - timedelta(microseconds=1)).date()
    assert here.date() < (here + timedelta(seconds=left + 1)).date()
