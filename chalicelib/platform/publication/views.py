"""How data sets, versions and imports are shown."""

from typing import Any

from chalicelib.platform.publication import places, rules
from chalicelib.platform.publication.imports import Import
from chalicelib.platform.publication.models import Head
from chalicelib.platform.publication.rules import Entry
from chalicelib.published.changes import Comparison
from chalicelib.published.datasets import Dataset
from chalicelib.shared import clock, settings, uploads
from chalicelib.shared.access import Person
from chalicelib.shared.i18n import localized, message

type Shown = dict[str, Any]

_LINK_SECONDS = 3600
_OF_A_VERSION = ("version", "sha256", "size", "rows", "as_of", "source", "import_id")


def actor(person: Person) -> Shown:
    """Return who does something."""
    return {"citizen_id": person.citizen_id, "body_id": person.body_id}


def offered(dataset: Dataset, head: Head, language: str) -> Shown:
    """Return the active version of a public kind with its addresses."""
    pointer = rules.pointer(head.attribute_values)
    del pointer["fallback"]
    base = f"{settings.public_url()}/{places.pointer(dataset.name, True).rpartition('/')[0]}"
    return {
        **pointer,
        "title": localized(dict(dataset.title), language),
        "url": f"{base}/{pointer['url']}",
        "pointer_url": f"{base}/current.json",
    }


def dataset(declared: Dataset, head: Head | None, language: str) -> Shown:
    """Return a kind with its active version."""
    entry = head.entry(head.active) if head else None
    return {
        "kind": declared.name,
        "title": localized(dict(declared.title), language),
        "public": declared.kind.public,
        "formats": list(declared.formats),
        "columns": [column.name for column in declared.columns],
        "sequence": int(head.sequence) if head else 0,
        "active": _version(entry, True) if entry else None,
        "activated_at": head.activated_at if head else None,
        "activated_by": head.activated_by if head else None,
    }


def versions(kind: str, head: Head | None) -> Shown:
    """Return the versions that are kept, the newest first."""
    items = [_version(entry, entry["version"] == head.active) for entry in head.versions] if head else []
    return {"kind": kind, "sequence": int(head.sequence) if head else 0, "items": items}


def import_card(imported: Import, language: str) -> Shown:
    """Return an import as it stands in a list."""
    return {
        "kind": imported.kind,
        "import_id": imported.import_id,
        "status": imported.status,
        "door": imported.door,
        "file_name": imported.file_name,
        "size": None if imported.size is None else int(imported.size),
        "created_at": imported.created_at,
        "ended_at": imported.ended_at,
        "by": imported.by,
        "version": imported.version if imported.status == rules.PUBLISHED else None,
        "reason": _reason(imported, language),
    }


def import_in_full(imported: Import, language: str) -> Shown:
    """Return an import with its report."""
    report = _report(imported, language) if imported.report else None
    return {**import_card(imported, language), "run": int(imported.run), "report": report}


def comparison(older: str, newer: str, found: Comparison) -> Shown:
    """Return what differs between two versions."""
    return {
        "older": older,
        "newer": newer,
        "added": found.added,
        "removed": found.removed,
        "changed": found.changed,
        "differences": [
            {"key": each.key, "what": each.what, "fields": [dict(field) for field in each.fields]}
            for each in found.first
        ],
    }


def _version(entry: Entry, active: bool) -> Shown:
    return {"active": active, **{name: entry[name] for name in _OF_A_VERSION}}


def _report(imported: Import, language: str) -> Shown:
    told = imported.report
    return {
        **{name: told[name] for name in ("verdict", "read", "accepted", "refused", "counts")},
        "findings": [_finding(each, language) for each in told["findings"]],
        "notes": [{**each, "message": _said(each["code"], language, {})} for each in told["notes"]],
        "csv_url": uploads.link(places.INCOMING, places.report(imported.file_key, "csv"), _LINK_SECONDS),
    }


def _finding(each: Shown, language: str) -> Shown:
    shown = {name: each[name] for name in ("row", "column", "code", "severity", "value")}
    return {**shown, "message": _said(each["code"], language, each["params"])}


def _said(code: str, language: str, params: Shown) -> str:
    # All that checks a file comes with it, which a function of routes needs for nothing else.
    from chalicelib.published.importing import message_of

    return message_of(code, language, params)


def _reason(imported: Import, language: str) -> Shown | None:
    code = imported.reason
    if imported.status == rules.SUPERSEDED:
        code = code or "superseded"
    if imported.status == rules.WAITING and clock.rfc3339(clock.now()) > str(imported.expires_at):
        code = "no_file"
    return {"code": code, "message": _texts(language)[code]} if code else None


def _texts(language: str) -> dict[str, str]:
    """Return what each reason says; each text is named here, where the check of the catalogs finds it."""
    return {
        "check_failed": message("publication_check_failed", language),
        "build_failed": message("publication_build_failed", language),
        "activation_failed": message("publication_activation_failed", language),
        "interrupted": message("publication_interrupted", language),
        "artifact_corrupt": message("publication_artifact_corrupt", language),
        "rows_refused": message("publication_rows_refused", language),
        "rows_not_buildable": message("publication_rows_not_buildable", language),
        "version_too_large": message("publication_version_too_large", language),
        "file_changed": message("publication_file_changed", language),
        "superseded": message("publication_superseded", language),
        "no_file": message("publication_no_file", language),
    }
