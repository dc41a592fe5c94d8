"""What changed in published data, for apps that keep it and for people who ask why an answer is another one today."""

from collections.abc import Container, Iterator, Mapping
from typing import Any

from chalicelib.published.artifact import Artifact
from chalicelib.published.changes import Change, ChangedSince, UnknownVersion
from chalicelib.published.showing import TEXT, TEXT_OR_NONE, Schema, Shown, list_of, shape
from chalicelib.shared.errors import FieldError, Gone, Invalid
from chalicelib.shared.query import PAGE

# What may be asked together with `since`; everything else narrows a list, and a change knows no list.
_WITH_SINCE = ("since", "limit", "cursor")
_FIELD = {
    **shape(field=TEXT),
    "description": "A column of docs/datasets.md; `from` and `to` are left out where only the clock tells the meaning.",
}
_CHANGE = shape(version=TEXT, at=TEXT, what={"enum": ["added", "changed", "removed"]}, fields=list_of(_FIELD))
CHANGES: Schema = {
    **shape(
        items=list_of(_CHANGE),
        next_cursor=TEXT_OR_NONE,
        known_since={**TEXT, "description": "The version since which the log is whole."},
    ),
    "title": "What changed in a record",
}


def changed_since(artifact: Artifact, version: str, after: int | None, limit: int) -> ChangedSince:
    """Return a page of what changed since a version; raise Gone when the log of changes does not reach back to it."""
    try:
        return artifact.changes_since(version, after, limit)
    except UnknownVersion:
        raise Gone("sync_too_old", extra={"version": artifact.version}) from None


def check_alone(asked: Mapping[str, Any]) -> None:
    """Raise Invalid naming every parameter that cannot stand beside `since`."""
    others = (name for name, value in asked.items() if value is not None and name not in _WITH_SINCE)
    if problems := [FieldError(f"/{name}", "not_together", {}, "query") for name in others]:
        raise Invalid("invalid_fields", fields=problems)


def log(changes: list[Change], unsaid: Container[str]) -> Iterator[Shown]:
    """Yield changes as they are shown; of `unsaid` fields only that they changed."""
    for each in changes:
        fields = [{"field": field["field"]} if field["field"] in unsaid else dict(field) for field in each.fields]
        yield {"version": each.version, "at": each.at, "what": each.what, "fields": fields}


__all__ = ["CHANGES", "PAGE", "changed_since", "check_alone", "log"]
