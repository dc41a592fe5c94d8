"""The shapes of units as JSON Schema, written by hand: a look-up function loads no validation library."""

from typing import Any

type Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_TEXT_OR_NONE: Schema = {"type": ["string", "null"]}


def _shape(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list_of(shape: Schema) -> Schema:
    return {"type": "array", "items": shape}


CHANGE: Schema = {"enum": ["unchanged", "renamed", "merged", "divided"]}

_UNIT_PROPERTIES: dict[str, Schema] = {
    "code": {"type": "string", "pattern": "^[0-9]{5}$"},
    "name": _TEXT,
    "full_name": _TEXT,
    "full_name_en": _TEXT,
    "type": {"enum": ["phuong", "xa", "dac_khu"]},
    "area_km2": {"type": "number"},
    "centre": _shape(lat={"type": "number"}, lon={"type": "number"}),
    "change": {
        **CHANGE,
        "description": "How it came to be on 1 July 2025; `divided` when it took in a part of a ward that was split.",
    },
}
UNIT = _shape(**_UNIT_PROPERTIES)

OLD_UNIT = _shape(
    code=_TEXT_OR_NONE,
    name=_TEXT,
    full_name=_TEXT,
    full_name_en=_TEXT,
    type=_TEXT,
    level={"enum": ["ward", "district"]},
    district=_TEXT,
    district_en=_TEXT,
    province=_TEXT,
    change={**CHANGE, "description": "What happened to it on 1 July 2025; `divided` when it went into several units."},
)

_CANDIDATE = _shape(unit=UNIT, default={"type": "boolean"})
_PART = {**OLD_UNIT, "properties": {**OLD_UNIT["properties"], "whole": {"type": "boolean"}}}

UNIT_IN_FULL = _shape(
    **_UNIT_PROPERTIES,
    parts={**_list_of(_PART), "description": "The wards of before that went into it; not `whole` when only in part."},
)

_NUMBERS = _list_of({"type": "number"})
_PROVENANCE: dict[str, Schema] = {"version": _TEXT, "as_of": _TEXT, "source": _TEXT}
BORDERS = _shape(
    type={"const": "Feature"},
    id=_TEXT,
    bbox={**_NUMBERS, "minItems": 4, "maxItems": 4, "description": "West, south, east, north."},
    properties=_shape(**_UNIT_PROPERTIES, **_PROVENANCE),
    geometry=_shape(type={"enum": ["Polygon", "MultiPolygon"]}, coordinates={"type": "array"}),
)

_ALL_UNITS = {**_shape(version=_TEXT, items=_list_of(UNIT)), "title": "All units, or those found by `q`"}
_AT_A_POINT = {
    **_shape(unit=UNIT, precision={"enum": ["exact", "approximate"]}, candidates=_list_of(UNIT)),
    "title": "The unit of a place",
}
_FORMER = {
    **_shape(
        items=_list_of(_CANDIDATE),
        old={"anyOf": [OLD_UNIT, {"type": "null"}]},
        ambiguous={"type": "boolean"},
        groups=_list_of(_shape(old=OLD_UNIT, items=_list_of(_CANDIDATE))),
    ),
    "title": "What became of a former unit",
}
UNITS: Schema = {"oneOf": [_ALL_UNITS, _AT_A_POINT, _FORMER]}
