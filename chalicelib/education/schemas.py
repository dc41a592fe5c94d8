"""The shapes of schools as JSON Schema, written by hand: a look-up function loads no validation library."""

from chalicelib.education.dataset import LEVELS
from chalicelib.published.showing import (
    DATASET,
    NAMED,
    PLACE,
    PROVENANCE,
    TEXT,
    TEXT_OR_NONE,
    Schema,
    list_of,
    listing,
    shape,
)

_CARD: dict[str, Schema] = {
    "school_id": TEXT,
    "name": TEXT,
    "name_en": TEXT_OR_NONE,
    "levels": list_of({"enum": list(LEVELS)}),
    "level_names": list_of(NAMED),
    "type": {"enum": ["public", "private", None]},
    **PLACE,
}
SCHOOL = {
    **shape(
        **_CARD,
        former_names=list_of(TEXT),
        email=TEXT_OR_NONE,
        head=TEXT_OR_NONE,
        campuses=list_of(TEXT),
        **PROVENANCE,
        dataset=DATASET,
    ),
    "title": "A school",
}
SCHOOLS = listing(shape(**_CARD), SCHOOL, "Schools")
