"""Where the files of a publication lie: as they came, their reports, their checked rows, versions and pointers."""

import re
from typing import NamedTuple

INCOMING, PUBLIC = "datasets", "public"
NO_KIND = "unknown"
_REPORT = (".report.csv", ".report.json")
_FOLDER = "incoming/"
_TICKETED = re.compile(r"import_[0-9A-HJKMNP-TV-Z]{26}")
_LONGEST_KIND = 64


class Sent(NamedTuple):
    """A file in `incoming/`: its kind as the folder says, its own name, and the import whose form it came with."""

    kind: str
    file_name: str
    ticket: str | None


def sent_file(key: str) -> Sent | None:
    """Return what a key in the bucket is; None for a folder, for a report, and for what is no incoming file."""
    if not key.startswith(_FOLDER) or key.endswith(("/", *_REPORT)):
        return None
    *folders, name = key.removeprefix(_FOLDER).split("/")
    kind = folders[0][:_LONGEST_KIND] if folders and folders[0] else NO_KIND
    ticket = folders[1] if len(folders) == 2 and _TICKETED.fullmatch(folders[1]) else None
    return Sent(kind, name, ticket)


def ticketed(kind: str, import_id: str, file_name: str) -> str:
    """Return the key of a file that an editor's form is signed for."""
    return f"{_FOLDER}{kind}/{import_id}/{file_name}"


def report(key: str, form: str) -> str:
    """Return the key of a file's report, as `csv` or `json`."""
    return f"{key}.report.{form}"


def checked(import_id: str) -> str:
    """Return the key of an import's checked rows."""
    return f"checked/{import_id}.jsonl.gz"


def bucket_of(public: bool) -> str:
    """Return the bucket of a kind's versions."""
    return PUBLIC if public else INCOMING


def artifact(kind: str, public: bool, version: str) -> str:
    """Return the key of a version."""
    return f"{_shelf(kind, public)}/{version}.sqlite"


def pointer(kind: str, public: bool) -> str:
    """Return the key of what says which version is active."""
    return f"{_shelf(kind, public)}/current.json"


def _shelf(kind: str, public: bool) -> str:
    return f"{'datasets' if public else 'private'}/{kind}"
