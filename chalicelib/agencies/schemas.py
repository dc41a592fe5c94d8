"""The shapes of offices and hotlines as JSON Schema: a look-up function loads no validation library."""

from chalicelib.agencies.dataset import HOTLINE_KINDS, LEVELS, TYPES
from chalicelib.published.showing import (
    DATASET,
    FLAG_OR_NONE,
    NAMED,
    PLACE,
    PROVENANCE,
    TEXT,
    TEXT_OR_NONE,
    Schema,
    list_of,
    listing,
    or_none,
    shape,
)
from chalicelib.published.showing_units import OLD_UNIT, UNIT

_BODY = or_none(shape(body_id=TEXT, name=TEXT))
_PHONES = list_of(shape(number=TEXT, uri=TEXT))
_CARD: dict[str, Schema] = {
    "office_id": TEXT,
    "name": TEXT,
    "name_en": TEXT_OR_NONE,
    "type": {"enum": [*TYPES, None]},
    "type_name": TEXT_OR_NONE,
    "type_name_en": TEXT_OR_NONE,
    "level": {"enum": [*LEVELS, None]},
    "serves": list_of(NAMED),
    "body": _BODY,
    **PLACE,
    "hotline": {
        **shape(phones=_PHONES, owner=TEXT_OR_NONE),
        "description": "`owner` is who answers for it, by position.",
    },
    "email": TEXT_OR_NONE,
}
OFFICE = {
    **shape(**_CARD, former_names=list_of(TEXT), **PROVENANCE, dataset=DATASET),
    "title": "An office",
}
_TIER = shape(
    level={"enum": list(LEVELS)},
    total={"type": "integer", "description": "Where it is more than `offices` has, a list with `level` has the rest."},
    offices=list_of(shape(**_CARD)),
)
_OF_A_WARD = {
    **shape(
        unit=UNIT,
        old=or_none(OLD_UNIT),
        precision={"enum": ["exact", "approximate"]},
        candidates=list_of(UNIT),
        body=_BODY,
        tiers=list_of(_TIER),
        dataset=DATASET,
    ),
    "title": "Who is there for the people of a ward",
}
_LISTS = listing(shape(**_CARD), OFFICE, "Offices")
_PAGE, _CHANGED = _LISTS["oneOf"]
_UNITS = {**list_of(UNIT), "description": "With `q`: units that the words name; ask `unit=` for all who are there."}
_FOUND = {**_PAGE, "properties": {**_PAGE["properties"], "units": _UNITS}}
OFFICES = {**_LISTS, "oneOf": [_OF_A_WARD, _FOUND, _CHANGED]}
HOTLINES = {
    **shape(
        version=TEXT,
        as_of=TEXT,
        source=TEXT,
        items=list_of(
            shape(
                number=TEXT,
                uri=TEXT,
                kind={"enum": list(HOTLINE_KINDS)},
                kind_name=TEXT,
                name=TEXT,
                purpose=TEXT_OR_NONE,
                free=FLAG_OR_NONE,
                around_the_clock=FLAG_OR_NONE,
                source=TEXT_OR_NONE,
            )
        ),
    ),
    "title": "Numbers to call",
}
