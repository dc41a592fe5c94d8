"""What answers of every directory have in common: where a thing is, how to reach it, when it is open, who says so."""

from datetime import datetime
from functools import cache
from typing import Any

from chalicelib.published.kinds import Row
from chalicelib.published.open_now import open_at
from chalicelib.shared import city

type Shown = dict[str, Any]
type Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_TEXT_OR_NONE: Schema = {"type": ["string", "null"]}
_FLAG_OR_NONE: Schema = {"type": ["boolean", "null"]}


def shape(**properties: Schema) -> Schema:
    """Return the JSON Schema of an object that has all of these."""
    return {"type": "object", "required": list(properties), "properties": properties}


def list_of(item: Schema) -> Schema:
    """Return the JSON Schema of a list."""
    return {"type": "array", "items": item}


DATASET = shape(kind=_TEXT, version=_TEXT, as_of=_TEXT, source=_TEXT)
PLACE: dict[str, Schema] = {
    "status": {"enum": ["open", "closed", "temporarily_closed"]},
    "location": shape(lat={"type": ["number", "null"]}, lon={"type": ["number", "null"]}, address=_TEXT_OR_NONE),
    "ward": {"anyOf": [shape(code=_TEXT, name=_TEXT, name_en=_TEXT), {"type": "null"}]},
    "opening_hours": _TEXT_OR_NONE,
    "open_now": _FLAG_OR_NONE,
    "phones": list_of(shape(number=_TEXT, uri=_TEXT)),
    "website": _TEXT_OR_NONE,
}
PROVENANCE: dict[str, Schema] = {
    "former_address": _TEXT_OR_NONE,
    "former_ids": list_of(_TEXT),
    "valid_from": _TEXT_OR_NONE,
    "valid_to": _TEXT_OR_NONE,
    "invented": {"type": "boolean", "description": "Made up from end to end, to try the system with."},
    "source": _TEXT_OR_NONE,
    "as_of": _TEXT_OR_NONE,
    "about": shape(kind=_TEXT, id=_TEXT),
}


def page_of(item: Schema, title: str) -> Schema:
    """Return the JSON Schema of a page of a directory."""
    facet = list_of(shape(value=_TEXT, count={"type": "integer"}))
    page = shape(
        items=list_of(item),
        next_cursor=_TEXT_OR_NONE,
        total={"type": "integer"},
        match={
            "enum": ["words", "repaired", "part"],
            "description": "How `q` was understood: as typed; with slips mended; or, where no name has all, in part.",
        },
        dataset=DATASET,
    )
    return {**page, "title": title, "properties": {**page["properties"], "facets": {"additionalProperties": facet}}}


def place(row: Row, at: datetime) -> Shown:
    """Show where a thing is, how to reach it, and whether it is open at an instant; `open_now` is null if unknown."""
    status = row.get("status") or "open"
    is_open = open_at(row.get("opening_hours"), at)
    return {
        "status": status,
        "location": {"lat": row.get("lat"), "lon": row.get("lon"), "address": row.get("address")},
        "ward": ward(row.get("ward_code")),
        "opening_hours": row.get("opening_hours"),
        "open_now": is_open if status == "open" or is_open is None else False,
        "phones": [phone(number) for number in row.get("phones", ())],
        "website": row.get("website"),
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
    unit = _units().get(code, {})
    return {"code": code, "name": unit.get("full_name", code), "name_en": unit.get("full_name_en", code)}


@cache
def _units() -> dict[str, dict[str, Any]]:
    return {unit["code"]: unit for unit in city.load("units")["items"]}
