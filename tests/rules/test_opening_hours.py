"""Opening hours are read by a small part of OpenStreetMap's grammar, and tell whether a place is open."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opening_hours import OpeningHours

from chalicelib.published.opening_hours import HoursError, is_open, read_hours

# Monday of a week whose Thursday is a public holiday.
MONDAY = date(2026, 4, 27)
THURSDAY_OFF = {date(2026, 4, 30)}
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")

OFFICE = "Mo-Fr 07:30-11:30,13:00-17:00; PH off"
CLINIC = "Mo-Sa 07:00-20:00; Su,PH 07:30-11:30"
NIGHT = "Mo-Sa 18:00-02:00; Sa off"


def at(day: str, clock: str) -> datetime:
    return datetime.combine(MONDAY + timedelta(days=DAYS.index(day)), time.fromisoformat(clock))


@pytest.mark.parametrize(
    ("hours", "day", "clock", "expected"),
    [
        (OFFICE, "Mo", "07:29", False),
        (OFFICE, "Mo", "07:30", True),
        (OFFICE, "Mo", "11:29", True),
        (OFFICE, "Mo", "11:30", False),
        (OFFICE, "Fr", "16:59", True),
        (OFFICE, "Sa", "09:00", False),
        (OFFICE, "Th", "09:00", False),
        ("Mo-Fr 07:30-11:30", "Th", "09:00", True),
        (CLINIC, "Th", "08:00", True),
        (CLINIC, "Th", "12:00", False),
        (CLINIC, "Su", "11:00", True),
        (CLINIC, "We", "19:59", True),
        (NIGHT, "Fr", "23:00", True),
        (NIGHT, "Fr", "01:59", True),
        (NIGHT, "Fr", "02:00", False),
        (NIGHT, "Sa", "01:00", False),
        ("Mo-Sa 18:00-02:00", "Su", "01:00", True),
        ("Mo-Sa 18:00-02:00", "Su", "19:00", False),
        ("Mo-Sa 18:00-02:00", "Mo", "01:00", False),
        ("24/7", "Th", "03:00", True),
        ("08:00-24:00", "Su", "23:59", True),
        ("Sa-Mo 08:00-12:00", "Mo", "09:00", True),
        ("Sa-Mo 08:00-12:00", "Tu", "09:00", False),
        ("Mo-Su 08:00-12:00; We off", "We", "09:00", False),
        ("Mo,We,Fr 08:00-12:00", "We", "09:00", True),
        ("Mo,We,Fr 08:00-12:00", "Th", "09:00", False),
        ("08:00-08:00", "Tu", "07:59", True),
    ],
)
def test_a_place_is_open_when_its_hours_say_so(hours: str, day: str, clock: str, expected: bool) -> None:
    assert is_open(read_hours(hours), at(day, clock), THURSDAY_OFF) is expected


@pytest.mark.parametrize(
    ("hours", "reason"),
    [
        ("", "is no time"),
        ("open", "is no time"),
        ("Mo-Fr", "is no time"),
        ("Mo-Fr 7:30-11:30", "7:30-11:30 is no time"),
        ("Mo-Fr 07:30-25:00", "is no time"),
        ("Mo-Fr 24:00-08:00", "is no time"),
        ("Mo-Fr 07:30", "is no time"),
        ("Mo-Fr 17:00+", "is no time"),
        ("T2-T6 07:30-11:30", "T2-T6 is no day"),
        ("Mo-Xx 07:30-11:30", "is no day"),
        ("Mo-Fr,PH-Su 07:30-11:30", "PH-Su is no day"),
        ("Mo,Mo 07:30-11:30", "names a day twice"),
        ("Mo-We,Tu 07:30-11:30", "names a day twice"),
        ("PH,PH off", "names a day twice"),
        ("Mo 13:00-17:00,07:30-11:30", "overlap or run backwards"),
        ("Mo 07:30-11:30,11:00-12:00", "overlap or run backwards"),
        ("PH off; Mo-Fr 07:30-11:30", "nothing may follow"),
        ("Mo-Fr 07:30-11:30;Sa off", "is no day"),
        ("Mo-Fr 18:00-02:00; Fr 10:00-12:00", "one rule only"),
        ("24/7; PH off", "24/7 is no time"),
    ],
)
def test_what_lies_outside_of_the_grammar_is_refused_with_its_piece(hours: str, reason: str) -> None:
    with pytest.raises(HoursError, match=reason):
        read_hours(hours)


spans = st.lists(st.integers(0, 1439), min_size=2, max_size=6, unique=True).filter(lambda cuts: len(cuts) % 2 == 0)


@given(st.sets(st.integers(0, 6), min_size=1), spans, st.integers(0, 6), st.integers(0, 1439))
def test_hours_of_one_rule_hold_on_its_days_and_in_its_spans_alone(
    days: set[int], cuts: list[int], day: int, minute: int
) -> None:
    pairs = list(zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=True))
    clock = ",".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in pairs)
    rules = read_hours(f"{','.join(DAYS[each] for each in sorted(days))} {clock}")

    moment = datetime.combine(MONDAY + timedelta(days=day), time(minute // 60, minute % 60))

    assert is_open(rules, moment, ()) is (day in days and any(a <= minute < b for a, b in pairs))


@given(st.text(alphabet="MoTuWeThFrSaSuPH0123456789:-,; off/7", max_size=40))
def test_any_text_is_read_or_refused_and_nothing_else_happens(text: str) -> None:
    try:
        rules = read_hours(text)
    except HoursError:
        return

    assert isinstance(is_open(rules, at("We", "12:00"), THURSDAY_OFF), bool)


days = st.one_of(st.sampled_from(DAYS), st.builds("{}-{}".format, st.sampled_from(DAYS), st.sampled_from(DAYS)))
# Half hours, so that instants fall on the very borders; none past midnight, where readers differ (ADR 0023).
daytime = st.lists(st.integers(0, 47), min_size=2, max_size=4, unique=True).filter(lambda cuts: len(cuts) % 2 == 0)


@st.composite
def rules_of_several_days(draw: st.DrawFn) -> str:
    halves = sorted(draw(daytime))
    clock = ",".join(
        f"{a // 2:02}:{a % 2 * 30:02}-{b // 2:02}:{b % 2 * 30:02}"
        for a, b in zip(halves[::2], halves[1::2], strict=True)
    )
    return f"{draw(days)} {draw(st.sampled_from([clock, clock, clock, 'off']))}"


@given(st.lists(rules_of_several_days(), min_size=1, max_size=4), st.lists(st.integers(0, 7 * 48 - 1), min_size=20))
def test_a_reader_of_the_whole_grammar_says_the_same(rules: list[str], halves: list[int]) -> None:
    text = "; ".join(rules)
    ours, theirs = read_hours(text), OpeningHours(text)
    moments = [at("Mo", "00:00") + timedelta(minutes=30 * half) for half in halves]

    assert [is_open(ours, moment, ()) for moment in moments] == [theirs.is_open(moment) for moment in moments]
