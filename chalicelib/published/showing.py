"""What answers of every directory have in common: where a thing is, how to reach it, when it is open, who says so."""

from datetime import datetime
from typing import Any

from chalicelib.published.artifact import Artifact
from chalicelib.published.kinds import Row
from chalicelib.published.labels import named
from chalicelib.published.open_now import hours_that_hold, open_at, status_of

type Shown = dict[str, Any]
type Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXT_OR_NONE: Schema = {"type": ["string", "null"]}
FLAG_OR_NONE: Schema = {"type": ["boolean", "null"]}


def shape(**properties: Schema) -> Schema:
    """Return the JSON Schema of an object that has all of these."""
    return {"type": "object", "required": list(properties), "properties": properties}


def list_of(item: Schema) -> Schema:
    """Return the JSON Schema of a list."""
    return {"type": "array", "items": item}


def or_none(schema: Schema) -> Schema:
    """Return the JSON Schema of something that may be absent."""
    return {"anyOf": [schema, {"type": "null"}]}


NAMED = shape(code=TEXT, name=TEXT, name_en=TEXT)
DATASET = shape(kind=TEXT, version=TEXT, as_of=TEXT, source=TEXT)
PLACE: dict[str, Schema] = {
    "status": {"enum": ["open", "closed", "temporarily_closed"]},
    "location": shape(lat={"type": ["number", "null"]}, lon={"type": ["number", "null"]}, address=TEXT_OR_NONE),
    "ward": or_none(NAMED),
    "opening_hours": TEXT_OR_NONE,
    "open_now": FLAG_OR_NONE,
    "phones": list_of(shape(number=TEXT, uri=TEXT)),
    "website": TEXT_OR_NONE,
}
PROVENANCE: dict[str, Schema] = {
    "former_address": TEXT_OR_NONE,
    "former_ids": list_of(TEXT),
    "valid_from": TEXT_OR_NONE,
    "valid_to": TEXT_OR_NONE,
    "invented": {"type": "boolean", "description": "Made up from end to end, to try the system with."},
    "source": TEXT_OR_NONE,
    "as_of": TEXT_OR_NONE,
    "about": shape(kind=TEXT, id=TEXT),
}


def listing(card: Schema, record: Schema, title: str) -> Schema:
    """Return the JSON Schema of what a directory's list answers: a page, or with `since` what has changed."""
    return {"title": title, "oneOf": [_page_of(card), _changed_since(record)]}


def _page_of(card: Schema) -> Schema:
    facet = {
        **shape(value=TEXT, count={"type": "integer"}),
        "properties": {"value": TEXT, "count": {"type": "integer"}, "name": TEXT, "name_en": TEXT},
    }
    page = shape(
        items=list_of(card),
        next_cursor=TEXT_OR_NONE,
        total={"type": "integer"},
        match={
            "enum": ["words", "repaired", "part"],
            "description": "How `q` was understood: as typed; with slips mended; or, where no name has all, in part.",
        },
        dataset=DATASET,
    )
    facets = {"additionalProperties": list_of(facet)}
    return {**page, "title": "A page", "properties": {**page["properties"], "facets": facets}}


def _changed_since(record: Schema) -> Schema:
    inner = {name: value for name, value in record["properties"].items() if name != "dataset"}
    removed = {**list_of(TEXT), "description": "Ids of the records that are gone."}
    version = {**TEXT, "description": "The version that the caller has when the last page is read."}
    pages = shape(items=list_of(shape(**inner)), removed=removed, next_cursor=TEXT_OR_NONE, version=version)
    properties = {**pages["properties"], "dataset": DATASET}
    return {**pages, "title": "What has changed since a version", "properties": properties}


def place(row: Row, at: datetime) -> Shown:
    """Show where a thing is, how to reach it, and whether it is open at an instant; `open_now` is null if unknown."""
    return {
        "status": status_of(row),
        "location": {"lat": row.get("lat"), "lon": row.get("lon"), "address": row.get("address")},
        "ward": ward(row.get("ward_code")),
        "opening_hours": row.get("opening_hours"),
        "open_now": open_at(hours_that_hold(row), at),
        "phones": [phone(number) for number in row.get("phones", ())],
        "website": row.get("website"),
    }


def about(artifact: Artifact) -> Shown:
    """Say which version of which data an answer stands on."""
    meta = artifact.meta
    return {
        "kind": artifact.kind.name,
        "version": meta["version"],
        "as_of": meta["as_of"],
        "source": meta["source"],
    }


def provenance(row: Row, kind: str, key: str) -> Shown:
    """Show who says so and as of when, and how to tell the city that it is wrong (`about` of a report)."""
    return {
        "former_address": row.get("former_address"),
        "former_ids": list(row.get("former_ids", ())),
        "valid_from": row.get("valid_from"),
        "valid_to": row.get("valid_to"),
        "invented": bool(row.get("invented")),
        "source": row.get("source"),
        "as_of": row.get("as_of"),
        "about": {"kind": kind, "id": key},
    }


def phone(number: str) -> Shown:
    """Show a number as it is written, and as an address that phones dial (RFC 3966)."""
    return {"number": number, "uri": f"tel:{number}"}


def ward(code: str | None) -> Shown | None:
    """Show a ward of today by its code; None for none, and its code alone for one that the pack does not have."""
    if code is None:
        return None
    return named("", "ward_code", code)
