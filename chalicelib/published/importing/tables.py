"""Read a CSV as people send it: the separator and the header are found, and no line of it can stop the reading."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from chalicelib.published.datasets import Dataset
from chalicelib.published.importing.findings import Findings, shown
from chalicelib.published.importing.headers import MOST_COLUMNS, Headers, missing_in

type Cells = dict[str, object]
# A row with its number; None in place of its cells when it cannot be taken apart.
type Raw = tuple[int, Cells | None]

type _Record = tuple[int, list[str] | None]

_SEPARATORS = (",", ";", "\t")
# A title, the name of the office, an empty line: what stands above the header of many a table.
_MOST_LINES_ABOVE = 20
_LONGEST_LINE = 1_000_000
_TOO_LONG = "\x00line too long\x00"
# An unclosed quote swallows what follows until a cell is too long; then reading goes on behind its own line. Each such
# attempt costs as much as a cell may be long, so it is not made for ever.
_MOST_ATTEMPTS = 200
_MOST_COLUMNS_NOTED = 50


@dataclass
class _Lines:
    """The lines of a file, of which those of the present row can be given back."""

    file: TextIO
    _again: list[str] = field(default_factory=list)
    _row: list[str] = field(default_factory=list)
    attempts: int = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else self._read()
        if not line:
            raise StopIteration
        self._row.append(line)
        return line

    def next_row(self) -> None:
        """Forget the lines of the row before."""
        self._row.clear()

    def give_back(self) -> int:
        """Give back all lines of the row but the first; return how many are lost instead."""
        if self.attempts >= _MOST_ATTEMPTS:
            return max(0, len(self._row) - 1)
        self.attempts += 1
        self._again += reversed(self._row[1:])
        return 0

    def _read(self) -> str:
        line = self.file.readline(_LONGEST_LINE)
        if len(line) < _LONGEST_LINE or line.endswith("\n"):
            return line
        while line and not line.endswith("\n"):
            line = self.file.readline(_LONGEST_LINE)
        return _TOO_LONG + "\n"


def rows_of(path: Path, encoding: str, dataset: Dataset, findings: Findings) -> Iterator[Raw]:
    """Yield the rows below the header, each with its number as a spreadsheet counts; nothing without a header.

    An empty row is passed over; one that cannot be taken apart is named in the findings and passed over.
    """
    headers = Headers(dataset)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        start = [file.readline(_LONGEST_LINE) for _ in range(_MOST_LINES_ABOVE)]
        separator = _separator(start, headers)
        file.seek(0)
        rows = _records(_Lines(file), separator, findings)
        names = _header(rows, headers, findings)
        if names is None:
            findings.add(None, "", "no_header", {"columns": ", ".join(column.name for column in dataset.columns[:6])})
            return
        places = _places(names, headers, findings)
        if lacking := missing_in(dataset, places):
            for column in lacking:
                findings.add(None, column, "column_missing")
            return
        _leave_out_papers(dataset, places, findings)
        yield from _below(rows, len(names), places, findings)


def _separator(start: list[str], headers: Headers) -> str:
    def worth(separator: str) -> tuple[int, int]:
        return max((headers.known_among(names), len(names)) for names in _tried(start, separator))

    return max(_SEPARATORS, key=worth)


def _tried(start: list[str], separator: str) -> list[list[str]]:
    try:
        return [*csv.reader(start, delimiter=separator), []]
    except csv.Error:
        return [line.rstrip("\r\n").split(separator) for line in start] or [[]]


def _records(lines: _Lines, separator: str, findings: Findings) -> Iterator[_Record]:
    """Yield every row with its number; None in place of cells where it cannot be taken apart."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        lines.next_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            # Lines that are lost beside the first count as rows that were refused, too.
            for lost in range(1 + lines.give_back()):
                findings.add(number + lost, "", "broken_quotes")
                yield number + lost, None
            number += lost
            continue
        if cells and cells[0].startswith(_TOO_LONG):
            findings.add(number, "", "line_too_long", {"maximum": _LONGEST_LINE})
            yield number, None
        else:
            yield number, cells


def _header(rows: Iterator[_Record], headers: Headers, findings: Findings) -> list[str] | None:
    for number, cells in rows:
        cells = cells or []
        if headers.known_among(cells) >= 2 or (headers.known_among(cells) and len(cells) == 1):
            above = number - 1
            if above:
                findings.mended["lines_before_header", ""] += above
            return cells
        if number >= _MOST_LINES_ABOVE:
            return None
    return None


def _places(names: list[str], headers: Headers, findings: Findings) -> dict[str, list[int]]:
    places = headers.places(names)
    for column, found in places.items():
        for place in found:
            if names[place] != column:
                findings.mended["column_by_other_name", f"{column} ← {shown(names[place][:60].strip())}"] += 1
        if len(found) > 1:
            findings.mended["column_twice", column] += 1
    for name in [name for name in names[:MOST_COLUMNS] if name.strip() and headers.of(name) is None][
        :_MOST_COLUMNS_NOTED
    ]:
        findings.mended["column_left_out", shown(name[:60].strip())] += 1
    return places


def _leave_out_papers(dataset: Dataset, places: dict[str, list[int]], findings: Findings) -> None:
    """Leave out the columns of a paper of which the table lacks one: not one row could have it whole."""
    for paper in dataset.papers:
        lacking = [name for name in paper.needed if name not in places]
        for name in (*paper.needed, *paper.also) if lacking else ():
            if places.pop(name, None) is not None:
                findings.add(None, name, "paper_left_out", {"lacking": ", ".join(lacking)})


def _is_numbering(cells: list[str]) -> bool:
    """Tell whether a row only numbers the columns, as official tables do below their header: (1) (2) (3)."""
    numbers = [cell.strip(" ()[]") for cell in cells if cell.strip()]
    return len(numbers) > 1 and numbers == [str(number) for number in range(1, len(numbers) + 1)]


def _below(rows: Iterator[_Record], width: int, places: dict[str, list[int]], findings: Findings) -> Iterator[Raw]:
    # The best name of a column is written last, over what others of its names gave.
    plan = [(place, column) for column, found in places.items() for place in reversed(found)]
    is_first = True
    for number, cells in rows:
        if cells is None:
            yield number, None
            continue
        if not any(cells):
            continue
        if is_first and _is_numbering(cells):
            findings.mended["row_of_title", ""] += 1
            continue
        is_first = False
        if len(cells) != width and any(cells[width:]):
            findings.add(number, "", "too_many_cells", {"cells": len(cells), "columns": width})
            yield number, None
        elif len(cells) < width:
            findings.add(number, "", "too_few_cells", {"cells": len(cells), "columns": width})
            yield number, None
        else:
            known: Cells = {column: cells[place] for place, column in plan if cells[place]}
            if known:
                yield number, known
            else:
                findings.mended["row_of_title", ""] += 1
