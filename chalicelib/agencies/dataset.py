"""The offices of the city and the numbers to call, as they are published."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chalicelib.agencies.words import TYPE_OF_A_NAME
from chalicelib.published import usual_columns as usual
from chalicelib.published.datasets import Column, Dataset, Numbered, Wrong
from chalicelib.published.kinds import Kind, Row
from chalicelib.published.open_now import MADE
from chalicelib.published.unit_words import says, spoken
from chalicelib.published.usual_rules import life_in_order
from chalicelib.shared import city

TYPES = (
    "city_committee", "department", "centre", "reception", "hotline_desk", "public_service_centre", "police",
    "emergency", "military", "tax", "social_insurance", "treasury", "customs", "court", "procuracy", "enforcement",
    "land_registry", "employment", "legal_aid", "notary", "utility", "ward_committee", "health_station",
)  # fmt: skip
LEVELS = ("city", "ward")
# What every ward has one of, or a few wards together; and what the city has alone.
_OF_WARDS = ("ward_committee", "health_station")
_OF_THE_CITY = ("city_committee", "department")
HOTLINE_KINDS = ("emergency", "city")
_IMPORTANCE = {"city_committee": 3.0, "department": 2.0, "public_service_centre": 1.5, "ward_committee": 1.0}
_AFTER_ALL_OTHERS = 1000


def _importance(row: Row) -> float:
    return _IMPORTANCE.get(row.get("type", ""), 0.0)


def _completed(row: Row) -> Row:
    """Say for whom an office is where its columns do not: its kind tells, or its ward's name in its own."""
    if "level" in row:
        return row
    if "serves" in row:
        return {**row, "level": "ward"}
    if row.get("type") in _OF_THE_CITY:
        return {**row, "level": "city"}
    if "ward_code" in row and (row.get("type") in _OF_WARDS or _is_named_after(row["ward_code"], row)):
        return {**row, "level": "ward", "serves": [row["ward_code"]]}
    return row


def _is_named_after(code: str, row: Row) -> bool:
    """Tell whether an office has the full name of a ward in its own, as `Công an phường Sài Gòn` has."""
    full_names = (unit["full_name"] for unit in city.load("units")["items"] if unit["code"] == code)
    return any(says(spoken(row["name_vi"]), spoken(name)) for name in full_names)


def _rules(row: Row) -> Iterator[Wrong]:
    yield from life_in_order(row)
    if row.get("level") == "ward" and not row.get("serves"):
        yield Wrong("serves", "missing")
    if row.get("level") == "city" and row.get("serves"):
        yield Wrong("serves", "not_for_this_kind", {"others": "level"})


def _urgency(row: Row) -> float:
    """Reckon how early a number is told: what saves lives first, then as the city has ordered them."""
    place = min(int(row.get("priority", _AFTER_ALL_OTHERS)), _AFTER_ALL_OTHERS - 1)
    return float(_AFTER_ALL_OTHERS * (row.get("kind") == "emergency") - place)


def _in_order(rows: Iterable[Numbered], _old_units: Mapping[str, Any]) -> Iterator[tuple[int, Row]]:
    """Yield the rows, each with its place among them where none is given: a file has them in the order of the city."""
    for place, (number, row) in enumerate(rows, 1):
        yield number, {"priority": place, **row}


AGENCIES = Dataset(
    kind=Kind(
        name="agencies",
        key="office_id",
        names=("name_vi", "name_en", "former_names"),
        searched=("address", "former_address"),
        facets=("type", "level", "serves", "body_id", "ward_code", "status", "opening_hours"),
        made=MADE,
        position=("lat", "lon"),
        importance=_importance,
        short_forms=usual.of_the_city(),
    ),
    title={"vi": "Cơ quan, đơn vị", "en": "Offices"},
    columns=(
        usual.key("office_id", "office", "ubnd-phuong-sai-gon"),
        Column("body_id", "body", "The body of bodies.json whose office it is, where it is one of them.",
               "ubnd-phuong-sai-gon"),
        *usual.names("UBND phường Sài Gòn", "Sai Gon Ward People's Committee", "ten_co_quan", "co_quan",
                     "ten_tru_so"),
        usual.former_names("UBND phường Bến Nghé"),
        Column("type", "code", "What it is.", "ward_committee", wanted=True, one_of=TYPES, from_name=TYPE_OF_A_NAME,
               also_called=("loai", "loai_co_quan", "loai_hinh")),
        Column("level", "code", "city for an office of the whole city, ward for one of certain wards.", "ward",
               one_of=LEVELS, also_called=("cap",)),
        Column("serves", "wards", "Codes of the wards that an office of wards serves; empty for one of the whole city.",
               "26740", also_called=("dia_ban",)),
        usual.ward("26740"),
        *usual.addresses("45-47 Lê Duẩn, Phường Sài Gòn, TP.HCM", "45-47 Lê Duẩn, Phường Bến Nghé, Quận 1, TP.HCM"),
        *usual.position("10.7812", "106.6990"),
        usual.phones("duong_day_nong"),
        Column("hotline", "phones", "Its hotline, as one dials it.", "+842812345678",
               also_called=("duong_day_nong", "so_duong_day_nong")),
        Column("hotline_owner", "text", "Who answers for the hotline, by position and never by name.",
               "Chánh Văn phòng", also_called=("chuc_vu", "nguoi_phu_trach")),
        usual.email(),
        usual.website(),
        usual.opening_hours("Mo-Fr 07:30-11:30,13:00-17:00; PH off"),
        *usual.life("ubnd-quan-1"),
        *usual.origin(),
    ),
    formats=("csv", "geojson", "json"),
    quarantine=0.1,
    key_from=usual.KEY_FROM,
    rules=_rules,
    completed=_completed,
)  # fmt: skip

HOTLINES = Dataset(
    kind=Kind(
        name="hotlines",
        key="number",
        names=("name_vi", "name_en"),
        searched=("purpose_vi", "purpose_en"),
        facets=("kind", "free", "around_the_clock"),
        importance=_urgency,
    ),
    title={"vi": "Số điện thoại cần biết", "en": "Numbers to call"},
    columns=(
        Column("number", "number", "The number as one dials it.", "112", required=True,
               also_called=("so", "phone", "so_dien_thoai")),
        Column("kind", "code", "emergency, or city for the city's own.", "emergency", required=True,
               one_of=HOTLINE_KINDS, also_called=("loai",)),
        *usual.names("Tổng đài 112 – sự cố, thiên tai, thảm họa", "112 – incidents, natural disasters, catastrophes"),
        Column("purpose_vi", "text", "What it is for, in Vietnamese.", "Thiên tai, sập đổ, cần tìm kiếm cứu nạn.",
               also_called=("muc_dich",)),
        Column("purpose_en", "text", "What it is for, in English.", "Natural disasters, collapses; search and rescue."),
        Column("free", "yes_no", "Whether the call costs nothing.", "yes", also_called=("mien_phi",)),
        Column("around_the_clock", "yes_no", "Whether somebody answers day and night.", "yes",
               also_called=("24_7", "24_gio")),
        Column("priority", "count", "Its place among numbers of its kind, 1 the first; that of the row where empty.",
               "1", also_called=("thu_tu", "uu_tien")),
        Column("source", "text", "Where the facts of the row come from.", "General knowledge", also_called=("nguon",)),
    ),
    assembled=_in_order,
)  # fmt: skip
DATASETS = (AGENCIES, HOTLINES)
