"""What the map stands on: the wards with their borders, the units of before, and named places."""

from collections.abc import Iterable, Mapping

from chalicelib.map.assembling import elsewhere, lacking_units, old_units_from
from chalicelib.published import unit_kinds
from chalicelib.published import usual_columns as usual
from chalicelib.published.datasets import Column, Dataset, Telling
from chalicelib.published.kinds import Kind, Row
from chalicelib.published.unit_kinds import GEOMETRY, POLYGONS
from chalicelib.published.usual_rules import life_in_order

PLACE_TYPES = (
    "airport", "beach", "bridge", "business_park", "church", "lake", "market", "monument", "museum", "pagoda", "park",
    "square", "stadium", "station", "theatre",
)  # fmt: skip
_PLACE_WORDS = {
    "san bay": "airport", "bai bien": "beach", "cau": "bridge", "nha tho": "church", "ho": "lake", "cho": "market",
    "bao tang": "museum", "chua": "pagoda", "cong vien": "park", "quang truong": "square", "ga": "station",
    "nha hat": "theatre",
}  # fmt: skip
_OLD_WARD_CALLED = (
    "old_ward", "old_ward_name", "ward_old", "ten_cu", "ten_xa_cu", "ten_phuong_xa_cu", "phuong_xa_cu", "xa_phuong_cu",
    "phuong_cu", "xa_cu", "phuong_xa_thi_tran_cu", "xa_phuong_thi_tran_cu", "don_vi_cu", "don_vi_hanh_chinh_cu",
)  # fmt: skip
_NEW_WARD_CALLED = (
    "new_ward", "new_ward_name", "ward_new", "ten_moi", "ten_xa_moi", "ten_phuong_xa_moi", "phuong_xa_moi",
    "xa_phuong_moi", "phuong_moi", "xa_moi", "phuong_xa_dac_khu_moi", "don_vi_moi", "don_vi_hanh_chinh_moi",
)  # fmt: skip
# A lake's word is a family name as well, and quarters are named after bridges.
_PLACE_OF_A_NAME = Telling(
    begins={
        "sân bay": "airport", "bãi biển": "beach", "bãi tắm": "beach", "khu công nghiệp": "business_park",
        "khu chế xuất": "business_park", "nhà thờ": "church", "giáo xứ": "church", "chợ": "market",
        "bảo tàng": "museum", "chùa": "pagoda", "công viên": "park", "quảng trường": "square",
        "sân vận động": "stadium", "nhà ga": "station", "ga metro": "station", "nhà hát": "theatre",
    },
    ends={"international airport": "airport", "museum": "museum", "pagoda": "pagoda"},
)  # fmt: skip


def _polygons_of(wards: Iterable[Row]) -> Mapping[str, bytes]:
    """Return the borders of the wards in the form that finds the ward of a point."""
    # Only the function that builds needs these.
    from chalicelib.published import polygon_building
    from chalicelib.published.geojson import area_of

    areas = sorted((area_of(ward["code"], ward[GEOMETRY]) for ward in wards), key=lambda area: area.code)
    return {POLYGONS: polygon_building.build(areas).to_bytes()}


WARDS = Dataset(
    kind=unit_kinds.WARDS,
    title={"vi": "Phường, xã, đặc khu", "en": "Wards, communes and special zones"},
    columns=(
        Column("code", "unit", "Five-digit code of the unit (units.json): properties.code of the feature, or its id.",
               "26740", required=True),
        Column("full_name", "text", "Full name; compared with that of units.json, which is published.",
               "Phường Sài Gòn", also_called=("fullName", "ten_day_du")),
        Column("geometry", "area", "Polygon or MultiPolygon in degrees (WGS 84), longitude first.",
               '{"type": "Polygon", "coordinates": […]}', required=True),
    ),
    formats=("geojson",),
    attached=_polygons_of,
)  # fmt: skip

