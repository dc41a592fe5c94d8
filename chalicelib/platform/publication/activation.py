"""Which version is active: changed by one conditional write, told by a pointer that is written from it.

The row is the truth. Whoever changes it writes the pointer and then reads the row once more, so that of two who write
at the same moment the pointer of the later one stays. Everything here may be done again after any of its calls failed.
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chalicelib.platform.publication import places, rules
from chalicelib.platform.publication.models import Head
from chalicelib.platform.publication.rules import Entry
from chalicelib.published.artifact import Artifact, UnusableArtifact
from chalicelib.published.datasets import Dataset
from chalicelib.shared import clock, files, ids
from chalicelib.shared.errors import Conflict, NotFound
from chalicelib.shared.tables import Contended

# Each round that ends without a result has seen somebody else change the row.
_ROUNDS = 8
# A version never changes under its name.
_VERSION_CACHE = "public, max-age=31536000, immutable"
_POINTER_CACHE = "public, max-age=10"
_SQLITE = "application/vnd.sqlite3"


def put_version(dataset: Dataset, version: str, path: Path) -> None:
    """Send a built file to where readers will find it once it is active."""
    files.send(*_place(dataset, version), path, _SQLITE, _VERSION_CACHE)


def drop_version(dataset: Dataset, version: str) -> None:
    """Delete the file of a version that is not to be read any more."""
    files.delete(*_place(dataset, version))


@contextmanager
def opened(dataset: Dataset, entry: Entry) -> Iterator[Artifact]:
    """Open a version from where it lies; raise UnusableArtifact when it is gone, corrupt, or not for this code."""
    with tempfile.TemporaryDirectory(prefix="version-") as folder:
        path = Path(folder) / "version.sqlite"
        if not files.fetch(*_place(dataset, entry["version"]), path):
            raise UnusableArtifact("the file is gone")
        with Artifact(dataset.kind, path, entry["sha256"]) as artifact:
            yield artifact


def is_usable(dataset: Dataset, entry: Entry) -> bool:
    """Tell whether the file of a version lies there, byte for byte as it was built, and can be read by this code."""
    try:
        with opened(dataset, entry):
            return True
    except UnusableArtifact:
        return False


def publish(dataset: Dataset, entry: Entry, base: str | None, newest: str, by: Entry | None = None) -> str:
    """Make a new version the active one; return `published`, `superseded` or `stale`.

    `entry` names the import it comes from, `base` the version it was built on, `newest` when the import began. It is
    `superseded` when something that began later was activated before, `stale` when another version than `base` is
    active now; nothing has changed then.
    """
    for _ in range(_ROUNDS):
        head = Head.look_up(dataset.name)
        if head and head.of_import(entry["import_id"]):
            break
        if head and head.newest > newest:
            return rules.SUPERSEDED
        if (head.active if head else None) != base:
            return "stale"
        if _changed(dataset.name, head, entry, newest, newest, by).take_place(_seen(head)):
            break
    else:
        raise Contended()
    straighten(dataset)
    return rules.PUBLISHED


def choose(dataset: Dataset, version: str, sequence: int | None, by: Entry) -> Head:
    """Make a kept version the active one, back or forward, and return the row; the active one chosen changes nothing.

    It counts as begun now: an import that began before will not take its place. Raise NotFound for a version that is
    not kept, Conflict when the row is not at `sequence` any more, or the version's file is corrupt.
    """
    moment = clock.rfc3339(clock.now())
    decided = rules.decision(moment, ids.new_ulid("decision"))
    checked = False
    for _ in range(_ROUNDS):
        head = find(dataset)
        entry = head.entry(version)
        if head.decided == decided or (entry and head.active == version):
            break
        if entry is None:
            raise NotFound("dataset_version_not_found")
        if sequence is not None and head.sequence != sequence:
            raise Conflict("dataset_changed", extra={"sequence": int(head.sequence)})
        if not checked and not is_usable(dataset, entry):
            raise Conflict("dataset_version_corrupt")
        checked = True
        newest = max(str(head.newest), decided)
        if _changed(dataset.name, head, entry, newest, decided, by).take_place(_seen(head)):
            break
    else:
        raise Contended()
    straighten(dataset)
    return find(dataset)


def find(dataset: Dataset) -> Head:
    """Return a kind's row; raise NotFound when nothing of it was ever published."""
    head = Head.look_up(dataset.name)
    if head is None:
        raise NotFound("dataset_not_published")
    return head


def straighten(dataset: Dataset) -> None:
    """Let the pointer say what the row says, and delete the files of versions that are not kept any more."""
    for _ in range(_ROUNDS):
        head = Head.look_up(dataset.name)
        if head is None:
            return
        _point(dataset, head)
        now = Head.look_up(dataset.name)
        if now and now.sequence == head.sequence:
            break
    else:
        raise Contended()
    for version in head.leaving:
        drop_version(dataset, version)
    if head.leaving:
        head.let_go()


def pointer_of(head: Head) -> bytes:
    """Return the pointer to the active version as readers get it."""
    return json.dumps(rules.pointer(head.attribute_values), ensure_ascii=False, sort_keys=True).encode()


def is_straight(dataset: Dataset, head: Head) -> bool:
    """Tell whether the pointer says what the row says and nothing waits to be deleted."""
    return not head.leaving and files.read(*_pointer_place(dataset)) == pointer_of(head)


def _point(dataset: Dataset, head: Head) -> None:
    files.put(*_pointer_place(dataset), pointer_of(head), "application/json", _POINTER_CACHE)


def _changed(kind: str, head: Head | None, entry: Entry, newest: str, decided: str, by: Entry | None) -> Head:
    """Return the row with this version active; a new one is the newest."""
    before = list(head.versions) if head else []
    versions = before if any(each["version"] == entry["version"] for each in before) else [entry, *before]
    active = entry["version"]
    previous = head.active if head else None
    kept = rules.kept(versions, active, previous)
    left = [each["version"] for each in versions if each not in kept]
    return Head(
        kind,
        sequence=_seen(head) + 1,
        active=active,
        previous=previous,
        activated_at=clock.rfc3339(clock.now()),
        activated_by=by,
        newest=newest,
        decided=decided,
        versions=kept,
        leaving=[*(head.leaving if head else []), *left],
    )


def _seen(head: Head | None) -> int:
    return int(head.sequence) if head else 0


def _place(dataset: Dataset, version: str) -> tuple[str, str]:
    public = dataset.kind.public
    return places.bucket_of(public), places.artifact(dataset.name, public, version)


def _pointer_place(dataset: Dataset) -> tuple[str, str]:
    public = dataset.kind.public
    return places.bucket_of(public), places.pointer(dataset.name, public)
