"""Write the log of changes into the file of a version: those that the version before tells of, and its own behind."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import islice, pairwise
from typing import Any, NamedTuple

from chalicelib.published.artifact import Artifact
from chalicelib.published.changes import differences
from chalicelib.published.kinds import Kind
from chalicelib.published.layout import packing_of

# A phone that was not opened for longer takes the whole file.
KEPT_FOR = timedelta(days=400)


class _Version(NamedTuple):
    place: int
    version: str
    at: str
    up_to: int

    @property
    def day(self) -> date:
        return date.fromisoformat(self.at[:10])


def write(database: sqlite3.Connection, kind: Kind, about: Mapping[str, Any], previous: Artifact | None) -> str:
    """Fill `versions` and `changes` of a file whose records are written; return since which version the log is whole.

    Changes older than 400 days and those beyond the kind's `most_changes` are left out, whole versions at a time. When
    this version alone changes more, nothing is told of the past.
    """
    earlier = _versions_of(previous)
    if about["version"] in {each.version for each in earlier}:
        raise ValueError(f"the version {about['version']} is already one of those before it")
    last = earlier[-1] if earlier else _Version(0, "", "", 0)
    noted = _note(database, kind, last, previous) if previous else 0
    version = _Version(last.place + 1, about["version"], about.get("built_at", about["as_of"]), last.up_to + noted)
    kept = _kept([*earlier, version], kind.most_changes)
    database.execute("DELETE FROM changes WHERE number <= ?", (kept[0].up_to,))
    if previous:
        carried = previous.database.execute("SELECT * FROM changes WHERE number > ? ORDER BY number", (kept[0].up_to,))
        database.executemany("INSERT INTO changes VALUES (?,?,?,?,?)", carried)
    database.executemany("INSERT INTO versions VALUES (?,?,?,?)", kept)
    return kept[0].version


def _versions_of(previous: Artifact | None) -> list[_Version]:
    if previous is None:
        return []
    found = previous.database.execute("SELECT place, version, at, up_to FROM versions ORDER BY place")
    return [_Version(*each) for each in found]


def _note(database: sqlite3.Connection, kind: Kind, last: _Version, previous: Artifact) -> int:
    """Write what differs from the previous version, at most one row more than are kept; return how many that are."""
    before, now = (previous.database, previous.packing), (database, packing_of(kind))
    found = islice(differences(kind, before, now), kind.most_changes + 1)
    lines = (
        (number, last.place + 1, each.key, each.what, json.dumps(each.fields, ensure_ascii=False))
        for number, each in enumerate(found, last.up_to + 1)
    )
    return database.executemany("INSERT INTO changes VALUES (?,?,?,?,?)", lines).rowcount


def _kept(versions: list[_Version], most: int) -> list[_Version]:
    """Return the versions since which all changes are young and few enough; the last one always is."""
    newest = versions[-1]
    for place, (version, following) in enumerate(pairwise(versions)):
        if newest.up_to - version.up_to <= most and newest.day - following.day <= KEPT_FOR:
            return versions[place:]
    return [newest]
