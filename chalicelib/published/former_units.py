"""What became of the wards and districts that were abolished, found by their names, numbers and codes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from chalicelib.published.unit_words import (
    DISTRICT_KINDS,
    WARD_KINDS,
    accented,
    has_one_slip,
    marked,
    parted,
    plain,
    says,
    spoken,
)

type Unit = dict[str, Any]
type Change = Literal["unchanged", "renamed", "merged", "divided"]

# Of four letters one wrong makes many a name of another.
_SHORTEST_WITH_SLIP = 5
_KINDS_WITH_SLIP = ("phuong", "thi tran", "quan", "huyen", "thi xa", "thanh pho")
_MOST_WORDS_MENDED = 15


@dataclass(frozen=True)
class FormerUnit:
    """A ward or district of before: names as they were official, and no code where the pack has none."""

    code: str | None
    full_name: str
    kind: str
    name: str
    level: Literal["ward", "district"]
    district: str
    province: str


@dataclass(frozen=True)
class Became:
    """What a former unit went into: the units of today, the default one first."""

    old: FormerUnit
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class _Entry:
    """A former unit with the words it is found by."""

    became: Became
    kinds: tuple[str, ...]
    own_kind: str
    words: str
    district: str
    provinces: tuple[str, ...]


type _Test = Callable[[_Entry, str | None, str], bool]


class FormerUnits:
    """Find what became of former units, whatever the spelling, with or without district and province.

    The same name may have been borne by several (eleven wards were called Phường 1, and a district shared its name
    with wards elsewhere); then each is given, and only a person can say which is meant.
    """

    def __init__(
        self, units: dict[str, Any], old_units: dict[str, Any], earlier: Iterable[dict[str, Any]] = ()
    ) -> None:
        """Read the items of units.json and old_units.json; raise KeyError for a mapping to an unknown unit.

        `earlier` are items of earlier_districts.json: the same wards under the districts that they had before.
        """
        by_code = {unit["code"]: unit for unit in units["items"]}
        self._wards = [_ward(row, by_code) for row in old_units["items"]]
        self._by_code = {each.old.code: each for each in self._wards}
        of_before = [each for district in earlier for each in _wards_under(district, self._by_code)]
        known = [*self._wards, *_districts(self._wards), *of_before, *_districts(of_before)]
        entries = [_entry(each) for each in known]
        self._entries = sorted(entries, key=lambda entry: entry.became.old.level)
        names = {entry.words for entry in entries if len(entry.words) >= _SHORTEST_WITH_SLIP}
        # A number with a slip in it is another number.
        in_full = {f"{entry.own_kind} {entry.words}" for entry in entries if not entry.words.isdigit()}
        self._names: dict[int, list[str]] = {}
        for name in {*names, *in_full, *_KINDS_WITH_SLIP}:
            self._names.setdefault(len(name), []).append(name)
        self._today = {plain(unit[name]) for unit in units["items"] for name in ("name", "full_name")}

    def by_code(self, code: str) -> Became | None:
        """Return what became of the ward that had this code, or None when none had."""
        return self._by_code.get(code)

    def parts_of(self, code: str) -> tuple[Became, ...]:
        """Return every former ward that went into a unit of today, whole or in part."""
        return tuple(each for each in self._wards if any(unit["code"] == code for unit in each.units))

    def change_of(self, became: Became) -> Change:
        """Return what happened to a former unit: `divided` over several, `merged` with others into one, or alone."""
        if len(became.units) > 1:
            return "divided"
        [unit] = became.units
        if len(self.parts_of(unit["code"])) > 1:
            return "merged"
        return "unchanged" if unit["full_name"] == became.old.full_name else "renamed"

    def called(self, text: str) -> tuple[Became, ...]:
        """Return every former unit that a text may name, districts first; none when it names none.

        A bare number names nothing; a kind that is written (`xã`) outweighs another, and marks that are typed
        outweigh others, as long as something is found by them. One slip of the finger in one name is forgiven where
        nothing else is found, unless it is a name of today that was typed.
        """
        words = spoken(text)
        # More may be written between ward and district. And people name districts that were abolished long before, or
        # mistake one for another; the ward is clear all the same unless it is a number.
        found = (
            self._weighed(words, _fits)
            or self._weighed(words, _fits_but_for_more)
            or [each for mended in self._mended(words) for each in self._weighed(mended, _fits)]
            or self._weighed(words, _fits_but_for_district)
        )
        best = max((weight for weight, _ in found), default=0)
        meant = {id(entry) for weight, entry in found if weight == best}
        likely = _once_each(entry.became for entry in self._entries if id(entry) in meant)
        if not text.isascii():
            typed = accented(text)
            likely = [each for each in likely if says(typed, marked(each.old.name))] or likely
        return tuple(likely)

    def _weighed(self, words: str, fits: _Test) -> list[tuple[int, _Entry]]:
        weights = ((_weight(words, entry, fits), entry) for entry in self._entries)
        return [(weight, entry) for weight, entry in weights if weight is not None]

    def _mended(self, words: str) -> set[str]:
        """Give the words with one name or kind in them put right, in every way that one slip allows."""
        if words in self._today:
            return set()
        typed = words.split()[:_MOST_WORDS_MENDED]
        places = [(begin, end) for begin in range(len(typed)) for end in range(begin + 1, len(typed) + 1)]
        return {
            " ".join([*typed[:begin], name, *typed[end:]])
            for begin, end in places
            for name in self._nearly(" ".join(typed[begin:end]))
        }

    def _nearly(self, typed: str) -> Iterator[str]:
        alike = (name for length in (-1, 0, 1) for name in self._names.get(len(typed) + length, ()))
        return (name for name in alike if has_one_slip(typed, name))


def _ward(row: dict[str, Any], by_code: dict[str, Unit]) -> Became:
    kind, name = parted(row["old_name"])
    old = FormerUnit(
        row["old_code"], row["old_name"], _code(kind), name, "ward", row["old_district"], row["old_province"]
    )
    default_first = sorted(row["new"], key=lambda part: not part["default"])
    return Became(old, tuple(by_code[part["code"]] for part in default_first))


def _wards_under(district: dict[str, Any], by_code: dict[str | None, Became]) -> Iterator[Became]:
    """Give the wards of a district of long ago as if it were still theirs; none that is no former unit any more."""
    for found in (by_code[code] for code in district["wards"] if code in by_code):
        yield replace(found, old=replace(found.old, district=district["name"]))


def _once_each(found: Iterable[Became]) -> list[Became]:
    """Give each former unit once, under its own district if that was meant as well as one of before."""
    once: dict[str, Became] = {}
    for each in found:
        once.setdefault(each.old.code or f"{each.old.full_name}, {each.old.province}", each)
    return list(once.values())


def _districts(wards: list[Became]) -> Iterator[Became]:
    """Give the districts, each with all it went into; an island district without wards is among the wards already."""
    members: dict[tuple[str, str], list[Became]] = {}
    for each in wards:
        if each.old.full_name != each.old.district:
            members.setdefault((each.old.district, each.old.province), []).append(each)
    for (district, province), own in members.items():
        kind, name = parted(district)
        old = FormerUnit(None, district, _code(kind), name, "district", district, province)
        yield Became(old, _largest_first(name, own))


def _largest_first(name: str, wards: list[Became]) -> tuple[Unit, ...]:
    """Give the units that wards went into: who took in most of them first, on a tie the district's namesake."""
    defaults = [each.units[0]["code"] for each in wards]
    units = {unit["code"]: unit for each in wards for unit in each.units}
    order = sorted(units.values(), key=lambda unit: (-defaults.count(unit["code"]), unit["name"] != name, unit["code"]))
    return tuple(order)


