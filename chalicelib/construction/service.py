"""Housing projects: found by name, developer, kind, stage and place, and shown with the papers they have."""

from datetime import datetime
from typing import Any

from chalicelib.construction.dataset import (
    FOR_SALE_FROM,
    HOUSING_PROJECTS,
    MORTGAGES,
    PROJECT_TYPES,
    STAGES,
    for_sale_from,
)
from chalicelib.published import showing
from chalicelib.published.directory import Computed, Directory, by_meaning
from chalicelib.published.kinds import Row
from chalicelib.published.labels import named
from chalicelib.published.open_now import status_of
from chalicelib.shared import city, clock
from chalicelib.shared.query import choices, word, yes_no
from chalicelib.shared.vietnamese import fold

type Shown = dict[str, Any]

_KIND = HOUSING_PROJECTS.name
# The papers in the order of the law, each with the columns of its number and its day.
STEPS = {
    "investment_approval": ("approval_number", "approval_date"),
    "building_permit": ("permit_number", "permit_date"),
    "sale_notice": ("sale_notice_number", "sale_notice_date"),
}


def _card(row: Row, _language: str, at: datetime) -> Shown:
    return {
        "project_id": row["project_id"],
        "name": row["name_vi"],
        "name_en": row.get("name_en"),
        "developer": row.get("developer"),
        **_code(row, "type"),
        **_code(row, "stage"),
        "eligible_for_sale": _may_be_sold(for_sale_from(row), at),
        "status": status_of(row),
        "location": {"lat": row.get("lat"), "lon": row.get("lon"), "address": row.get("address")},
        "ward": showing.ward(row.get("ward_code")),
    }


def _in_full(row: Row, language: str, at: datetime) -> Shown:
    return {
        **_card(row, language, at),
        "steps": _steps(row),
        "sale_notice": _sale_notice(row),
        "mortgage": row.get("mortgage"),
        "area_ha": row.get("area_ha"),
        "homes": row.get("homes"),
        "website": row.get("website"),
        **showing.provenance(row, DIRECTORY.thing, row["project_id"]),
    }


def _code(row: Row, column: str) -> Shown:
    code = row.get(column)
    name = named(_KIND, column, code) if code else {"name": None, "name_en": None}
    return {column: code, f"{column}_name": name["name"], f"{column}_name_en": name["name_en"]}


def _steps(row: Row) -> list[Shown]:
    papers = ((step, row.get(number), row.get(day)) for step, (number, day) in STEPS.items())
    return [{"step": step, "number": number, "date": day} for step, number, day in papers if number]


def _sale_notice(row: Row) -> Shown | None:
    number, day, homes = (row.get(f"sale_notice_{part}") for part in ("number", "date", "homes"))
    return {"number": number, "date": day, "homes": homes} if number else None


def _may_be_sold(sold_from: str, at: datetime) -> bool:
    # Days sort as text, and `never` after all of them.
    return sold_from <= clock.local_date(at, city.timezone()).isoformat()


def _of_developer(wanted: str, _at: datetime, developers: list[str]) -> list[str]:
    words = fold(wanted)
    return [each for each in developers if f" {words}" in f" {fold(each)}"]


DIRECTORY = Directory(
    dataset=HOUSING_PROJECTS,
    path="/v1/construction/projects",
    thing="project",
    card=_card,
    in_full=_in_full,
    filters={"type": "type", "stage": "stage", "mortgage": "mortgage", "ward": "ward_code", "status": "status"},
    parameters={
        "type": choices(PROJECT_TYPES, "What is built, parted by commas."),
        "stage": choices(STAGES, "How far it is, parted by commas."),
        "mortgage": choices(MORTGAGES, "Whether it is mortgaged, where that is known, parted by commas."),
        "developer": word(description="Beginning of a word of the developer's name, with or without marks."),
        "eligible_for_sale": yes_no(
            "Only projects with, or only those without, a notice of today or before that homes may be sold."
        ),
    },
    computed={
        "developer": Computed("developer", _of_developer),
        "eligible_for_sale": by_meaning(FOR_SALE_FROM, _may_be_sold, counted=True, today=True),
    },
)
