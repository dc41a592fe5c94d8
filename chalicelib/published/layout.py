"""How the file of a published version is laid out: its tables, and how rows and values are written in them.

`records` holds the rows; a row's number is its place by importance, 1 being the first. `lists` says for every word
which numbers have it in a name, and which have it elsewhere only; values of facets and lengths of names are words of
another alphabet. `repairs` says which words a mistyped one may have been. `places` finds numbers by position, and
`orders` has all numbers in the order of the alphabet. `formers` leads from the ids that a row had before to its key.

`versions` are the version itself, last, and those before it, and `changes` what each of them changed: rows added,
changed (with the fields) and removed, in the order of time. What a version changed ends with the number `up_to`.
`blobs` holds whatever else belongs to the version.
"""

import json
from typing import Any, NamedTuple

from chalicelib.published.kinds import Kind, Row, texts_in

# Raised whenever a reader of yesterday would misread a file of today.
SCHEMA_VERSION = 2
# "CDSP" in the file's header, by which SQLite's own tools know it too.
APPLICATION_ID = 0x43445350

TABLES = (
    "CREATE TABLE records (number INTEGER PRIMARY KEY, key TEXT NOT NULL, names TEXT NOT NULL, stored TEXT NOT NULL)",
    "CREATE TABLE lists (word TEXT PRIMARY KEY, rows INTEGER NOT NULL, in_names BLOB NOT NULL, elsewhere BLOB NOT NULL)"
    " WITHOUT ROWID",
    "CREATE TABLE repairs (variant TEXT PRIMARY KEY, words TEXT NOT NULL) WITHOUT ROWID",
    "CREATE VIRTUAL TABLE places USING rtree_i32(number, south, north, west, east)",
    "CREATE TABLE orders (name TEXT PRIMARY KEY, numbers BLOB NOT NULL)",
    "CREATE TABLE formers (former TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (former, key)) WITHOUT ROWID",
    "CREATE TABLE versions (place INTEGER PRIMARY KEY, version TEXT NOT NULL UNIQUE, at TEXT NOT NULL,"
    " up_to INTEGER NOT NULL)",
    "CREATE TABLE changes (number INTEGER PRIMARY KEY, place INTEGER NOT NULL, key TEXT NOT NULL, what TEXT NOT NULL,"
    " fields TEXT NOT NULL)",
    "CREATE INDEX changes_by_key ON changes (key, number)",
    "CREATE TABLE blobs (name TEXT PRIMARY KEY, content BLOB NOT NULL)",
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)
LINE = "\n"
# The field in which a row lists the ids that it had before.
FORMER_IDS = "former_ids"

# What a reader insists on. Names and facets may differ: the code of tomorrow reads the file of today.
INSISTED = ("kind", "schema_version", "key", "public")

# Positions are whole numbers of 1e-7 degrees: a centimetre, exact, and what fits the 32 bits of an R*Tree.
_DEGREE = 10_000_000
# No searched word holds these characters, so that nobody finds by typing what is not meant for it.
_MARK, _AND_MORE = "·", "*"


def fixed(degrees: float) -> int:
    """Return degrees as they are stored."""
    return round(degrees * _DEGREE)


def degrees(stored: int) -> float:
    """Return stored degrees as a number."""
    return stored / _DEGREE


def values_of(value: Any) -> list[str]:
    """Return the values of a facet as texts: true and false for truth values, nothing for none."""
    values = value if isinstance(value, list | tuple) else [value]
    return [_text_of(each) for each in values if each is not None and each != ""]


def _text_of(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def facet_word(facet: str, value: str = "") -> str:
    """Return the word that lists the rows with this value of a facet; without a value, what all of them begin with."""
    return f"{_MARK}{facet}{_MARK}{value}"


def length_word(words: int) -> str:
    """Return the word that lists the rows which have a name of so many words."""
    return f"{_MARK}{words}"


def beginning_word(beginning: str) -> str:
    """Return the word that lists the rows which have a word with this beginning."""
    return beginning + _AND_MORE


def is_typed(word: str) -> bool:
    """Tell whether a word of the index is one that people may type."""
    return not word.startswith(_MARK) and not word.endswith(_AND_MORE)


def packed(kind: Kind, row: Row) -> tuple[str, str]:
    """Return a row as names, one a line, and compact JSON of all the rest.

    Key and names are moved out of the JSON, where 0 keeps their places: they stand in columns of their own, and
    ranking reads the names of sixty rows and the JSON of none. Names that are lists, or hold a line end, stay in the
    JSON and are written twice.
    """
    moved = [field for field in kind.names if _moves(row.get(field))]
    rest = {field: 0 if field == kind.key or field in moved else value for field, value in row.items()}
    others = tuple(field for field in kind.names if field not in moved)
    lines = [row[field] for field in moved] + [" ".join(text.split()) for text in texts_in(row, others)]
    return LINE.join(lines), json.dumps(rest, ensure_ascii=False, separators=(",", ":"))


class Packing(NamedTuple):
    """Which fields of a row have columns of their own: the key, and the names.

    A file says it of itself, since a kind's declaration may have changed since the file was built.
    """

    key: str
    names: tuple[str, ...]


def packing_of(kind: Kind) -> Packing:
    """Return how rows of a kind are packed now."""
    return Packing(kind.key, kind.names)


def unpacked(packing: Packing, key: str, names: str, stored: str) -> dict[str, Any]:
    """Return the row that was packed."""
    row: dict[str, Any] = json.loads(stored)
    moved = [field for field in packing.names if field in row and row[field] == 0]
    row.update(zip(moved, names.split(LINE), strict=False))
    row[packing.key] = key
    return row


def _moves(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and LINE not in value


def promises(kind: Kind) -> dict[str, Any]:
    """Return what a file says of its kind."""
    return {
        "kind": kind.name,
        "schema_version": SCHEMA_VERSION,
        "key": kind.key,
        "names": list(kind.names),
        "facets": list(kind.facets),
        "public": kind.public,
    }
