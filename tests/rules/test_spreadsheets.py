"""No CSV of ours runs anything in a spreadsheet."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.shared.spreadsheets import defused, write_rows


@pytest.mark.parametrize("cell", ["=1+1", "+84903123456", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_begins_like_a_formula_begins_with_an_apostrophe(cell: str) -> None:
    assert defused(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "Trường", "1-1", "a=b", -5, 10.7, None])
def test_every_other_cell_stays_as_it_is(cell: object) -> None:
    assert defused(cell) == cell


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2)))
def test_what_is_written_is_read_again_but_for_the_apostrophe(rows: list[list[str]]) -> None:
    file = io.StringIO(newline="")

    write_rows(file, ("a", "=b"), rows)

    read = list(csv.reader(io.StringIO(file.getvalue(), newline="")))
    assert read == [["a", "'=b"], *[[defused(cell) for cell in row] for row in rows]]
