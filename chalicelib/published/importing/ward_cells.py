"""Which ward of today a cell means: by its code or its name, today's or a former one."""

from functools import cached_property

from chalicelib.published.former_units import Became, FormerUnits
from chalicelib.published.importing.context import Context
from chalicelib.published.importing.findings import Objection
from chalicelib.published.unit_words import accented, marked, spoken

_LONGEST = 120
# To understand a text with slips in it takes milliseconds. A file that has more different ones names no wards there.
_MOST_DIFFERENT_TEXTS = 3_000
_MOST_CANDIDATES = 12
_NAMES = ("name", "full_name")


class WardCells:
    """Read cells that name a ward."""

    def __init__(self, context: Context) -> None:
        self._units, self._old_units = dict(context.units), dict(context.old_units)
        self._codes = {unit["code"] for unit in self._units["items"]}
        self._known: dict[str, Objection] = {}

    @cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        """Codes by names: first as people type them, then with their marks (Thanh An is not Thạnh An)."""
        names: dict[str, dict[str, str]] = {}
        for unit in self._units["items"]:
            for name in (unit[each] for each in _NAMES):
                names.setdefault(spoken(name), {})[marked(name)] = unit["code"]
        return names

    @cached_property
    def _former(self) -> FormerUnits:
        # Most files have codes of today alone, and getting to know all former names takes a while.
        return FormerUnits(self._units, self._old_units)

    def unit_of(self, text: str) -> str:
        """Return a text that is the code of a unit of today; raise Objection, with the code for a name of today."""
        if text in self._codes:
            return text
        if text.removesuffix(".0") in self._codes:
            raise Objection("written_as_usual", text.removesuffix(".0"))
        if code := self._called_today(text):
            raise Objection("ward_by_name", code)
        raise Objection("not_a_unit", unit=text[:80])

    def code_of(self, text: str) -> str:
        """Return a text that is the code of a ward of today; raise Objection for every other.

        It carries the code where only one can be meant: a name of today, or a former ward with one successor.
        """
        if text in self._codes:
            return text
        if text not in self._known and len(self._known) < _MOST_DIFFERENT_TEXTS:
            self._known[text] = self._of_today(text) or self._of_before(text)
            if self._known[text].code == "not_a_ward" and (first := text.partition(",")[0]) != text:
                # Who writes a ward of today often writes the district of before beside it.
                self._known[text] = self._of_today(first) or self._known[text]
        known = self._known.get(text) or self._of_today(text) or Objection("not_a_ward")
        # An exception gathers the places where it was raised, so the one that is kept is never raised itself.
        raise Objection(known.code, known.value, **known.params)

    def _of_today(self, text: str) -> Objection | None:
        if text.removesuffix(".0") in self._codes:
            return Objection("written_as_usual", text.removesuffix(".0"))
        called = self._called_today(text)
        return Objection("ward_by_name", called) if called else None

    def _of_before(self, text: str) -> Objection:
        if len(text) > _LONGEST:
            return Objection("not_a_ward")
        code = text.removesuffix(".0")
        if code.isdigit() and (became := self._former.by_code(code.zfill(5))):
            return _of_former([became])
        return _of_former([each for each in self._former.called(text) if each.old.level == "ward"])

    def _called_today(self, text: str) -> str | None:
        if len(text) > _LONGEST:
            return None
        found = self._names.get(spoken(text), {})
        return found.get(accented(text)) or (next(iter(found.values())) if len(set(found.values())) == 1 else None)


def _of_former(found: list[Became]) -> Objection:
    codes = sorted({unit["code"] for became in found for unit in became.units})
    if not found:
        return Objection("not_a_ward")
    old = ", ".join(sorted({each.old.full_name for each in found}))[:80]
    if len(codes) > 1:
        return Objection("ward_divided", old=old, candidates=", ".join(codes[:_MOST_CANDIDATES]))
    return Objection("ward_replaced", codes[0], old=old, ward=codes[0])
