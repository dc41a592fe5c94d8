"""Write CSV that people open in a spreadsheet: no cell that came from elsewhere is ever run as a formula."""

import csv
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

# What spreadsheets take for the beginning of a formula (OWASP, "CSV Injection").
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def defused(cell: Any) -> Any:
    """Return a cell as it may stand in a CSV of ours: a text that begins like a formula gets an apostrophe before it.

    Numbers stay numbers, a minus before them included.
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_BEGINS_FORMULA) else cell


def write_rows(file: TextIO, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a header and rows to a file that was opened with `newline=""`, every cell defused."""
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([defused(cell) for cell in header])
    writer.writerows([defused(cell) for cell in row] for row in rows)
