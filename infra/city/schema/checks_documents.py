"""Check the tree of categories and the calendar as every published one is checked."""

from __future__ import annotations

from collections.abc import Iterable

from chalicelib.feedback.documents import calendar_checks, category_checks
from chalicelib.feedback.documents.category_checks import Known
from chalicelib.published.datasets import Wrong
from chalicelib.published.importing import message_of
from infra.city.schema.pack import Pack, Problems


def category_problems(pack: Pack) -> Problems:
    """Check the tree of what can be reported."""
    yield from _sentences("categories.json", category_checks.problems(pack.categories, _known(pack)))


def holiday_problems(pack: Pack) -> Problems:
    """Check that the calendar is in order, and its working Saturdays with it."""
    weekdays = pack.city.working_time.weekdays
    yield from _sentences("holidays.json", calendar_checks.problems(pack.holidays, weekdays))


def _known(pack: Pack) -> Known:
    phones = (phone for body in pack.bodies.items for phone in body.phones)
    return Known(
        bodies=frozenset(body.body_id for body in pack.bodies.items),
        numbers=frozenset([*(line.number for line in pack.hotlines.items), *phones]),
        largest_radius=pack.city.duplicate_radius.largest,
    )


def _sentences(file: str, problems: Iterable[Wrong]) -> Problems:
    for each in problems:
        yield f"{file}: {message_of(each.code, 'en', each.params)}"
