"""Which ward of today a cell means: by its code or its name, today's or a former one."""

from functools import cached_property

from chalicelib.published.former_units import Became, FormerUnits
from chalicelib.published.importing.context import Context
from chalicelib.published.importing.findings import Objection
from chalicelib.published.unit_words import spoken

_LONGEST = 120
_DIFFERENT_TEXTS_KEPT = 5_000


class WardCells:
    """Read cells that name a ward."""

    def __init__(self, context: Context) -> None:
        self._units, self._old_units = dict(context.units), dict(context.old_units)
        self._codes = {unit["code"] for unit in self._units["items"]}
        self._known: dict[str, Objection] = {}

    @cached_property
    def _names(self) -> dict[str, str]:
        units = self._units["items"]
        return {spoken(unit[name]): unit["code"] for name in ("name", "full_name") for unit in units}

    @cached_property
    def _former(self) -> FormerUnits:
        # Most files have codes of today alone, and getting to know all former names takes a while.
        return FormerUnits(self._units, self._old_units)

    def is_today(self, code: str) -> bool:
        """Tell whether a code is that of a unit of today."""
        return code in self._codes

    def code_of(self, text: str) -> str:
        """Return a text that is the code of a ward of today; raise Objection for every other.

        It carries the code where only one can be meant: a name of today, or a former ward with one successor.
        """
        if text in self._codes:
            return text
        if text not in self._known and len(self._known) < _DIFFERENT_TEXTS_KEPT:
            self._known[text] = self._objection(text)
        known = self._known.get(text) or self._objection(text)
        # An exception gathers the places where it was raised, so the one that is kept is never raised itself.
        raise Objection(known.code, known.value, **known.params)

    def _objection(self, text: str) -> Objection:
        if len(text) > _LONGEST:
            return Objection("not_a_ward")
        if text.isdigit() and (became := self._former.by_code(text.zfill(5))):
            return _of_former([became])
        if code := self._names.get(spoken(text)):
            return Objection("ward_by_name", code)
        return _of_former([each for each in self._former.called(text) if each.old.level == "ward"])


def _of_former(found: list[Became]) -> Objection:
    codes = {unit["code"] for became in found for unit in became.units}
    if not found:
        return Objection("not_a_ward")
    old = ", ".join(sorted({each.old.full_name for each in found}))[:80]
    if len(codes) > 1:
        return Objection("ward_divided", old=old, candidates=", ".join(sorted(codes)[:8]))
    return Objection("ward_replaced", codes.pop(), old=old, ward=found[0].units[0]["code"])
