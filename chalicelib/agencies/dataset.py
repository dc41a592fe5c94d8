"""The offices of the city and the numbers to call, as they are published."""

from collections.abc import Iterator

from chalicelib.agencies.words import TYPE_OF_A_NAME
from chalicelib.published import usual_columns as usual
from chalicelib.published.datasets import Column, Dataset, Wrong
from chalicelib.published.kinds import Kind, Row
from chalicelib.published.open_now import MADE
from chalicelib.published.usual_rules import life_in_order

TYPES = (
    "city_committee", "department", "centre", "reception", "hotline_desk", "public_service_centre", "police",
    "emergency", "military", "tax", "social_insurance", "treasury", "customs", "court", "procuracy", "enforcement",
    "land_registry", "employment", "legal_aid", "notary", "utility", "ward_committee",
)  # fmt: skip
LEVELS = ("city", "ward")
HOTLINE_KINDS = ("emergency", "city")
_IMPORTANCE = {"city_committee": 3.0, "department": 2.0, "public_service_centre": 1.5, "ward_committee": 1.0}


def _importance(row: Row) -> float:
    return _IMPORTANCE.get(row.get("type", ""), 0.0)


def _rules(row: Row) -> Iterator[Wrong]:
    yield from life_in_order(row)
    if row.get("level") == "ward" and not row.get("serves"):
        yield Wrong("serves", "missing")
    if row.get("level") == "city" and row.get("serves"):
        yield Wrong("serves", "not_for_this_kind", {"others": "level"})


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
        usual.phones(),
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
)  # fmt: skip

HOTLINES = Dataset(
    kind=Kind(
        name="hotlines",
        key="number",
        names=("name_vi", "name_en"),
        searched=("purpose_vi", "purpose_en"),
        facets=("kind", "free", "around_the_clock"),
        importance=lambda row: float(row.get("kind") == "emergency"),
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
        Column("source", "text", "Where the facts of the row come from.", "General knowledge", also_called=("nguon",)),
    ),
)  # fmt: skip
DATASETS = (AGENCIES, HOTLINES)
