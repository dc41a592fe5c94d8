"""Find what may stand in a file only once: keys, former ids, and things that seem to be one; on disk, not in memory."""

import sqlite3
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from chalicelib.published.importing.findings import Objection
from chalicelib.published.kinds import Kind, Row, texts_in
from chalicelib.published.nearness import Point, metres
from chalicelib.shared.vietnamese import fold

_NEAR_METRES = 100
_NEAR_DEGREES = 0.001
# Where thousands have the same name and place, comparing each with all others would take for ever.
_MOST_NEIGHBOURS = 20
_BATCH = 10_000

type Late = tuple[int, str, Objection]


class Sameness:
    """Remember of every row what others may not have as well."""

    def __init__(self, kind: Kind, path: Path) -> None:
        self._kind = kind
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;")
        self._database.execute("CREATE TABLE rows (number INTEGER PRIMARY KEY, key TEXT, name INTEGER, lat, lon)")
        self._database.execute("CREATE TABLE formers (number INTEGER, former TEXT)")
        self._database.execute("BEGIN")
        self._rows: list[tuple[Any, ...]] = []

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def add(self, number: int, row: Row) -> None:
        """Remember a row that is right in itself."""
        lat, lon = (row.get(field) for field in self._kind.position or ("", ""))
        self._rows.append((number, row.get(self._kind.key), None if lat is None else _name(self._kind, row), lat, lon))
        if formers := row.get("former_ids"):
            lines = [(number, former) for former in formers]
            self._database.executemany("INSERT INTO formers VALUES (?,?)", lines)
        if len(self._rows) >= _BATCH:
            self._write()

    def found(self) -> Iterator[Late]:
        """Yield what is wrong with rows beside others: the row's number, the column, and what is to be said."""
        self._write()
        self._database.execute("CREATE INDEX by_key ON rows (key, number)")
        yield from self._twice()
        yield from self._taken()
        yield from self._alike()

    def _write(self) -> None:
        self._database.executemany("INSERT INTO rows VALUES (?,?,?,?,?)", self._rows)
        self._rows.clear()

    def _twice(self) -> Iterator[Late]:
        found = self._database.execute("""
            SELECT number, first FROM
                (SELECT number, MIN(number) OVER (PARTITION BY key) AS first FROM rows WHERE key IS NOT NULL)
            WHERE number > first
        """)
        for number, first in found:
            yield number, self._kind.key, Objection("duplicate_key", first=first)

    def _taken(self) -> Iterator[Late]:
        """Yield rows with a former id that is the key of a row, or that an earlier row has, too."""
        found = self._database.execute("""
            SELECT formers.number, former, MIN(rows.number) FROM formers JOIN rows ON rows.key = former
            GROUP BY formers.number, former
            UNION ALL
            SELECT number, former, first FROM
                (SELECT number, former, MIN(number) OVER (PARTITION BY former) AS first FROM formers)
            WHERE number > first
        """)
        for number, former, other in found:
            yield number, "former_ids", Objection("former_id_taken", former=former, other=other)

    def _alike(self) -> Iterator[Late]:
        """Yield rows that bear the name of another and stand beside it, under another key."""
        before: list[tuple[int, str, int, float, float]] = []
        found = self._database.execute("SELECT number, key, name, lat, lon FROM rows WHERE name IS NOT NULL "
                                       "ORDER BY name, lat, number")  # fmt: skip
        for number, key, name, lat, lon in found:
            near = [each for each in before if each[2] == name and each[3] >= lat - _NEAR_DEGREES]
            beside = [each for each in near if each[1] != key and _apart(each, lat, lon) <= _NEAR_METRES]
            if beside:
                first = min(beside)
                late, earlier = max(number, first[0]), min(number, first[0])
                yield late, self._kind.names[0], Objection("possible_duplicate", other=earlier)
            before = [*near[-_MOST_NEIGHBOURS:], (number, key, name, lat, lon)]


def _apart(other: tuple[int, str, int, float, float], lat: float, lon: float) -> float:
    return metres(Point(other[3], other[4]), Point(lat, lon))


def _name(kind: Kind, row: Row) -> int | None:
    """Return a number that stands for the first name of a row, however it is written."""
    names = texts_in(row, kind.names[:1])
    if not names:
        return None
    return int.from_bytes(blake2b(fold(names[0]).encode(), digest_size=7).digest())
