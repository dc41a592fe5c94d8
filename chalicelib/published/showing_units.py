"""What answers about units have in common: a unit of today, a former one, and what it became."""

from typing import Any

from chalicelib.published import wards
from chalicelib.published.former_units import Became
from chalicelib.published.showing import TEXT, TEXT_OR_NONE, Schema, shape
from chalicelib.published.unit_words import in_english

type Shown = dict[str, Any]

CHANGE: Schema = {"enum": ["unchanged", "renamed", "merged", "divided"]}
UNIT_PROPERTIES: dict[str, Schema] = {
    "code": {"type": "string", "pattern": "^[0-9]{5}$"},
    "name": TEXT,
    "full_name": TEXT,
    "full_name_en": TEXT,
    "type": {"enum": ["phuong", "xa", "dac_khu"]},
    "area_km2": {"type": "number"},
    "centre": shape(lat={"type": "number"}, lon={"type": "number"}),
    "change": {
        **CHANGE,
        "description": "How it came to be on 1 July 2025; `divided` when it took in a part of a ward that was split.",
    },
}
UNIT = shape(**UNIT_PROPERTIES)
OLD_UNIT = shape(
    code=TEXT_OR_NONE,
    name=TEXT,
    full_name=TEXT,
    full_name_en=TEXT,
    type=TEXT,
    level={"enum": ["ward", "district"]},
    district=TEXT,
    district_en=TEXT,
    province=TEXT,
    change={**CHANGE, "description": "What happened to it on 1 July 2025; `divided` when it went into several units."},
)


def former_unit(became: Became) -> Shown:
    """Show a ward or district of before, with what happened to it."""
    old = became.old
    return {
        "code": old.code,
        "name": old.name,
        "full_name": old.full_name,
        "full_name_en": in_english(old.full_name),
        "type": old.kind,
        "level": old.level,
        "district": old.district,
        "district_en": in_english(old.district),
        "province": old.province,
        "change": wards.former().change_of(became),
    }


def candidates(became: Became) -> list[Shown]:
    """Show the units that a former one went into, the default one first and marked."""
    return [{"unit": unit, "default": place == 0} for place, unit in enumerate(became.units)]
