"""The health facilities of the city with their licences, as they are published."""

from collections.abc import Iterator

from chalicelib.health.words import OWNERSHIP_WORDS, RIGHT_WORDS, SPECIALITY_WORDS, TYPE_OF_A_NAME, TYPE_WORDS
from chalicelib.published import usual_columns as usual
from chalicelib.published.datasets import Column, Dataset, Paper, Wrong
from chalicelib.published.kinds import Kind, Row
from chalicelib.published.open_now import MADE
from chalicelib.published.rights import folded_number, terms
from chalicelib.published.usual_rules import days_in_order, life_in_order, whole_paper

TYPES = (
    "hospital", "health_centre", "health_station", "polyclinic", "specialist_clinic", "maternity_home", "laboratory",
    "prevention_centre", "emergency_centre",
)  # fmt: skip
OWNERSHIPS = ("public", "private")
SPECIALITIES = (
    "cardiology", "dental", "dermatology", "diagnostics", "emergency_medicine", "ent", "gastroenterology", "general",
    "geriatrics", "haematology", "infectious_diseases", "laboratory", "lung", "neurology", "obstetrics", "oncology",
    "ophthalmology", "orthopaedics", "paediatrics", "prevention", "psychiatry", "rehabilitation",
    "traditional_medicine", "urology",
)  # fmt: skip
RIGHT_STATUSES = ("valid", "suspended", "revoked")
LICENCE_KEY, LICENCE_TERMS = "licence_key", "licence_terms"
LICENCE = ("licence_number", "licence_issuer", "licence_issued", "licence_status")
_IMPORTANCE = {"hospital": 3.0, "emergency_centre": 3.0, "health_centre": 2.0, "polyclinic": 1.0}


def _importance(row: Row) -> float:
    return _IMPORTANCE.get(row.get("type", ""), 0.0)


def licence_terms(row: Row) -> str | None:
    """Return all that tells how a facility's licence stands on a day, None for one without."""
    return terms(*map(row.get, ("licence_status", "licence_expires", "licence_issued", "as_of")))


def _licence_key(row: Row) -> str | None:
    return folded_number(row["licence_number"]) if row.get("licence_number") else None


def _rules(row: Row) -> Iterator[Wrong]:
    yield from life_in_order(row)
    yield from whole_paper(row, *LICENCE)
    yield from days_in_order(row, "licence_issued", "licence_expires")
    if row.get("licence_expires") and not row.get("licence_issued"):
        yield Wrong("licence_issued", "half_a_paper", {"others": ", ".join(LICENCE)})


HEALTH_FACILITIES = Dataset(
    kind=Kind(
        name="health_facilities",
        key="facility_id",
        names=("name_vi", "name_en", "former_names"),
        searched=("address", "former_address"),
        facets=("type", "ownership", "specialities", "emergency", "insurance", "ward_code", "status", "opening_hours",
                LICENCE_KEY, LICENCE_TERMS),
        made={**MADE, LICENCE_KEY: _licence_key, LICENCE_TERMS: licence_terms},
        position=("lat", "lon"),
        importance=_importance,
        short_forms=usual.of_the_city(),
    ),
    title={"vi": "Cơ sở y tế", "en": "Health facilities"},
    columns=(
        usual.key("facility_id", "facility", "pkdk-mau-sao-mai"),
        *usual.names("Phòng khám đa khoa Mẫu Sao Mai", "Sample Sao Mai Polyclinic", "ten_co_so",
                     "ten_co_so_y_te", "ten_co_so_kcb", "ten_co_so_kham_benh_chua_benh", "ten_co_so_kham_chua_benh"),
        usual.former_names("Phòng khám Mẫu Sao"),
        Column("type", "code", "What it is.", "polyclinic", wanted=True, one_of=TYPES, words=TYPE_WORDS,
               from_name=TYPE_OF_A_NAME,
               also_called=("loai_hinh", "loai", "loai_co_so", "hinh_thuc_to_chuc", "loai_hinh_co_so")),
        Column("ownership", "code", "Who runs it: public or private.", "private", one_of=OWNERSHIPS,
               words=OWNERSHIP_WORDS, also_called=("so_huu", "hinh_thuc_so_huu", "cong_lap_ngoai_cong_lap")),
        Column("specialities", "codes", "What it treats; general for a general hospital or clinic.",
               "general|paediatrics", one_of=SPECIALITIES, words=SPECIALITY_WORDS,
               also_called=("speciality", "chuyen_khoa")),
        Column("emergency", "yes_no", "Whether emergencies are taken around the clock.", "no",
               also_called=("cap_cuu",)),
        Column("insurance", "yes_no", "Whether health insurance is taken; empty where we do not know.", "yes",
               also_called=("bhyt", "bao_hiem_y_te")),
        usual.ward("27163"),
        *usual.addresses("Phường Hòa Hưng, TP.HCM", "Phường 13, Quận 10, TP.HCM"),
        *usual.position("10.7780", "106.6690"),
        usual.phones(),
        usual.email(),
        usual.website(),
        usual.opening_hours("Mo-Sa 07:00-20:00; Su,PH 07:30-11:30",
                            "When it takes people (24/7 for one with an emergency room)"),
        Column("licence_number", "number", "Number of the operating licence; with it issuer, day of issue and status "
               "are given.", "MAU-00001/SYT-GPHĐ", also_called=("so_giay_phep", "gphd", "so_gphd", "giay_phep",
               "giay_phep_hoat_dong", "so_giay_phep_hoat_dong", "so_gp")),
        Column("licence_issuer", "text", "Who issued the licence.", "Sở Y tế TP.HCM",
               also_called=("noi_cap", "co_quan_cap", "don_vi_cap")),
        Column("licence_issued", "day", "Day of issue.", "2024-03-11",
               also_called=("ngay_cap", "ngay_cap_giay_phep", "ngay_cap_gphd", "ngay_cap_phep")),
        Column("licence_expires", "day", "Last day of a licence that ends; empty for one that does not.", "2029-03-11",
               also_called=("ngay_het_han", "ngay_het_hieu_luc")),
        Column("licence_status", "code", "What the issuer says of it. A licence past its last day is expired, "
               "unless it was revoked.", "valid", one_of=RIGHT_STATUSES, words=RIGHT_WORDS,
               also_called=("tinh_trang_giay_phep", "trang_thai_giay_phep")),
        Column("licence_scope", "text", "What the licence allows, in its own words.",
               "Khám bệnh, chữa bệnh nội khoa và nhi khoa", also_called=("pham_vi_hoat_dong", "pham_vi_chuyen_mon",
               "pham_vi_hoat_dong_chuyen_mon")),
        Column("responsible_person", "text", "Person responsible for professional matters.", "Nguyễn Thị Mẫu Hòa",
               also_called=("nguoi_chiu_trach_nhiem", "nguoi_chiu_trach_nhiem_chuyen_mon", "nguoi_phu_trach",
               "nguoi_chiu_trach_nhiem_chuyen_mon_ky_thuat", "nguoi_phu_trach_chuyen_mon", "ho_ten_nguoi_ctncm")),
        *usual.life("pk-mau-sao-mai"),
        *usual.origin("Invented", "2026-11-24", "yes"),
    ),
    formats=("csv", "geojson", "json"),
    quarantine=0.1,
    key_from=usual.KEY_FROM,
    papers=(Paper(LICENCE, ("licence_expires",)),),
    rules=_rules,
)  # fmt: skip
DATASETS = (HEALTH_FACILITIES,)
