"""Schools: found by name, level, kind and place, and shown one by one."""

from datetime import datetime
from typing import Any

from chalicelib.education.dataset import LEVELS, SCHOOLS
from chalicelib.published import questions, showing
from chalicelib.published.directory import OPEN_NOW, Directory
from chalicelib.published.kinds import Row
from chalicelib.published.labels import named
from chalicelib.shared.query import choices

type Shown = dict[str, Any]

TYPES = ("public", "private")


def _card(row: Row, _language: str, at: datetime) -> Shown:
    return {
        "school_id": row["school_id"],
        "name": row["name_vi"],
        "name_en": row.get("name_en"),
        "levels": list(row.get("levels", ())),
        "level_names": [named(SCHOOLS.name, "levels", level) for level in row.get("levels", ())],
        "type": row.get("type"),
        **showing.place(row, at),
    }


def _in_full(row: Row, language: str, at: datetime) -> Shown:
    return {
        **_card(row, language, at),
        "former_names": list(row.get("former_names", ())),
        "email": row.get("email"),
        "head": row.get("head"),
        "campuses": list(row.get("campuses", ())),
        **showing.provenance(row, DIRECTORY.thing, row["school_id"]),
    }


DIRECTORY = Directory(
    dataset=SCHOOLS,
    path="/v1/education/schools",
    thing="school",
    card=_card,
    in_full=_in_full,
    filters={"level": "levels", "type": "type", "ward": "ward_code", "status": "status"},
    parameters={
        "level": choices(
            LEVELS, "Levels taught, parted by commas: from `mam_non` (nursery) to `dai_hoc` (university)."
        ),
        "type": choices(TYPES, "`public` or `private`."),
        **questions.OPEN_NOW,
    },
    computed={"open_now": OPEN_NOW},
)
