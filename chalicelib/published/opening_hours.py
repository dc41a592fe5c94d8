"""Read opening hours in the small part of OpenStreetMap's grammar that offices, schools and clinics need.

    hours = "24/7" | rule *("; " rule)
    rule  = [days " "] ("off" | span *("," span))
    days  = day *("," day)      day  = "Mo" … "Su", "Mo-Fr" (also over the weekend's end: "Sa-Mo"), "PH"
    span  = "07:30-11:30"       an end at or before its start lies on the next day: "18:00-02:00"

A rule without days is for every day of the week. For a day the last rule that names it counts, and no other, as
OpenStreetMap has it for ";". "PH" is a public holiday; nothing may follow the rule that names it, and without one a
holiday is a weekday like any other. A span that runs past midnight belongs to the day on which it began, but a later
"off" for the day after ends it at midnight; where there is such a span no two rules may open the same weekday, since
readers of OpenStreetMap's grammar do not agree on what that means. Seasons, weeks, sunrise, comments and open ends
("17:00+") are not read.
"""

import re
from collections.abc import Container
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_WEEK = frozenset(range(7))
_HOLIDAY = "PH"
_MINUTES_OF_DAY = 24 * 60
# Some Monday: which one it is does not matter.
_MONDAY = date(2024, 1, 1)
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")


# Minutes of a day, from the first on and up to the last, which is left out.
type Span = tuple[int, int]


class HoursError(ValueError):
    """Opening hours that this grammar does not read; the text says which piece and why."""


class Rule(NamedTuple):
    """On these weekdays (Monday is 0), and on holidays or not, open in these spans; none means closed.

    A span is minutes after the day's midnight, its end not included; an end beyond 1,440 lies on the next day.
    """

    weekdays: frozenset[int]
    holidays: bool
    spans: tuple[tuple[int, int], ...]


def read_hours(text: str) -> tuple[Rule, ...]:
    """Read opening hours; anything outside of the grammar raises HoursError."""
    if text == "24/7":
        return (Rule(_WEEK, True, ((0, _MINUTES_OF_DAY),)),)
    rules = tuple(_read_rule(piece) for piece in text.split("; "))
    if any(rule.holidays for rule in rules[:-1]):
        raise HoursError("nothing may follow the rule for public holidays (PH)")
    opening = [rule for rule in rules if rule.spans]
    named = [weekday for rule in opening for weekday in rule.weekdays]
    if any(end > _MINUTES_OF_DAY for rule in opening for _, end in rule.spans) and len(set(named)) < len(named):
        raise HoursError("with times past midnight a weekday may stand in one rule only")
    return rules


def is_open(rules: tuple[Rule, ...], at: datetime, holidays: Container[date]) -> bool:
    """Tell whether a place is open at a local time; `holidays` are the days on which "PH" holds."""
    minute = at.hour * 60 + at.minute
    today = _rule_of(rules, at.date(), holidays)
    night = _rule_of(rules, at.date() - timedelta(days=1), holidays)
    if _covers(rules, today, minute):
        return True
    return not _closes(rules, today, night) and _covers(rules, night, minute + _MINUTES_OF_DAY)


def spans_of_week(rules: tuple[Rule, ...]) -> tuple[tuple[Span, ...], ...]:
    """Return when a place is open on each weekday, Monday first, in a week without holidays.

    What runs past midnight is given to both days.
    """
    return tuple(tuple(_joined(_spans_of(rules, _MONDAY + timedelta(days=day)))) for day in range(7))


def _spans_of(rules: tuple[Rule, ...], day: date) -> list[Span]:
    today, night = _rule_of(rules, day, ()), _rule_of(rules, day - timedelta(days=1), ())
    late = () if night < 0 or _closes(rules, today, night) else rules[night].spans
    spans = () if today < 0 else rules[today].spans
    return [
        *((0, end - _MINUTES_OF_DAY) for _, end in late if end > _MINUTES_OF_DAY),
        *((begin, min(end, _MINUTES_OF_DAY)) for begin, end in spans),
    ]


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            begin, end = joined[-1][0], max(end, joined.pop()[1])
        joined.append((begin, end))
    return joined


def _read_rule(text: str) -> Rule:
    days, _, times = text.rpartition(" ")
    weekdays, holidays = _read_days(days) if days else (_WEEK, False)
    return Rule(weekdays, holidays, () if times == "off" else _read_spans(times))


def _read_days(text: str) -> tuple[frozenset[int], bool]:
    names = text.split(",")
    weekdays = [weekday for name in names if name != _HOLIDAY for weekday in _read_day(name)]
    if len(set(weekdays)) < len(weekdays) or names.count(_HOLIDAY) > 1:
        raise HoursError(f"{text} names a day twice")
    return frozenset(weekdays), _HOLIDAY in names


def _read_day(name: str) -> list[int]:
    first, dash, last = name.partition("-")
    if first not in _DAYS or (dash and last not in _DAYS):
        raise HoursError(f"{name or 'nothing'} is no day (Mo … Su, Mo-Fr, PH)")
    begin, end = _DAYS.index(first), _DAYS.index(last or first)
    return [weekday % 7 for weekday in range(begin, end + (1 if begin <= end else 8))]


def _read_spans(text: str) -> tuple[tuple[int, int], ...]:
    spans = tuple(_read_span(piece) for piece in text.split(","))
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise HoursError(f"the times {text} overlap or run backwards")
    return spans


def _read_span(text: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise HoursError(f"{text or 'nothing'} is no time of the form 07:30-11:30")
    begin = int(found[1]) * 60 + int(found[2])
    end = _MINUTES_OF_DAY if found[3] is None else int(found[3]) * 60 + int(found[4])
    return begin, end if end > begin else end + _MINUTES_OF_DAY


def _rule_of(rules: tuple[Rule, ...], day: date, holidays: Container[date]) -> int:
    """Find the place of the rule that counts for a day; -1 if none names it."""
    named = (day.weekday() in rule.weekdays or (rule.holidays and day in holidays) for rule in rules)
    return max((place for place, names_it in enumerate(named) if names_it), default=-1)


def _covers(rules: tuple[Rule, ...], place: int, minute: int) -> bool:
    return place >= 0 and any(begin <= minute < end for begin, end in rules[place].spans)


def _closes(rules: tuple[Rule, ...], today: int, night: int) -> bool:
    """Tell whether a day off ends the night before at midnight, as a later "off" does in OpenStreetMap."""
    return today > night and not rules[today].spans
