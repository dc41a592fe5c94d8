"""Put together what a file has in several columns: an address, and a ward with its district."""

from collections.abc import Mapping

from chalicelib.published.datasets import Column, Dataset
from chalicelib.published.importing.findings import Findings
from chalicelib.published.importing.positions import WARD
from chalicelib.published.importing.tables import Cells

_NUMBER, _STREET, _DISTRICT, _PROVINCE = "number", "street", "district", "province"
_MOST_DIGITS_OF_A_NAME = 2


class Parts:
    """Put cells together that are parts of one."""

    def __init__(self, dataset: Dataset, findings: Findings) -> None:
        self._column = next((column for column in dataset.columns if column.parts), None)
        self.names = frozenset(_parts_of(self._column)) if self._column else frozenset()
        self._mended = findings.mended

    def put_together(self, cells: Cells) -> Cells:
        """Return the cells with those whole that were in parts."""
        if self._column is None or self.names.isdisjoint(cells):
            return cells
        rest = {name: cell for name, cell in cells.items() if name not in self.names}
        parts = {part: _text(cells.get(f"{self._column.name}.{part}")) for part in self._column.parts}
        self._put_address(self._column.name, rest, parts)
        return rest

    def _put_address(self, column: str, rest: Cells, parts: Mapping[str, str]) -> None:
        ward = _of_kind("Phường", rest.get(WARD))
        district = _of_kind("Quận", parts[_DISTRICT])
        line = " ".join(part for part in (parts[_NUMBER], parts[_STREET]) if part)
        whole = [part for part in (line, parts["subdistrict"], ward, district) if part]
        if column not in rest and whole:
            self._mended["put_together", column] += 1
            rest[column] = ", ".join(dict.fromkeys([*whole, *filter(None, [parts[_PROVINCE]])]))
        # A former ward often shared its name with others; the district says which was meant.
        if ward and district:
            rest[WARD] = f"{ward}, {district}"


def _parts_of(column: Column) -> list[str]:
    return [f"{column.name}.{part}" for part in column.parts]


def _text(cell: object) -> str:
    return " ".join(str(cell).split()) if isinstance(cell, str | int | float) else ""


def _of_kind(kind: str, cell: object) -> str:
    """Return the name of a unit, its kind before a bare number; nothing for a code."""
    text = _text(cell).removesuffix(".0")
    if not text.isdigit():
        return text
    return f"{kind} {int(text)}" if len(text) <= _MOST_DIGITS_OF_A_NAME else ""
