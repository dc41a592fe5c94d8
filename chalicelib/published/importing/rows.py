"""Check one row: every cell by its type, then what must hold of them together."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from chalicelib.published.datasets import Dataset
from chalicelib.published.importing.cells import Cells
from chalicelib.published.importing.context import Context
from chalicelib.published.importing.findings import Findings, Objection
from chalicelib.published.importing.headers import POSITION
from chalicelib.published.importing.positions import DIVIDED, WARD, Positions
from chalicelib.published.importing.tables import Cells as RawCells
from chalicelib.published.importing.tables import Raw

type Checked = dict[str, Any]


class Rows:
    """Check the rows of one file; what is wrong goes to the findings."""

    def __init__(self, dataset: Dataset, context: Context, findings: Findings) -> None:
        self._dataset = dataset
        self._findings = findings
        cells = Cells(context, findings)
        self._readers = {column.name: cells.reader(column) for column in dataset.columns}
        self._required = [column.name for column in dataset.columns if column.required]
        self._wanted = [column.name for column in dataset.columns if column.wanted]
        self._positions = Positions(dataset, context)
        self._hash = context.hash
        # What stands in a private row is not repeated in a report.
        self._shown = dataset.kind.public
        self.empty_though_wanted: Counter[str] = Counter()

    def checked(self, raw: Raw) -> Checked | None:
        """Return what is taken of a row, None when something in it is wrong."""
        number, cells = raw
        if cells is None:
            return None
        if POSITION in cells:
            cells = self._positions.split(cells)
        row, wrong, divided = self._read(number, cells)
        for objection, column in self._positions.complete(row, wrong, divided):
            wrong |= self._object(number, column, objection, "", wrong)
        for name in self._required:
            if name not in row and name not in wrong:
                wrong |= self._object(number, name, Objection("missing"), "", wrong)
        if not wrong:
            row = dict(self._dataset.completed(row))
            for found in self._dataset.rules(row):
                wrong |= self._object(number, found.column, Objection(found.code, **found.params), "", wrong)
        if wrong:
            return None
        self.empty_though_wanted.update(name for name in self._wanted if name not in row)
        return self._kept(row)

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
                wrong |= self._object(number, column, objection, raw, wrong)
                value = objection.value
            if value is not None:
                row[column] = value
        return row, wrong, divided

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
