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
from chalicelib.published.importing import Checked, Context
from chalicelib.published.polygons import Polygons
from chalicelib.shared import city, files

CHECKED = "checked"
_WARDS = "wards"
_POLYGONS = "polygons"
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
    return Context.of(
        city.load("units"), city.load("old_units"), city.load("city"), city.body_ids(),
        polygons=None if dataset.name == _WARDS else _polygons(),
        hash=None if dataset.kind.public else private_rows.hashed,
    )  # fmt: skip


def _polygons() -> Polygons | None:
    wards = kinds.look_up(_WARDS)
    head = Head.look_up(_WARDS) if wards else None
    entry = head.entry(head.active) if head else None
    if wards is None or entry is None:
        return None
    try:
        with activation.opened(wards, entry) as artifact:
            content = artifact.blob(_POLYGONS)
    except UnusableArtifact:
        return None
    return Polygons.from_bytes(content) if content else None


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
