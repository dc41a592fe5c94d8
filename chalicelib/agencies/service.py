"""Offices: found by name, kind and place, and those that people of one ward turn to, tier by tier."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from chalicelib.agencies import units
from chalicelib.agencies.dataset import AGENCIES, LEVELS, TYPES
from chalicelib.agencies.tiers import tiers_of
from chalicelib.published import questions, showing, wards
from chalicelib.published.directory import OPEN_NOW, Directory, about
from chalicelib.published.former_units import Became
from chalicelib.published.kinds import Row
from chalicelib.published.labels import named
from chalicelib.published.nearness import Point
from chalicelib.published.search import Hit
from chalicelib.published.showing_units import former_unit
from chalicelib.published.units import Unit
from chalicelib.shared import city, clock
from chalicelib.shared.errors import FieldError, Invalid, NotFound
from chalicelib.shared.i18n import localized
from chalicelib.shared.query import choices, word

type Shown = dict[str, Any]
type Asked = Mapping[str, Any]

# With one of these a position only says near what to look; without any it asks who is there for those who live there.
_OF_LISTS = ("q", "ward", "status", "radius", "bbox", "sort", "since", "cursor")


def answer(asked: Asked, language: str) -> Shown:
    """Answer who is there for a place or a unit, or list offices for any other question.

    Raise Invalid for both questions at once, NotFound outside the city and for a unit that nobody knows, SeveralChoices
    where it may be one of several.
    """
    of_list = [name for name in _OF_LISTS if asked[name] is not None]
    of_place = [name for name in ("lat", "lon") if asked[name] is not None]
    if asked["unit"] is not None:
        _check_alone("unit", [*of_place, *of_list])
        meant = units.meant_by(asked["unit"])
        return _of_unit(meant.unit, asked, language, old=meant.old)
    if of_place and not of_list:
        return _of_place(asked, language)
    page = DIRECTORY.page(asked, language)
    return {**page, "units": units.named_in(asked["q"])} if asked["q"] else page


def _of_place(asked: Asked, language: str) -> Shown:
    missing = [FieldError(f"/{name}", "missing", {}, "query") for name in ("lat", "lon") if asked[name] is None]
    if missing:
        raise Invalid("invalid_fields", fields=missing)
    found = wards.finder().at(asked["lat"], asked["lon"])
    if found.unit is None:
        raise NotFound("outside_city")
    shown = _of_unit(found.unit, asked, language, Point(asked["lat"], asked["lon"]))
    return {**shown, "precision": found.precision, "candidates": list(found.candidates)}


def _of_unit(unit: Unit, asked: Asked, language: str, near: Point | None = None, old: Became | None = None) -> Shown:
    search, at = DIRECTORY.current.search(), asked["at"] or clock.now()
    return {
        "unit": unit,
        "old": former_unit(old) if old else None,
        "precision": "exact",
        "candidates": [],
        "body": _body(_committees().get(unit["code"]), language),
        "tiers": [
            {
                "level": tier.level,
                "total": tier.total,
                "offices": [_shown(hit, language, at, near) for hit in tier.hits],
            }
            for tier in tiers_of(search, unit, near, asked, at)
        ],
        "dataset": about(search.artifact),
    }


def _shown(hit: Hit, language: str, at: datetime, near: Point | None) -> Shown:
    shown = _card(hit.row, language, at)
    return {**shown, "distance_m": hit.distance} if near and hit.distance is not None else shown


def _card(row: Row, language: str, at: datetime) -> Shown:
    kind = row.get("type")
    name = named(AGENCIES.name, "type", kind) if kind else {"name": None, "name_en": None}
    return {
        "office_id": row["office_id"],
        "name": row["name_vi"],
        "name_en": row.get("name_en"),
        "type": kind,
        "type_name": name["name"],
        "type_name_en": name["name_en"],
        "level": row.get("level"),
        "serves": [showing.ward(code) for code in row.get("serves", ())],
        "body": _body(row.get("body_id"), language),
        **showing.place(row, at),
        "hotline": {
            "phones": [showing.phone(number) for number in row.get("hotline", ())],
            "owner": row.get("hotline_owner"),
        },
        "email": row.get("email"),
    }


def _in_full(row: Row, language: str, at: datetime) -> Shown:
    return {
        **_card(row, language, at),
        "former_names": list(row.get("former_names", ())),
        **showing.provenance(row, "office", row["office_id"]),
    }


def _body(body_id: str | None, language: str) -> Shown | None:
    if body_id is None or body_id not in city.body_ids():
        return None
    return {"body_id": body_id, "name": localized(city.body(body_id)["name"], language)}


@cache
def _committees() -> dict[str, str]:
    bodies = (city.body(body_id) for body_id in city.body_ids())
    return {body["ward"]: body["body_id"] for body in bodies if body.get("ward")}


def _check_alone(name: str, others: list[str]) -> None:
    if others:
        fields = [FieldError(f"/{each}", "not_together", {}, "query") for each in (name, *others)]
        raise Invalid("invalid_fields", fields=fields)


DIRECTORY = Directory(
    dataset=AGENCIES,
    path="/v1/agencies/offices",
    thing="office",
    card=_card,
    in_full=_in_full,
    filters={"type": "type", "level": "level", "ward": "ward_code", "status": "status"},
    parameters={
        "type": choices(TYPES, "Kinds of office, parted by commas."),
        "level": choices(LEVELS, "`city` for offices of the whole city, `ward` for those of certain wards."),
        **questions.OPEN_NOW,
    },
    computed={"open_now": OPEN_NOW},
)
UNIT = word(
    description="A ward whose offices are asked for: its code, a name of today or of before (`P.14 Q3`), or an address."
)
