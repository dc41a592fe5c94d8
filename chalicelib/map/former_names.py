"""Find a former unit that the city knows by the names that a table gives, however they are written."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from chalicelib.published.kinds import Row
from chalicelib.published.unit_words import accented, has_one_slip, marked, parted, plain, spoken

type Item = Mapping[str, Any]

# Of four letters one wrong makes many a name of another.
_SHORTEST_WITH_SLIP = 5
_KINDS = ("phuong", "xa", "thi tran", "quan", "huyen", "thi xa", "thanh pho", "tinh")


class KnownUnits:
    """The former units of the city by their names."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = list(items)
        self._provinces = {_bare(item["old_province"]) for item in self._items}
        self._by_names: dict[tuple[str, str], list[Item]] = {}
        for item in self._items:
            name, district = _bare(item["old_name"]), _bare(item["old_district"])
            self._by_names.setdefault((name, district), []).append(item)
            self._by_names.setdefault((name, ""), []).append(item)

    def has_province(self, text: str) -> bool:
        """Tell whether a text names a province of which the city was made."""
        return not self._provinces.isdisjoint(readings(text))

    def named(self, row: Row) -> tuple[Item | None, bool]:
        """Return the one former unit that a row names, and whether its name was written with a slip.

        A district without wards may stand alone. Kind, marks and province decide where several have the name.
        """
        name, district = names_in(row)
        found = [
            item
            for words in readings(name)
            for of in readings(district)
            for item in self._by_names.get((words, of), ())
        ]
        if not found:
            found = [item for item in self._items if _is_slip(name, district, item)]
            return (found[0], True) if len(found) == 1 else (None, False)
        likely = _likeliest(list({item["old_code"]: item for item in found}.values()), row, name)
        return (likely[0], False) if len(likely) == 1 else (None, False)


def names_in(row: Row) -> tuple[str, str]:
    """Return the names of a ward and its district; they may stand in one cell, with a comma between them."""
    name, district = row.get("old_name", ""), row.get("old_district", "")
    if name and not district and "," in name:
        name, district, *_ = (part.strip() for part in name.split(","))
    return (name or district), district


def _likeliest(found: list[Item], row: Row, name: str) -> list[Item]:
    """Return those of several namesakes whose kind, marks and province are as they are written."""
    likely = found
    if province := row.get("old_province"):
        likely = [item for item in likely if says_same(province, item["old_province"])]
    if len(likely) > 1:
        likely = [item for item in likely if plain(item["old_name"]) == spoken(name)] or likely
    if len(likely) > 1:
        likely = [item for item in likely if marked(item["old_name"]) == accented(name)] or likely
    if len(likely) > 1:
        likely = [item for item in likely if marked(parted(item["old_name"])[1]) == accented(name)] or likely
    return likely


def _is_slip(name: str, district: str, item: Item) -> bool:
    meant = _bare(item["old_name"])
    return says_same(district, item["old_district"]) and any(
        min(len(typed), len(meant)) >= _SHORTEST_WITH_SLIP and not meant.isdigit() and has_one_slip(typed, meant)
        for typed in readings(name)
    )


def says_same(written: str, official: str) -> bool:
    """Tell whether a text is an official name, with its kind, another or none, whatever its marks."""
    return _bare(official) in readings(written)


@lru_cache(4_096)
def readings(text: str) -> tuple[str, ...]:
    """Return the words of a name as they are, and without the kind of unit that they begin with.

    Xã Xà Bang is written Xà Bang as well, whose first word is no kind.
    """
    words = spoken(text)
    kind = next((each for each in _KINDS if words.startswith(f"{each} ")), "")
    return tuple(dict.fromkeys((words, words.removeprefix(kind).strip())))


@lru_cache(4_096)
def _bare(official: str) -> str:
    return plain(parted(official)[1])
