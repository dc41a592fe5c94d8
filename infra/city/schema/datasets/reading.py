"""Read the file of a data set, and say what is wrong with it as a file and in each row by itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from infra.city.schema.datasets.kinds import Kind
from infra.city.schema.datasets.rows import Row, columns_of

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
Numbered = list[tuple[int, Row]]


def read_rows(path: Path, kind: Kind, columns: list[str], rows: Numbered) -> list[str]:
    """Read the sound rows into `rows`, each with its number as a spreadsheet counts; say what is wrong."""
    where = f"datasets/{path.name}"
    raw = path.read_bytes()
    if problem := file_problem(raw):
        return [f"{where} {problem}."]
    problems: list[str] = []
    lines = csv.reader(io.StringIO(raw.decode("utf-8"), newline=""), strict=True)
    try:
        header = next(lines, [])
        if header != columns or set(header) != set(columns_of(kind.shape)):
            return [f"{where} row 1 is not the header that datasets/{path.stem}.json describes."]
        for number, cells in enumerate(lines, start=2):
            problems += [f"{where} row {number}{problem}." for problem in add_row(kind, header, cells, number, rows)]
    except csv.Error as error:
        problems.append(f"{where} line {lines.line_num} is no CSV: {error}.")
    return problems


def file_problem(raw: bytes) -> str | None:
    """Say what keeps a file's bytes from being rows of a CSV as we write it."""
    if raw.startswith(BYTE_ORDER_MARK):
        return "begins with a byte order mark"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"is not UTF-8 at byte {error.start + 1}"
    if b"\r" in raw:
        return "ends lines with CR; only LF is written"
    return None if raw.endswith(b"\n") else "does not end with a line's end"


def add_row(kind: Kind, header: list[str], cells: list[str], number: int, rows: Numbered) -> Iterator[str]:
    """Add a row if it is sound; say what is wrong with it otherwise."""
    if len(cells) != len(header):
        yield f" has {len(cells)} cells instead of {len(header)}"
        return
    try:
        rows.append((number, read_row(kind, dict(zip(header, cells, strict=True)))))
    except ValidationError as error:
        yield from row_problems(error)


def read_row(kind: Kind, cells: dict[str, str]) -> Row:
    """Read one row; an empty cell is no cell."""
    return kind.shape.model_validate({column: cell for column, cell in cells.items() if cell})


def row_problems(error: ValidationError) -> Iterator[str]:
    """Say what is wrong with a row, column by column."""
    for found in error.errors(include_url=False):
        column = f", column {found['loc'][0]}" if found["loc"] else ""
        yield f"{column} {'must not be empty' if found['type'] == 'missing' else 'is wrong: ' + found['msg']}"
