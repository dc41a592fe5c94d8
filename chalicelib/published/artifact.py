"""Open the file of one version of a published data set, read-only, after making sure that it is the right one."""

import hashlib
import json
import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from chalicelib.published import changes, layout
from chalicelib.published.changes import Change, ChangedSince
from chalicelib.published.kinds import Kind

# Pages are read from the system's cache instead of being copied into SQLite's own.
_MAPPED_BYTES = 1 << 30


class UnusableArtifact(Exception):
    """A file is not the published version that it should be, and nothing was read from it; says why."""


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Artifact:
    """The rows of one version of one kind, as they were published."""

    def __init__(self, kind: Kind, path: Path, sha256: str) -> None:
        """Open a file; raise UnusableArtifact when it is missing, is not the file with this hash, or not of this kind.

        The hash is checked before SQLite sees a byte of the file.
        """
        _check(path, sha256)
        self.kind = kind
        self.sha256 = sha256
        self.database = sqlite3.connect(
            f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True, isolation_level=None, check_same_thread=False
        )
        self.database.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
        self.meta = self._meta(path)
        self.packing = layout.Packing(self.meta["key"], tuple(self.meta["names"]))

    def __enter__(self) -> Self:
        """Give the artifact itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()

    @property
    def version(self) -> str:
        """The version that was published."""
        return str(self.meta["version"])

    def look_up(self, key: str) -> dict[str, Any] | None:
        """Return the row with this key, None when there is none."""
        found = self.database.execute("SELECT key, names, stored FROM records WHERE key = ?", (key,)).fetchone()
        return layout.unpacked(self.packing, *found) if found else None

    def former(self, former_id: str) -> str | None:
        """Return the key of the row that had this id before, None when none had."""
        found = self.database.execute("SELECT key FROM formers WHERE former = ?", (former_id,)).fetchone()
        return str(found[0]) if found else None

    def changes_of(self, key: str) -> list[Change]:
        """Return what the log tells of a row, the latest change first."""
        return changes.of(self.database, key)

    def removed(self, key: str) -> Change | None:
        """Return how a row was removed that the log tells of, None when it is there or the log has nothing on it."""
        latest = self.changes_of(key)[:1]
        return latest[0] if latest and latest[0].what == "removed" else None

    def changes_since(self, version: str, after: int | None, limit: int) -> ChangedSince:
        """Return what a reader of another version has to change, a page behind a position; UnknownVersion if unknown.

        Each row comes once, as it is now, however often it changed.
        """
        found = changes.since(self.database, version, after, limit + 1)
        page = found[:limit]
        rows = [(key, self.look_up(key)) for _, key in page]
        return ChangedSince(
            rows=[row for _, row in rows if row is not None],
            removed=[key for key, row in rows if row is None],
            next_position=page[-1][0] if len(found) > limit else None,
        )

    def blob(self, name: str) -> bytes | None:
        """Return what was published under a name beside the rows, None when nothing was."""
        found = self.database.execute("SELECT content FROM blobs WHERE name = ?", (name,)).fetchone()
        return bytes(found[0]) if found else None

    def rows_of(self, numbers: Sequence[int]) -> list[dict[str, Any]]:
        """Return the rows with these numbers, in their order."""
        holders = ",".join("?" * len(numbers))
        found = self.database.execute(
            f"SELECT number, key, names, stored FROM records WHERE number IN ({holders})",  # noqa: S608
            tuple(numbers),
        )
        rows = {number: layout.unpacked(self.packing, *packed) for number, *packed in found}
        return [rows[number] for number in numbers]

    def in_order(self, name: str) -> array[int]:
        """Return the numbers of all rows in an order other than by importance: `name`, by the Vietnamese alphabet."""
        found = self.database.execute("SELECT numbers FROM orders WHERE name = ?", (name,)).fetchone()
        return array("I", found[0])

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield every row, the most important first."""
        for packed in self.database.execute("SELECT key, names, stored FROM records ORDER BY number"):
            yield layout.unpacked(self.packing, *packed)

    def _meta(self, path: Path) -> dict[str, Any]:
        try:
            told = {name: json.loads(value) for name, value in self.database.execute("SELECT name, value FROM meta")}
        except sqlite3.DatabaseError as error:
            self.close()
            raise UnusableArtifact(f"{path} is not a published data set: {error}") from error
        wrong = [
            f"its {name} is {told.get(name)!r}, not {value!r}"
            for name, value in layout.promises(self.kind).items()
            if name in layout.INSISTED and told.get(name) != value
        ]
        if wrong:
            self.close()
            raise UnusableArtifact(f"{path} cannot be read here: {'; '.join(wrong)}")
        return told


def _check(path: Path, sha256: str) -> None:
    try:
        found = sha256_of(path)
    except OSError as error:
        raise UnusableArtifact(f"{path} cannot be read: {error.strerror}") from error
    if found != sha256:
        raise UnusableArtifact(f"{path} is corrupt or another file: its SHA-256 is {found}, not {sha256}")
