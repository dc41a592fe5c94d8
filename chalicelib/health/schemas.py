"""The shapes of health facilities and licences as JSON Schema: a look-up function loads no validation library."""

from chalicelib.health.dataset import TYPES
from chalicelib.published.rights import STANDINGS
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

_STATUS: Schema = {
    "enum": [*STANDINGS, None],
    "description": "As of the instant of the answer: a licence holds to its last day inclusive, by the city's calendar;"
    " past it, it is `expired`. What was revoked stays `revoked`. Null where the issuer's word is not known.",
}
_SHORT_LICENCE: dict[str, Schema] = {"number": TEXT, "status": _STATUS, "expires": TEXT_OR_NONE}
LICENCE = shape(
    **_SHORT_LICENCE,
    issuer=TEXT_OR_NONE,
    issued=TEXT_OR_NONE,
    scope=TEXT_OR_NONE,
    responsible_person=TEXT_OR_NONE,
    as_of=TEXT_OR_NONE,
)
_CARD: dict[str, Schema] = {
    "facility_id": TEXT,
    "name": TEXT,
    "name_en": TEXT_OR_NONE,
    "type": {"enum": [*TYPES, None]},
    "type_name": TEXT_OR_NONE,
    "type_name_en": TEXT_OR_NONE,
    "ownership": {"enum": ["public", "private", None]},
    "specialities": list_of(NAMED),
    "emergency": FLAG_OR_NONE,
    "insurance": FLAG_OR_NONE,
    **PLACE,
}
CARD = shape(**_CARD, licence=or_none(shape(**_SHORT_LICENCE)))
FACILITY = {
    **shape(
        **_CARD,
        licence=or_none(LICENCE),
        former_names=list_of(TEXT),
        email=TEXT_OR_NONE,
        **PROVENANCE,
        dataset=DATASET,
    ),
    "title": "A health facility",
}
FACILITIES = listing(CARD, FACILITY, "Health facilities")
LICENCES = {
    **shape(items=list_of(shape(licence=LICENCE, facility=CARD)), dataset=DATASET),
    "title": "The licences of a number",
}
