"""What decides about publications: names, who comes first, which versions stay. No AWS, no clock."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.shared import clock

WAITING, CHECKING, BUILDING, ACTIVATING = "waiting", "checking", "building", "activating"
PUBLISHED, REFUSED, SUPERSEDED, FAILED = "published", "refused", "superseded", "failed"
# An import in one of these is over; only a failed one can be set going again.
OVER = frozenset({PUBLISHED, REFUSED, SUPERSEDED, FAILED})
AT_WORK = (CHECKING, BUILDING, ACTIVATING)
STATUSES = (WAITING, *AT_WORK, PUBLISHED, REFUSED, SUPERSEDED, FAILED)

# The active one among them.
KEPT_VERSIONS = 5
LARGEST_FILE = 1_000_000_000
# An import whose execution was lost so often is given up.
MOST_RUNS = 3

type Entry = dict[str, Any]


def decision(at: str, name: str) -> str:
    """Return the text by which decisions are ordered: by when each began, then by name."""
    return f"{at} {name}"


def version_name(built_at: datetime, *built_from: str) -> str:
    """Return the name of a version: when it was built, and eight characters of a hash of all that it was built from."""
    digest = hashlib.sha256("\n".join(built_from).encode()).hexdigest()
    return f"{clock.aware(built_at):%Y%m%dT%H%M%SZ}-{digest[:8]}"


def kept(versions: Sequence[Entry], active: str, previous: str | None) -> list[Entry]:
    """Return the versions that stay, the newest first: the active one, the one before it, then the newest."""
    needed = {active, previous}
    others = [entry["version"] for entry in versions if entry["version"] not in needed]
    room = KEPT_VERSIONS - sum(entry["version"] in needed for entry in versions)
    stay = {*needed, *others[: max(room, 0)]}
    return [entry for entry in versions if entry["version"] in stay]


def pointer(head: Mapping[str, Any]) -> Entry:
    """Return what readers are told of the active version, and of the one before for when its file is broken."""
    kept = {entry["version"]: entry for entry in head["versions"]}
    entry, before = kept[head["active"]], kept.get(head.get("previous"))
    return {
        "kind": head["kind"],
        **_file(entry),
        **{name: entry[name] for name in ("rows", "as_of", "source")},
        "sequence": int(head["sequence"]),
        "activated_at": head["activated_at"],
        "previous": head.get("previous"),
        "fallback": before and _file(before),
    }


def _file(entry: Entry) -> Entry:
    """Return what leads to a version's file, and tells whether it is the right one."""
    return {**{name: entry[name] for name in ("version", "sha256", "size")}, "url": f"{entry['version']}.sqlite"}
