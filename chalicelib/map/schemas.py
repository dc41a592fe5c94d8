"""The shapes of units as JSON Schema, written by hand: a look-up function loads no validation library."""

from chalicelib.published.showing import TEXT, Schema, list_of, shape
from chalicelib.published.showing_units import OLD_UNIT, UNIT, UNIT_PROPERTIES

_CANDIDATE = shape(unit=UNIT, default={"type": "boolean"})
_PART = {**OLD_UNIT, "properties": {**OLD_UNIT["properties"], "whole": {"type": "boolean"}}}

UNIT_IN_FULL = shape(
    **UNIT_PROPERTIES,
    parts={**list_of(_PART), "description": "The wards of before that went into it; not `whole` when only in part."},
)

_NUMBERS = list_of({"type": "number"})
_PROVENANCE: dict[str, Schema] = {"version": TEXT, "as_of": TEXT, "source": TEXT}
BORDERS = shape(
    type={"const": "Feature"},
    id=TEXT,
    bbox={**_NUMBERS, "minItems": 4, "maxItems": 4, "description": "West, south, east, north."},
    properties=shape(**UNIT_PROPERTIES, **_PROVENANCE),
    geometry=shape(type={"enum": ["Polygon", "MultiPolygon"]}, coordinates={"type": "array"}),
)

_ALL_UNITS = {**shape(version=TEXT, items=list_of(UNIT)), "title": "All units, or those found by `q`"}
_AT_A_POINT = {
    **shape(unit=UNIT, precision={"enum": ["exact", "approximate"]}, candidates=list_of(UNIT)),
    "title": "The unit of a place",
}
_FORMER = {
    **shape(
        items=list_of(_CANDIDATE),
        old={"anyOf": [OLD_UNIT, {"type": "null"}]},
        ambiguous={"type": "boolean"},
        groups=list_of(shape(old=OLD_UNIT, items=list_of(_CANDIDATE))),
    ),
    "title": "What became of a former unit",
}
UNITS: Schema = {"oneOf": [_ALL_UNITS, _AT_A_POINT, _FORMER]}
