"""The shapes of certificates as JSON Schema."""

from chalicelib.construction.dataset import CERTIFICATE_KINDS, FIELDS, GRADES
from chalicelib.published.rights import STANDINGS
from chalicelib.published.showing import DATASET, TEXT, TEXT_OR_NONE, Schema, list_of, shape

_DAY: Schema = {"type": "string", "format": "date"}

CERTIFICATE = shape(
    number=TEXT,
    validity={
        "enum": [*STANDINGS, None],
        "description": "At the instant of the answer: `valid` to its last day inclusive, by the city's calendar; past "
        "it, `expired`. What was revoked stays `revoked`. Null where the issuer's word is not known.",
    },
    kind={"enum": list(CERTIFICATE_KINDS)},
    field={"enum": list(FIELDS)},
    grade={"enum": [*GRADES, None]},
    holder_name=TEXT,
    issuer=TEXT,
    issued_on=_DAY,
    expires_on=_DAY,
    status_since={"type": ["string", "null"], "format": "date", "description": "Of what is suspended or revoked."},
    invented={"type": "boolean", "description": "Made up from end to end, to try the system with."},
    source=TEXT_OR_NONE,
    as_of=TEXT_OR_NONE,
)
CERTIFICATES = {**shape(items=list_of(CERTIFICATE), dataset=DATASET), "title": "The certificates asked for"}
