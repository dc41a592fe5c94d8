"""Read which rows have a word: one set of row numbers for every word, beginning and value of a facet."""

import sqlite3
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple

from chalicelib.published import bits, layout
from chalicelib.published.repairs import one_slip_apart, variants_of

# A set of a million rows takes 125 KB in memory; common words are asked for again and again.
_KEPT_IN_MEMORY = 256
_BEYOND_ALL_LETTERS = "\U0010ffff"


class Rows(NamedTuple):
    """Two sets of rows: those that have something in a name, and those that have it anywhere."""

    in_names: int
    anywhere: int

    def __and__(self, other: "Rows") -> "Rows":
        """Return the rows of both."""
        return Rows(self.in_names & other.in_names, self.anywhere & other.anywhere)

    def __or__(self, other: "Rows") -> "Rows":
        """Return the rows of either."""
        return Rows(self.in_names | other.in_names, self.anywhere | other.anywhere)


NO_ROWS = Rows(0, 0)


class Lists:
    """The lists of a published file."""

    def __init__(self, database: sqlite3.Connection, rows: int) -> None:
        """Read from an open file with so many rows."""
        self._database = database
        self.everything = (1 << rows + 1) - 2
        self.all_rows = Rows(self.everything, self.everything)
        self.rows_with = lru_cache(_KEPT_IN_MEMORY)(self._rows_with)
        self.rows_with_beginning = lru_cache(_KEPT_IN_MEMORY)(self._rows_with_beginning)

    def _rows_with(self, word: str) -> Rows:
        """Return the rows that have a word; empty sets for a word that no row has."""
        return _joined(
            self._database.execute("SELECT in_names, elsewhere FROM lists WHERE word = ?", (word,)).fetchall()
        )

    def _rows_with_beginning(self, beginning: str) -> Rows:
        """Return the rows that have a word with this beginning."""
        joined = self._rows_with(layout.beginning_word(beginning))
        if joined.anywhere:
            return joined
        query = "SELECT in_names, elsewhere FROM lists WHERE word >= ? AND word < ?"
        return _joined(self._database.execute(query, (beginning, beginning + _BEYOND_ALL_LETTERS)).fetchall())

    def of(self, word: str) -> int:
        """Return the set of rows that have a word, wherever it stands."""
        return self.rows_with(word).anywhere

    def values_of(self, facet: str) -> list[tuple[str, int]]:
        """Return the values of a facet with how many rows have each."""
        start = layout.facet_word(facet)
        found = self._database.execute(
            "SELECT word, rows FROM lists WHERE word >= ? AND word < ?", (start, start + _BEYOND_ALL_LETTERS)
        )
        return [(word[len(start) :], rows) for word, rows in found]

    def neighbours(self, word: str) -> list[str]:
        """Return the words of the vocabulary that are one slip away from a word.

        Another number is never meant, and a single letter says too little to be what was meant.
        """
        variants = tuple(variants_of(word))
        holders = ",".join("?" * len(variants))
        found = self._database.execute(f"SELECT words FROM repairs WHERE variant IN ({holders})", variants)  # noqa: S608
        near = dict.fromkeys(other for (words,) in found for other in words.split(" "))
        return [
            other
            for other in near
            if other != word
            and len(other) > 1
            and one_slip_apart(word, other)
            and not (word.isdecimal() and other.isdecimal())
        ]


def _joined(found: list[tuple[bytes, bytes]]) -> Rows:
    in_names = reduce(or_, (bits.read(kept) for kept, _ in found), 0)
    return Rows(in_names, reduce(or_, (bits.read(kept) for _, kept in found), in_names))
