"""What differs between versions of a published data set, and what a file tells of the versions before its own."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from chalicelib.published import layout
from chalicelib.published.kinds import Kind

if TYPE_CHECKING:
    from chalicelib.published.artifact import Artifact

type What = Literal["added", "changed", "removed"]
type Packed = tuple[str, str, str]
# A file's rows, and how they are packed in it.
type File = tuple[sqlite3.Connection, layout.Packing]


class UnknownVersion(LookupError):
    """A file does not tell what has changed since a version: it is too old, was never published or was taken back."""


class Difference(NamedTuple):
    """One row that two versions do not share, and for a changed one its fields as `{field, from, to}`."""

    key: str
    what: What
    fields: tuple[Mapping[str, Any], ...] = ()


class Change(NamedTuple):
    """One row's change: which version brought it and when (RFC 3339, or a day), and the fields of a changed row."""

    version: str
    at: str
    key: str
    what: What
    fields: tuple[Mapping[str, Any], ...]


class ChangedSince(NamedTuple):
    """Rows that are new or changed, in full, keys of those that are gone, and where the next page begins."""

    rows: list[dict[str, Any]]
    removed: list[str]
    next_position: int | None


class Comparison(NamedTuple):
    """How many rows were added, changed and removed, and the first of them by their keys."""

    added: int
    changed: int
    removed: int
    first: tuple[Difference, ...]


def comparison(older: "Artifact", newer: "Artifact", limit: int) -> Comparison:
    """Compare two versions of one kind; tell at most so many differences one by one."""
    found = differences(newer.kind, (older.database, older.packing), (newer.database, newer.packing))
    first = tuple(islice(found, limit))
    counts = Counter(each.what for each in first)
    counts.update(each.what for each in found)
    return Comparison(counts["added"], counts["changed"], counts["removed"], first)


def differences(kind: Kind, older: File, newer: File) -> Iterator[Difference]:
    """Yield the rows in which two files differ, in the order of their keys; both stream through side by side."""
    before, now = _by_key(older[0]), _by_key(newer[0])
    old, new = next(before, None), next(now, None)
    while old or new:
        if old and new and old[0] == new[0]:
            if (old, older[1]) != (new, newer[1]) and (
                fields := _fields_changed(kind, (older[1], old), (newer[1], new))
            ):
                yield Difference(new[0], "changed", fields)
            old, new = next(before, None), next(now, None)
        elif new and (not old or new[0] < old[0]):
            yield Difference(new[0], "added")
            new = next(now, None)
        elif old:
            yield Difference(old[0], "removed")
            old = next(before, None)


def of(database: sqlite3.Connection, key: str) -> list[Change]:
    """Return the changes of one row, the latest first."""
    found = database.execute(
        "SELECT version, at, key, what, fields FROM changes JOIN versions USING (place) WHERE key = ?"
        " ORDER BY number DESC",
        (key,),
    )
    return [Change(version, at, key, what, tuple(json.loads(fields))) for version, at, key, what, fields in found]


def since(database: sqlite3.Connection, version: str, after: int | None, limit: int) -> list[tuple[int, str]]:
    """Return the keys that changed since a version, each with the number of its latest change, in that order.

    `after` is a number of which the page before was the last. Raise UnknownVersion where the log begins later.
    """
    known = database.execute("SELECT up_to FROM versions WHERE version = ?", (version,)).fetchone()
    if known is None:
        raise UnknownVersion(version)
    return database.execute(
        """
        SELECT number, key FROM changes WHERE number > ? AND NOT EXISTS (
            SELECT 1 FROM changes AS later WHERE later.key = changes.key AND later.number > changes.number
        ) ORDER BY number LIMIT ?
        """,
        (max(known[0], after or 0), limit),
    ).fetchall()


def _by_key(database: sqlite3.Connection) -> Iterator[Packed]:
    # SQLite's order of texts, by their bytes in UTF-8, is that of Python's.
    return database.execute("SELECT key, names, stored FROM records ORDER BY key")


def _fields_changed(
    kind: Kind, old: tuple[layout.Packing, Packed], new: tuple[layout.Packing, Packed]
) -> tuple[Mapping[str, Any], ...]:
    before, now = layout.unpacked(old[0], *old[1]), layout.unpacked(new[0], *new[1])
    noticed = (field for field in before | now if field not in kind.unnoticed)
    return tuple(
        {"field": field, "from": before.get(field), "to": now.get(field)}
        for field in noticed
        if before.get(field) != now.get(field)
    )
