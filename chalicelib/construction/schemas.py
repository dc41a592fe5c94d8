"""The shapes of housing projects as JSON Schema, written by hand: a look-up function loads no validation library."""

from chalicelib.construction.dataset import MORTGAGES, PROJECT_TYPES, STAGES
from chalicelib.construction.service import STEPS
from chalicelib.published.showing import (
    DATASET,
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

_COUNT_OR_NONE: Schema = {"type": ["integer", "null"]}
_DAY_OR_NONE: Schema = {"type": ["string", "null"], "format": "date"}

_CARD: dict[str, Schema] = {
    "project_id": TEXT,
    "name": TEXT,
    "name_en": TEXT_OR_NONE,
    "developer": TEXT_OR_NONE,
    "type": {"enum": [*PROJECT_TYPES, None]},
    "type_name": TEXT_OR_NONE,
    "type_name_en": TEXT_OR_NONE,
    "stage": {"enum": [*STAGES, None]},
    "stage_name": TEXT_OR_NONE,
    "stage_name_en": TEXT_OR_NONE,
    "eligible_for_sale": {
        "type": "boolean",
        "description": "Whether the city's notice that homes still to be built may be sold is published, and its day "
        "has come. False is no ban: perhaps nothing is published, or nothing is left to build.",
    },
    **{name: PLACE[name] for name in ("status", "location", "ward")},
}
PROJECT = {
    **shape(
        **_CARD,
        steps={
            **list_of(shape(step={"enum": list(STEPS)}, number=TEXT, date=_DAY_OR_NONE)),
            "description": "The papers that it has, in the order in which the law asks for them.",
        },
        sale_notice=or_none(shape(number=TEXT, date=_DAY_OR_NONE, homes=_COUNT_OR_NONE)),
        mortgage={"enum": [*MORTGAGES, None], "description": "Null where it is not known."},
        area_ha={"type": ["number", "null"]},
        homes=_COUNT_OR_NONE,
        website=TEXT_OR_NONE,
        **PROVENANCE,
        dataset=DATASET,
    ),
    "title": "A housing project",
}
PROJECTS = listing(shape(**_CARD), PROJECT, "Housing projects")
