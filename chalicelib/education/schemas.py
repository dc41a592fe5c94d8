"""The shapes of schools as JSON Schema, written by hand: a look-up function loads no validation library."""

from typing import Any

from chalicelib.education.dataset import LEVELS
from chalicelib.published.showing import DATASET, PLACE, PROVENANCE, list_of, page_of, shape

type Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_TEXT_OR_NONE: Schema = {"type": ["string", "null"]}

_CARD: dict[str, Schema] = {
    "school_id": _TEXT,
    "name": _TEXT,
    "name_en": _TEXT_OR_NONE,
    "levels": list_of({"enum": list(LEVELS)}),
    "type": {"enum": ["public", "private", None]},
    **PLACE,
}
SCHOOLS = page_of(shape(**_CARD), "Schools")
SCHOOL = {
    **shape(
        **_CARD,
        former_names=list_of(_TEXT),
        email=_TEXT_OR_NONE,
        head=_TEXT_OR_NONE,
        campuses=list_of(_TEXT),
        **PROVENANCE,
        dataset=DATASET,
    ),
    "title": "A school",
}
