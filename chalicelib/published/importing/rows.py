"""Check one row: every cell by its type, then what must hold of them together."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from chalicelib.published.datasets import Column, Dataset
from chalicelib.published.importing.addresses import Parts
from chalicelib.published.importing.cells import Cells
from chalicelib.published.importing.context import Context
from chalicelib.published.importing.findings import Findings, Objection
from chalicelib.published.importing.headers import AXES, POSITION
from chalicelib.published.importing.naming import Keys, Words, words_of
from chalicelib.published.importing.positions import DIVIDED, WARD, Positions
from chalicelib.published.importing.tables import Cells as RawCells
from chalicelib.published.importing.tables import Raw
from chalicelib.published.kinds import texts_in

type Checked = dict[str, Any]


class Rows:
    """Check the rows of one file; what is wrong goes to the findings."""

    def __init__(self, dataset: Dataset, context: Context, findings: Findings) -> None:
        self._dataset = dataset
        self._findings = findings
        cells = Cells(context, findings)
        self._readers = {column.name: cells.reader(column) for column in dataset.columns}
        self._otherwise = {column.name: column.otherwise for column in dataset.columns if column.otherwise}
        self._required = [column.name for column in dataset.columns if column.required]
        self._wanted = [column.name for column in dataset.columns if column.wanted]
        self._positions = Positions(dataset, context)
        self._parts = Parts(dataset, findings)
        self._in_parts = self._parts.names | {*AXES, POSITION}
        self._keys = Keys(dataset) if dataset.key_from else None
        self._tellings = _tellings(dataset)
        self._named_by = dataset.kind.names[:1]
        self._key = dataset.kind.key
        self._hash = context.hash
        # What stands in a private row is not repeated in a report.
        self._shown = dataset.kind.public
        self.keys_made = 0
        self.from_name: Counter[str] = Counter()
        self.empty_though_wanted: Counter[str] = Counter()

    def checked(self, raw: Raw) -> Checked | None:
        """Return what is taken of a row, None when something in it is wrong."""
        number, cells = raw
        if cells is None:
            return None
        row, wrong, divided = self._read(number, self._whole(cells))
        for objection, column in self._positions.complete(row, wrong, divided):
            wrong |= self._object(number, column, objection, "", wrong)
        wrong |= self._missing(number, row, wrong)
        if not wrong:
            self._read_name(row)
            row = dict(self._dataset.completed(row))
            for found in self._dataset.rules(row):
                wrong |= self._object(number, found.column, Objection(found.code, **found.params), "", wrong)
        if wrong:
            return None
        self.empty_though_wanted.update(name for name in self._wanted if name not in row)
        return self._kept(row)

    def _whole(self, cells: RawCells) -> RawCells:
        """Return the cells with those whole that the file has in parts, or parts of which it has in one."""
        if self._in_parts.isdisjoint(cells):
            return cells
        cells = self._parts.put_together(cells)
        if not AXES.keys().isdisjoint(cells):
            cells = self._positions.of_axes(cells)
        return self._positions.split(cells) if POSITION in cells else cells

    def _missing(self, number: int, row: Checked, wrong: set[str]) -> set[str]:
        """Return the columns that are needed and neither there nor wrong already; a key may be made."""
        if self._keys and self._key not in row and self._key not in wrong:
            self._make_key(row, self._keys)
        missing: set[str] = set()
        for name in self._required:
            if name not in row and name not in wrong:
                missing |= self._object(number, name, Objection("missing"), "", wrong)
        return missing

    def _make_key(self, row: Checked, keys: Keys) -> None:
        if made := keys.made_for(row):
            row[self._key], used = made
            self.keys_made += 1
            for column in used:
                self._findings.mended["key_made_from", column] += 1

    def _read_name(self, row: Checked) -> None:
        """Fill in what nobody gave and the name tells."""
        for column, words in self._tellings:
            if column.name in row or not row.keys().isdisjoint(words.unless):
                continue
            if told := [code for text in texts_in(row, self._named_by) for code in words.codes_in(text)]:
                row[column.name] = sorted(told, key=column.one_of.index) if column.type == "codes" else told[0]
                self.from_name[column.name] += 1

    def _read(self, number: int, cells: RawCells) -> tuple[Checked, set[str], Objection | None]:
        """Return the values, the columns that are wrong, and a ward that was divided, of which the position decides."""
        row: Checked = {}
        wrong: set[str] = set()
        divided: Objection | None = None
        readers = self._readers
        for column, raw in cells.items():
            try:
                value = readers[column](raw)
            except Objection as objection:
                if objection.code == DIVIDED and column == WARD:
                    divided = objection
                    continue
                if objection.code == "not_a_code" and self._read_otherwise(column, raw, row):
                    continue
                wrong |= self._object(number, column, objection, raw, wrong)
                value = objection.value
            if value is not None:
                row[column] = value
        return row, wrong, divided

    def _read_otherwise(self, column: str, raw: object, row: Checked) -> bool:
        """Read a cell that is no code of its column as one of the column beside it; tell whether it is."""
        beside = self._otherwise.get(column)
        try:
            value = self._readers[beside](raw) if beside else None
        except Objection as objection:
            value = objection.value if objection.code == "read_as_code" else None
        if beside and value is not None:
            self._findings.mended["read_as_code", column] += 1
            row.setdefault(beside, value)
        return value is not None

    def _object(self, number: int, column: str, objection: Objection, raw: object, wrong: set[str]) -> set[str]:
        """Add a finding; return the column when the row cannot be taken for it."""
        value = raw if self._shown else ""
        is_error = self._findings.add(number, column, objection.code, objection.params, value)
        return {*wrong, column} if is_error else set()

    def _kept(self, row: Checked) -> Checked:
        keep: Callable[..., Any] | None = self._dataset.kept
        if keep is None:
            return row
        if self._hash is None:
            raise ValueError(f"{self._dataset.name} cannot be checked without the secret under which its rows are kept")
        return dict(keep(row, self._hash))


def _tellings(dataset: Dataset) -> list[tuple[Column, Words]]:
    return [
        (column, words_of(column.from_name, several=column.type == "codes"))
        for column in dataset.columns
        if column.from_name
    ]
