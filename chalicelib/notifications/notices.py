"""Notices in a reader's own words: the texts of the city pack, filled with the values that a letter carries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from chalicelib.notifications.letters import Value
from chalicelib.shared import city, clock
from chalicelib.shared.i18n import DEFAULT, LANGUAGES


class Wordless(LookupError):
    """A notice that the pack has no words for, or a value that its words need; names the code, never a value."""


@dataclass(frozen=True)
class Rendered:
    """A notice as it is read."""

    title: str
    body: str


def rendered(code: str, values: Mapping[str, Value], language: str) -> Rendered:
    """Return a notice in words, times on the city's clocks as one writes them in that language.

    Raise Wordless for an unknown notice or a value that is missing: half a sentence is sent to nobody.
    """
    spoken = language if language in LANGUAGES else DEFAULT
    notice = _notice(code)
    words = {name: written(value, spoken) for name, value in values.items()}
    try:
        return Rendered(*(notice[part][spoken].format_map(words) for part in ("title", "body")))
    except KeyError as missing:
        raise Wordless(f"the notice {code} needs a value for {missing.args[0]}") from None


def placeholders(code: str) -> tuple[str, ...]:
    """Return the names of the values that a notice speaks of; raise Wordless for an unknown one."""
    return tuple(_notice(code)["placeholders"])


def phrase(name: str) -> dict[str, str]:
    """Return a short text of the pack in both languages, such as what stands in place of a text that is not shown."""
    found: dict[str, str] = city.load("notices")["phrases"][name]
    return found


def written(value: Value, language: str) -> str:
    """Return one value in words."""
    if not isinstance(value, dict):
        return str(value)
    if "at" in value:
        return _moment(value["at"], language)
    if "date" in value:
        return _day(date.fromisoformat(value["date"]), language)
    return value.get(language) or value[DEFAULT]


def _moment(at: str, language: str) -> str:
    # A time is told to the minute that has begun, so that a promise is never told as later than it is.
    local = clock.parse_rfc3339(at).astimezone(city.timezone())
    day = _day(local.date(), language)
    return str(_writing(language)["moment"]).format(hour=local.hour, minute=local.minute, date=day)


def _day(day: date, language: str) -> str:
    form = _writing(language)
    return str(form["date"]).format(day=day.day, month=form["months"][day.month - 1], year=day.year)


def _writing(language: str) -> Any:
    return city.load("notices")["writing"][language]


def _notice(code: str) -> dict[str, Any]:
    try:
        return _notices()[code]
    except KeyError:
        raise Wordless(f"the city pack has no notice {code}") from None


@cache
def _notices() -> dict[str, dict[str, Any]]:
    return {notice["code"]: notice for notice in city.load("notices")["items"]}
