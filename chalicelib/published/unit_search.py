"""Find today's units by what somebody types: without marks, half a word, abbreviated, with one slip of the finger."""

from dataclasses import dataclass
from typing import Any

from chalicelib.published.unit_words import DISTRICT_KINDS, accented, has_one_slip, marked, parted, plain, says, spoken
from chalicelib.shared.vietnamese import sort_key

Unit = dict[str, Any]

_KINDS = ("phuong ", "xa ", "dac khu ")
# Of three letters one wrong makes nearly anything of anything.
_SHORTEST_WITH_SLIP = 4


@dataclass(frozen=True)
class _Entry:
    """A unit with the words it is found by."""

    unit: Unit
    spellings: tuple[str, ...]
    name: str
    accented: str
    order: str


class UnitSearch:
    """Search the names of today's units; names of former ones are `FormerUnits`' business."""

    def __init__(self, units: dict[str, Any]) -> None:
        """Read the items of units.json."""
        self._entries = [_entry(unit) for unit in units["items"]]

    def find(self, text: str) -> tuple[Unit, ...]:
        """Return the units that a text may be meant for, the likeliest first; typed marks come before others.

        One letter too many, missing, wrong or swapped is forgiven where nothing else is found.
        """
        words, typed = spoken(text), accented(text)
        if not words:
            return ()
        bare = next((words.removeprefix(kind) for kind in _KINDS if words.startswith(kind)), words)
        ranks = [(rank, entry) for entry in self._entries if (rank := _rank(words, bare, entry)) is not None]
        found = ranks or [(0, entry) for entry in self._entries if _nearly(words, bare, entry)]
        ordered = sorted(found, key=lambda each: (each[0], not says(each[1].accented, typed), each[1].order))
        return tuple(entry.unit for _, entry in ordered)


def _entry(unit: Unit) -> _Entry:
    kind, name = plain(parted(unit["full_name"])[0]), plain(unit["name"])
    # In English the kind comes last: Ben Thanh Ward.
    spellings = (unit["code"], name, f"{kind} {name}", f"{name} {kind}")
    return _Entry(unit, spellings, name, marked(unit["full_name"]), sort_key(unit["name"]))


def _rank(words: str, bare: str, entry: _Entry) -> int | None:
    """Rank how words and a unit's names agree, 0 the best; None when they do not."""
    tests = (
        lambda: words in entry.spellings,
        lambda: any(each.startswith(f"{words} ") for each in entry.spellings),
        lambda: any(each.startswith(words) for each in entry.spellings),
        lambda: f" {words}" in f" {entry.name}",
        lambda: entry.name.replace(" ", "").startswith(words.replace(" ", "")),
        # The kind may be remembered wrongly, or be that of before.
        lambda: entry.name.startswith(bare),
        lambda: entry.name in words and _begins_address(words, entry),
    )
    return next((rank for rank, agrees in enumerate(tests) if agrees()), None)


def _begins_address(words: str, entry: _Entry) -> bool:
    """Tell whether a district or the city is written behind the name, as in an address."""
    return any(words.startswith(f"{name} {kind} ") for name in entry.spellings for kind in DISTRICT_KINDS)


def _nearly(words: str, bare: str, entry: _Entry) -> bool:
    return len(bare) >= _SHORTEST_WITH_SLIP and (
        has_one_slip(bare, entry.name)
        or has_one_slip(words, entry.spellings[2])
        or any(has_one_slip(bare, entry.name[:end]) for end in range(len(bare) - 1, len(bare) + 2))
    )
