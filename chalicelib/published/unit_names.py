"""Which of today's wards an address names: by their own names, by former ones, or by a former district."""

from collections.abc import Iterable
from typing import Any

from chalicelib.shared.vietnamese import expand_abbreviations, fold

Unit = dict[str, Any]

_MOST_CANDIDATES = 5


class UnitNames:
    """Find wards by the words of an address, whatever its diacritics and abbreviations.

    People and papers still write former wards and districts (abolished on 1 July 2025); a numbered former ward means
    nothing without its district, since "phường 1" existed eleven times.
    """

    def __init__(
        self, units: dict[str, Any], old_units: dict[str, Any], earlier: Iterable[dict[str, Any]] = ()
    ) -> None:
        """Read the items of units.json, old_units.json and earlier_districts.json."""
        by_code = {unit["code"]: unit for unit in units["items"]}
        # Longer names first: "phường tân sơn nhất" must not be taken for "phường tân sơn".
        self._today = sorted(((fold(unit["full_name"]), unit) for unit in by_code.values()), key=_longest_first)
        self._former = [_former(row, by_code) for row in old_units["items"]]
        districts = {code: district["name"] for district in earlier for code in district["wards"]}
        self._former += [
            _former({**row, "old_district": districts[row["old_code"]]}, by_code)
            for row in old_units["items"]
            if row.get("old_code") in districts
        ]

    def named_in(self, address: str) -> tuple[Unit, ...]:
        """Return the wards an address may mean, the likeliest first, at most five; none when it names none."""
        words = _words(address)
        found = [unit for name, unit in self._today if f" {name} " in words]
        found += self._by_former_ward(words)
        # A district alone is worth little, and its name often lives on as a ward's: only when nothing else is known.
        found = found or [unit for _, district, units in self._former if f" {district} " in words for unit in units[:1]]
        return tuple({unit["code"]: unit for unit in found}.values())[:_MOST_CANDIDATES]

    def _by_former_ward(self, words: str) -> list[Unit]:
        named = [row for row in self._former if f" {row[0]} " in words]
        with_district = [row for row in named if f" {row[1]} " in words]
        certain = with_district or [row for row in named if not row[0].rsplit(" ", 1)[-1].isdigit()]
        return [unit for _, _, units in certain for unit in units]


def _former(row: dict[str, Any], by_code: dict[str, Unit]) -> tuple[str, str, list[Unit]]:
    default_first = sorted(row["new"], key=lambda part: not part["default"])
    became = [by_code[part["code"]] for part in default_first]
    return fold(row["old_name"]), fold(row["old_district"] or ""), became


def _longest_first(pair: tuple[str, Unit]) -> int:
    return -len(pair[0])


def _words(address: str) -> str:
    folded = fold(expand_abbreviations(address))
    kept = "".join(character if character.isalnum() else " " for character in folded)
    return f" {' '.join(kept.split())} "
