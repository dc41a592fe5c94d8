"""The first step of a publication: check a file, and lay the report beside it."""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chalicelib.platform.publication import activation, ending, kinds, places, rules
from chalicelib.platform.publication.imports import Import
from chalicelib.platform.publication.models import Head
from chalicelib.published import importing, private_rows
from chalicelib.published.artifact import UnusableArtifact
from chalicelib.published.datasets import Dataset
from chalicelib.published.document_rows import DOCUMENT
from chalicelib.published.importing import Checked, Context
from chalicelib.published.polygons import Polygons
from chalicelib.published.unit_kinds import POLYGONS, WARDS
from chalicelib.shared import city, files

CHECKED = "checked"
_CSV, _JSON = "text/csv; charset=utf-8", "application/json"


def check(imported: Import) -> str:
    """Check an import's file and write its reports; return `checked`, or the status of one that goes no further."""
    if imported.is_over:
        return str(imported.status)
    with tempfile.TemporaryDirectory(prefix="checking-") as name:
        folder = Path(name)
        source, accepted, report = folder / "source", folder / "accepted.jsonl.gz", folder / "report.csv"
        obstacle = _obstacle(imported) or _fetched(imported, source)
        if obstacle == "file_changed":
            # Whatever lies there now was told as a file of its own.
            return ending.end(imported, rules.SUPERSEDED, obstacle)
        if obstacle:
            checked = importing.refused_unread(obstacle, report)
        else:
            checked = checked_file(kinds.find(imported.kind), source, accepted, report)
        return _settle(imported, checked, accepted, report)


def checked_file(dataset: Dataset, source: Path, accepted: Path, report: Path) -> Checked:
    """Check a file on disk by the city as it is now."""
    return importing.check(dataset, source, accepted, report, context(dataset))


def context(dataset: Dataset) -> Context:
    """Return what a check must know of the city; wards are found by the borders once those are published."""
    borders = None if dataset.name == WARDS.name else _blob(WARDS.name, POLYGONS)
    document = _blob(dataset.name, DOCUMENT) if dataset.is_document else None
    return Context.of(
        city.load("units"), city.load("old_units"), city.load("city"), city.body_ids(),
        polygons=Polygons.from_bytes(borders) if borders else None,
        hash=None if dataset.kind.public else private_rows.hashed,
        document=json.loads(document) if document else None,
    )  # fmt: skip


def _blob(kind: str, name: str) -> bytes | None:
    """Return what lies under a name in a kind's active version; None when there is none, or nobody can read it."""
    dataset = kinds.look_up(kind)
    head = Head.look_up(kind) if dataset else None
    entry = head.entry(head.active) if head else None
    if dataset is None or entry is None:
        return None
    try:
        with activation.opened(dataset, entry) as artifact:
            return artifact.blob(name)
    except UnusableArtifact:
        return None


def _obstacle(imported: Import) -> str | None:
    """Return what keeps a file from being looked at; None when nothing does."""
    if kinds.look_up(imported.kind) is None:
        return "unknown_kind"
    if not imported.size:
        return "file_empty"
    return "file_too_large" if imported.size > rules.LARGEST_FILE else None


def _fetched(imported: Import, path: Path) -> str | None:
    return None if files.fetch(places.INCOMING, imported.file_key, path, imported.etag) else "file_changed"


def _settle(imported: Import, checked: Checked, accepted: Path, report: Path) -> str:
    """Send what the check has written, then say in the import how it ended."""
    told = checked.as_json()
    files.send(places.INCOMING, places.report(imported.file_key, "csv"), report, _CSV)
    files.put(places.INCOMING, places.report(imported.file_key, "json"), _report(imported, told), _JSON)
    if checked.verdict == "refused":
        return ending.end(imported, rules.REFUSED, "rows_refused", report=told)
    files.send(places.INCOMING, places.checked(imported.import_id), accepted, "application/gzip")
    imported.move(rules.BUILDING, report=told)
    return CHECKED


def _report(imported: Import, told: Mapping[str, Any]) -> bytes:
    known = {"kind": imported.kind, "import_id": imported.import_id, "file": imported.file_name}
    return json.dumps({**known, **told}, ensure_ascii=False, indent=1).encode()
