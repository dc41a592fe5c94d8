"""Which ward people mean by its code, by a name of today or of before, or by an address."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from chalicelib.published import wards
from chalicelib.published.former_units import Became
from chalicelib.published.showing_units import candidates, former_unit
from chalicelib.published.unit_search import UnitSearch
from chalicelib.published.unit_words import accented, marked, plain, says, spoken
from chalicelib.shared import city
from chalicelib.shared.errors import NotFound, SeveralChoices

type Unit = dict[str, Any]

_MOST_CANDIDATES = 10


class Meant(NamedTuple):
    """The unit of today that is meant, and the former one by which it was named, if it was."""

    unit: Unit
    old: Became | None = None


def meant_by(text: str) -> Meant:
    """Return the unit that a code, a name or an address means, spelled as people spell.

    A name of today comes before the same name of a unit of before. Raise SeveralChoices with the candidates where only
    a person can choose, NotFound where nothing is named.
    """
    words = text.strip()
    if unit := _by_code().get(words):
        return Meant(unit)
    if became := wards.former().by_code(words):
        return _successor([became])
    for part in (words, *_ends_of(words)):
        if units := _called(part):
            return _only(units)
        if found := wards.former().called(part):
            return _successor(found)
        if part == words and (named := wards.unit_names().named_in(words)):
            return _only(named)
    return _only(_search().find(words))


def named_in(text: str) -> list[Unit]:
    """Return the units that words certainly name, the likeliest first: none for words that are about something else."""
    return list(_called(text) or wards.unit_names().named_in(text))


def _called(text: str) -> list[Unit]:
    """Return the units of today whose name this is, those with the same marks where marks were typed."""
    words, typed = spoken(text), accented(text)
    alike = [unit for name, unit in _names() if name == words]
    same = alike if text.isascii() else [unit for unit in alike if says(typed, marked(unit["name"]))]
    return same or alike


def _ends_of(address: str) -> Iterator[str]:
    """Yield an address without its first parts, the longest first, with and without the city behind it."""
    parts = [part.strip() for part in address.split(",")]
    if plain(parts[-1]) in _names_of_city():
        yield from (", ".join(parts[begin:-1]) for begin in range(len(parts) - 1))
    yield from (", ".join(parts[begin:]) for begin in range(1, len(parts)))


def _only(units: Iterable[Unit]) -> Meant:
    found = list(units)
    if not found:
        raise NotFound("unit_not_named")
    if len(found) > 1:
        choices = [{"unit": unit, "default": False} for unit in found[:_MOST_CANDIDATES]]
        raise SeveralChoices("unit_ambiguous", extra={"candidates": choices})
    return Meant(found[0])


def _successor(found: Sequence[Became]) -> Meant:
    """Return the unit that took in all that is meant, where it is one."""
    distinct = {unit["code"]: unit for each in found for unit in each.units}
    if len(distinct) == 1:
        [unit] = distinct.values()
        return Meant(unit, found[0])
    if len(found) == 1:
        extra = {"old": former_unit(found[0]), "candidates": candidates(found[0])}
        raise SeveralChoices("unit_divided", extra=extra)
    return _only(distinct.values())


@cache
def _by_code() -> dict[str, Unit]:
    return {unit["code"]: unit for unit in _units()}


@cache
def _names() -> list[tuple[str, Unit]]:
    fields = ("name", "full_name", "full_name_en")
    return [(name, unit) for unit in _units() for name in {_spoken_of(unit, field) for field in fields}]


def _spoken_of(unit: Unit, field: str) -> str:
    return plain(unit[field]) if field == "name" else spoken(unit[field])


@cache
def _names_of_city() -> frozenset[str]:
    return frozenset(plain(name) for same in city.load("city")["short_forms"] for name in same)


@cache
def _search() -> UnitSearch:
    return UnitSearch(city.load("units"))


def _units() -> list[Unit]:
    units: list[Unit] = city.load("units")["items"]
    return units