OLD_UNITS = Dataset(
    kind=unit_kinds.OLD_UNITS,
    title={"vi": "Đơn vị hành chính trước 1-7-2025", "en": "Units of before 1 July 2025"},
    columns=(
        Column("old_code", "number", "Code of the ward that was abolished; may be empty where the names tell it.",
               "26740", also_called=("old_ward_code", "old_wards_code", "ward_code_old", "old_id", "ma_cu", "ma_xa_cu",
                            "ma_phuong_cu", "ma_phuong_xa_cu")),
        Column("old_name", "text", "Its name; empty for a district without wards, or where the code tells it.",
               "Phường Bến Nghé", also_called=_OLD_WARD_CALLED),
        Column("old_district", "text", "Name of its district; may be empty where the code tells it.", "Quận 1",
               also_called=("old_district_name", "quan_huyen_cu", "huyen_cu", "quan_cu", "district_old",
                            "quan_huyen_thi_xa_cu")),
        Column("old_province", "text", "Name of its province; may be empty where the code tells it. Rows of provinces "
               "of which the city was not made are passed over.", "Thành phố Hồ Chí Minh",
               also_called=("old_province_name", "tinh_cu", "tinh_thanh_cu", "tinh_thanh_pho_cu", "province_old",
                            "old_city")),
        Column("old_lat", "lat", "Middle of it, degrees north (WGS 84).", "10.7811"),
        Column("old_lon", "lon", "Middle of it, degrees east (WGS 84).", "106.7033"),
        Column("new_code", "unit", "Code or name of a unit of today that it went into; a line for each.", "26740",
               required=True, also_called=("new_ward_code", "new_id", "ma_moi", "ma_xa_moi", "ma_phuong_xa_moi",
                                           *_NEW_WARD_CALLED)),
        Column("new_province", "text", "Name of the province of today; rows of others are passed over.",
               "Thành phố Hồ Chí Minh", also_called=("new_province_name", "tinh_moi", "tinh_thanh_moi",
                                                     "tinh_thanh_pho_moi", "province_new", "new_city")),
        Column("default", "yes_no", "Whether it is the one that is meant when nothing more is known; may be empty "
               "where it went into one, or where the city knows it.", "yes",
               also_called=("is_default", "is_default_new_ward", "mac_dinh")),
    ),
    assembled=old_units_from,
    elsewhere=elsewhere,
    compared=lacking_units,
)  # fmt: skip

PLACES = Dataset(
    kind=Kind(
        name="places",
        key="place_id",
        names=("name_vi", "name_en"),
        searched=("address", "former_address"),
        facets=("type", "ward_code", "status", "opening_hours"),
        position=("lat", "lon"),
        short_forms=usual.of_the_city(),
    ),
    title={"vi": "Địa điểm", "en": "Places"},
    columns=(
        usual.key("place_id", "place", "cho-ben-thanh"),
        *usual.names("Chợ Bến Thành", "Ben Thanh Market", "ten_dia_diem"),
        Column("type", "code", "What it is.", "market", wanted=True, one_of=PLACE_TYPES, words=_PLACE_WORDS,
               from_name=_PLACE_OF_A_NAME,
               also_called=("loai",)),
        usual.ward("26743"),
        *usual.addresses("Công trường Quách Thị Trang, Phường Bến Thành, TP.HCM",
                         "Công trường Quách Thị Trang, Phường Bến Thành, Quận 1, TP.HCM"),
        *usual.position("10.7721", "106.6983"),
        usual.phones(),
        usual.website(),
        usual.opening_hours("24/7"),
        *usual.life("cho-ben-thanh-cu"),
        *usual.origin(),
    ),
    formats=("csv", "geojson", "json"),
    quarantine=0.1,
    key_from=usual.KEY_FROM,
    rules=life_in_order,
)  # fmt: skip
DATASETS = (WARDS, OLD_UNITS, PLACES)
