"""Build the file that one version of a published data set is read from: rows in, one SQLite file out."""

import json
import os
import sqlite3
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.published import bits, change_log, layout, tree
from chalicelib.published.artifact import Artifact, sha256_of
from chalicelib.published.drafts import BETWEEN_WORDS, DRAFTS, Drafts
from chalicelib.published.kinds import Kind, Row
from chalicelib.published.repairs import by_variant

_PRAGMAS = f"""
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -65536;
    PRAGMA application_id = {layout.APPLICATION_ID};
"""
# Beginnings that more words than these share get a list of their own, so that no search joins more lists than these.
_MOST_WORDS_OF_A_BEGINNING = 16
_LONGEST_BEGINNING = 6

type Lists = dict[str, array[int]]


class DuplicateKey(ValueError):
    """Two rows have the same key; carries it."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the key {key!r} occurs twice")
        self.key = key


class FormerIdInUse(ValueError):
    """A former id is the key of a row, or a former id of two; carries it."""

    def __init__(self, former: str) -> None:
        super().__init__(f"the former id {former!r} is a key, or belongs to two rows")
        self.former = former


@dataclass(frozen=True)
class Built:
    """Say what was built: where the file is, its SHA-256 in hex, its bytes and its rows."""

    path: Path
    sha256: str
    size: int
    rows: int


def build(
    kind: Kind,
    rows: Iterable[Row],
    path: Path,
    about: Mapping[str, Any],
    previous: Artifact | None = None,
    blobs: Mapping[str, bytes] | None = None,
) -> Built:
    """Write the file of one version; the same rows in whatever order give the same file, byte for byte.

    Rows stream through: of each only the numbers of its words stay in memory. The folder of `path` needs room for about
    three such files. `about` is kept as it is and must hold `version`, `as_of` and `source`; with `built_at` (RFC 3339)
    changes are dated by it, otherwise by `as_of`. What differs from the `previous` version goes into the log of changes
    behind those that it tells of, and `blobs` are kept by their names. Raise DuplicateKey when two rows have one key,
    FormerIdInUse when a former id leads to two rows, ValueError when a row has no key, a name that is no text, or lies
    off the map, or when the previous version has this version's name; then no file is left, and one that was there
    stays.
    """
    missing = {"version", "as_of", "source"} - about.keys()
    if missing:
        raise ValueError(f"nothing is said about {', '.join(sorted(missing))}")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".building-") as folder:
        draft, packed = Path(folder) / "draft", Path(folder) / "packed"
        with closing(sqlite3.connect(draft, isolation_level=None)) as database:
            count = _fill(database, kind, rows, about, previous, blobs or {})
            # Into a file without a gap; what was only needed for building stays behind.
            database.execute("VACUUM INTO ?", (str(packed),))
        os.replace(packed, path)
    return Built(path, sha256_of(path), path.stat().st_size, count)


def _fill(
    database: sqlite3.Connection,
    kind: Kind,
    rows: Iterable[Row],
    about: Mapping[str, Any],
    previous: Artifact | None,
    blobs: Mapping[str, bytes],
) -> int:
    database.executescript(_PRAGMAS)
    for table in (DRAFTS, *layout.TABLES):
        database.execute(table)
    database.execute("BEGIN")
    database.executemany("INSERT INTO drafts VALUES (?,?,?,?,?,?,?,?,?,?)", Drafts(kind).of(rows))
    _write_records(database)
    _write_formers(database)
    count: int = database.execute("SELECT COUNT(*) FROM records").fetchone()[0]
    _write_lists(database, count + 1)
    _write_orders(database)
    database.execute("DROP TABLE drafts")
    database.executemany("INSERT INTO blobs VALUES (?,?)", sorted(blobs.items()))
    whole_since = change_log.write(database, kind, about, previous)
    _write_meta(database, kind, {**about, "rows": count, "changes_since": whole_since})
    database.execute("COMMIT")
    return count


def _write_records(database: sqlite3.Connection) -> None:
    """Number the drafts by importance."""
    database.execute("""
        INSERT INTO records (key, names, stored) SELECT key, names, stored FROM drafts ORDER BY unimportance, key
    """)
    try:
        database.execute("CREATE UNIQUE INDEX records_by_key ON records (key)")
    except sqlite3.IntegrityError:
        twice = database.execute("SELECT key FROM drafts GROUP BY key HAVING COUNT(*) > 1 ORDER BY key LIMIT 1")
        raise DuplicateKey(twice.fetchone()[0]) from None


def _write_formers(database: sqlite3.Connection) -> None:
    """Write which key every former id leads to."""
    database.execute("""
        INSERT INTO formers SELECT DISTINCT former.value, drafts.key FROM drafts, json_each(drafts.formers) AS former
    """)
    in_use = database.execute("""
        SELECT former FROM formers GROUP BY former HAVING COUNT(*) > 1 OR former IN (SELECT key FROM records) LIMIT 1
    """).fetchone()
    if in_use:
        raise FormerIdInUse(*in_use)


def _write_orders(database: sqlite3.Connection) -> None:
    by_name = database.execute("SELECT number FROM drafts JOIN records USING (key) ORDER BY sorting, key")
    numbers = array("I", (number for (number,) in by_name))
    database.execute("INSERT INTO orders VALUES ('name', ?)", (numbers.tobytes(),))
    positions = database.execute("""
        SELECT number, lat, lon FROM drafts JOIN records USING (key) WHERE lat IS NOT NULL ORDER BY number
    """)
    tree.write(database, "places", positions)


def _write_lists(database: sqlite3.Connection, size: int) -> None:
    in_names, elsewhere = _lists(database, "in_names"), _lists(database, "elsewhere")
    typed = sorted(word for word in in_names.keys() | elsewhere.keys() if layout.is_typed(word))
    marked = sorted(word for word in in_names if not layout.is_typed(word))
    words = {word: [word] for word in (*marked, *typed)} | dict(_beginnings(typed))
    lines = (_line(word, joined, in_names, elsewhere, size) for word, joined in sorted(words.items()))
    database.executemany("INSERT INTO lists VALUES (?,?,?,?)", lines)
    repairs = sorted(by_variant(typed).items())
    database.executemany("INSERT INTO repairs VALUES (?,?)", ((variant, " ".join(words)) for variant, words in repairs))


def _lists(database: sqlite3.Connection, column: str) -> Lists:
    lists: Lists = {}
    query = f"SELECT number, {column} FROM drafts JOIN records USING (key) ORDER BY number"  # noqa: S608
    for number, words in database.execute(query):
        for word in words.split(BETWEEN_WORDS) if words else ():
            if word not in lists:
                lists[word] = array("I")
            lists[word].append(number)
    return lists


def _beginnings(typed: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the beginnings that many words share, as words of their own, each with the words that have it."""
    found: dict[str, list[str]] = {}
    for word in typed:
        for length in range(1, min(len(word), _LONGEST_BEGINNING) + 1):
            found.setdefault(word[:length], []).append(word)
    shared = ((layout.beginning_word(beginning), words) for beginning, words in found.items())
    yield from ((beginning, words) for beginning, words in shared if len(words) > _MOST_WORDS_OF_A_BEGINNING)


def _line(word: str, joined: list[str], in_names: Lists, elsewhere: Lists, size: int) -> tuple[str, int, bytes, bytes]:
    names = bits.of((number for each in joined for number in in_names.get(each, ())), size)
    others = bits.of((number for each in joined for number in elsewhere.get(each, ())), size)
    rows = (int.from_bytes(names) | int.from_bytes(others)).bit_count()
    return word, rows, bits.stored(names), bits.stored(others)


def _write_meta(database: sqlite3.Connection, kind: Kind, about: Mapping[str, Any]) -> None:
    told = {**about, **layout.promises(kind)}
    lines = ((name, json.dumps(value, ensure_ascii=False)) for name, value in sorted(told.items()))
    database.executemany("INSERT INTO meta VALUES (?,?)", lines)