def _entry(became: Became) -> _Entry:
    old = became.old
    kinds = WARD_KINDS if old.level == "ward" else DISTRICT_KINDS
    own_kind = old.kind.replace("_", " ")
    district = plain(parted(old.district)[1]) if old.level == "ward" else ""
    provinces = (plain(old.province), plain(parted(old.province)[1]))
    return _Entry(became, (*kinds, own_kind), own_kind, plain(old.name), district, provinces)


def _code(kind: str) -> str:
    return plain(kind).replace(" ", "_")


def _weight(words: str, entry: _Entry, fits: _Test) -> int | None:
    """Weigh how well words name a former unit: 2 with its own kind, 1 without kind, 0 with another, None not at all."""
    if entry.words not in words:
        return None
    weights = [
        2 if kind == entry.own_kind else 1 if kind is None else 0
        for kind, rest in _readings(words, entry.words, entry.kinds)
        if fits(entry, kind, rest)
    ]
    return max(weights, default=None)


def _fits(entry: _Entry, kind: str | None, rest: str) -> bool:
    """Tell whether what follows a name is its district, its province, or nothing."""
    with_district = [after for written, after in _readings(rest, entry.district, DISTRICT_KINDS)
                     if written or not entry.district.isdigit()] if entry.district else []  # fmt: skip
    if any(after in ("", *entry.provinces) for after in with_district):
        return True
    return rest in ("", *entry.provinces) and (kind is not None or not entry.words.isdigit())


def _fits_but_for_more(entry: _Entry, kind: str | None, rest: str) -> bool:
    """Tell whether somewhere behind a name its district is written."""
    if not entry.district or (entry.words.isdigit() and kind is None):
        return False
    with_kind = any(says(rest, f"{each} {entry.district}") for each in DISTRICT_KINDS)
    return with_kind or (says(rest, entry.district) and not entry.district.isdigit())


def _fits_but_for_district(entry: _Entry, kind: str | None, rest: str) -> bool:  # noqa: ARG001
    """Tell whether what follows a name that is no number is some district."""
    return not entry.words.isdigit() and any(rest.startswith(f"{each} ") for each in DISTRICT_KINDS)


def _readings(words: str, name: str, kinds: Iterable[str]) -> Iterator[tuple[str | None, str]]:
    """Give each way in which words begin with a name: the kind written beside it, and the words that follow."""
    spellings = [(kind, spelling) for kind in kinds for spelling in (f"{kind} {name}", f"{name} {kind}")]
    for kind, spelling in (*spellings, (None, name)):
        if f"{words} ".startswith(f"{spelling} "):
            yield kind, words[len(spelling) + 1 :]
