"""Housing projects, which everybody may read, and practising certificates, which are found one at a time."""

from collections.abc import Iterator

from chalicelib.construction.concealing import KEY, PERSON, concealed
from chalicelib.published import usual_columns as usual
from chalicelib.published.datasets import Column, Dataset, Paper, Wrong
from chalicelib.published.kinds import Kind, Row
from chalicelib.published.open_now import status_of
from chalicelib.published.usual_rules import days_in_order, life_in_order, whole_paper

PROJECT_TYPES = ("apartment", "township", "mixed", "social_housing")
STAGES = ("preparing", "under_construction", "suspended", "handed_over")
MORTGAGES = ("none", "mortgaged", "released")
CERTIFICATE_KINDS = ("broker", "construction")
FIELDS = (
    "brokerage", "design_structure", "supervision", "project_management", "survey", "cost_estimation",
    "planning_design",
)  # fmt: skip
GRADES = ("i", "ii", "iii")
RIGHT_STATUSES = ("valid", "suspended", "revoked")
_GROWN_UP = 18
# A facet that is made: the day of the notice that homes still to be built may be sold.
FOR_SALE_FROM = "for_sale_from"
# It sorts after all days.
NEVER = "never"
_PAPERS = (
    ("approval_number", "approval_date"),
    ("permit_number", "permit_date"),
    ("sale_notice_number", "sale_notice_date", "sale_notice_homes"),
)
_RIGHT_WORDS = {"con hieu luc": "valid", "dinh chi": "suspended", "tam dinh chi": "suspended", "thu hoi": "revoked"}


def for_sale_from(row: Row) -> str:
    """Return from which day on homes of a project may be sold, as YYYY-MM-DD; without a notice NEVER."""
    day: str | None = row.get("sale_notice_date")
    return day if day and row.get("sale_notice_number") else NEVER


def _project_rules(row: Row) -> Iterator[Wrong]:
    yield from life_in_order(row)
    for paper in _PAPERS:
        yield from whole_paper(row, *paper)
    yield from days_in_order(row, "approval_date", "permit_date", "sale_notice_date")
    if row.get("sale_notice_homes", 0) > row.get("homes", row.get("sale_notice_homes", 0)):
        yield Wrong("sale_notice_homes", "more_than_there_is", {"of": row["homes"]})


def _certificate_rules(row: Row) -> Iterator[Wrong]:
    if int(row["issued_on"][:4]) < row["birth_year"] + _GROWN_UP:
        yield Wrong("birth_year", "days_in_disorder")
    if row["expires_on"] <= row["issued_on"]:
        yield Wrong("expires_on", "days_in_disorder")
    if (row["kind"] == "broker") != (row["field"] == "brokerage"):
        yield Wrong("field", "not_for_this_kind", {"others": "kind"})
    yield from _status_rules(row)


def _status_rules(row: Row) -> Iterator[Wrong]:
    since = row.get("status_since")
    if row["status"] == "valid" and since:
        yield Wrong("status_since", "not_for_this_kind", {"others": "status"})
    elif row["status"] != "valid" and not since:
        yield Wrong("status_since", "missing")
    yield from days_in_order(row, "issued_on", "status_since")


HOUSING_PROJECTS = Dataset(
    kind=Kind(
        name="housing_projects",
        key="project_id",
        names=("name_vi", "name_en"),
        searched=("developer", "address", "former_address"),
        facets=("type", "stage", "mortgage", "ward_code", "status", "developer", FOR_SALE_FROM),
        made={"status": status_of, FOR_SALE_FROM: for_sale_from},
        position=("lat", "lon"),
        importance=lambda row: float(row.get("homes", 0)),
        short_forms=usual.of_the_city(),
    ),
    title={"vi": "Dự án nhà ở", "en": "Housing projects"},
    columns=(
        usual.key("project_id", "project", "chung-cu-mau-hoa-phuong"),
        *usual.names("Chung cư Mẫu Hoa Phượng", "Sample Hoa Phuong Apartments", "ten_du_an", "du_an", "ten_chung_cu"),
        Column("developer", "text", "Who develops it, under the name best known.", "Công ty Cổ phần Mẫu Một",
               also_called=("chu_dau_tu", "ten_chu_dau_tu", "don_vi_chu_dau_tu")),
        Column("type", "code", "What is built.", "apartment", one_of=PROJECT_TYPES, also_called=("loai_hinh",)),
        Column("area_ha", "amount", "Area in hectares, about.", "1.8", also_called=("dien_tich_ha",)),
        Column("homes", "count", "Number of homes planned.", "420",
               also_called=("so_can_ho", "tong_so_can", "so_luong_can_ho", "tong_so_can_ho", "so_can", "so_luong_can")),
        Column("stage", "code", "How far it is.", "under_construction", wanted=True, one_of=STAGES,
               also_called=("giai_doan", "tien_do")),
        Column("approval_number", "number", "Number of the investment approval.", "MAU-101/QĐ-UBND",
               also_called=("chap_thuan_dau_tu", "so_chap_thuan", "van_ban_chap_thuan", "quyet_dinh_dau_tu")),
        Column("approval_date", "day", "Its date.", "2024-02-06"),
        Column("permit_number", "number", "Number of the building permit.", "MAU-11/GPXD",
               also_called=("so_gpxd", "giay_phep_xay_dung", "gpxd", "so_giay_phep_xay_dung")),
        Column("permit_date", "day", "Its date.", "2024-08-15"),
        Column("sale_notice_number", "number", "Number of the notice that homes to be built may be sold.",
               "MAU-21/SXD-PTN", also_called=("van_ban_du_dieu_kien", "so_van_ban", "thong_bao_du_dieu_kien",
               "van_ban_du_dieu_kien_ban", "so_thong_bao", "van_ban_du_dieu_kien_huy_dong_von")),
        Column("sale_notice_date", "day", "Its date.", "2025-09-12", also_called=("ngay_van_ban", "ngay_thong_bao")),
        Column("sale_notice_homes", "count", "For how many homes.", "380",
               also_called=("so_can_du_dieu_kien", "so_can_du_dieu_kien_ban")),
        Column("mortgage", "code", "Whether it is mortgaged; empty where we do not know.", "released",
               one_of=MORTGAGES, also_called=("the_chap",)),
        usual.ward("26767"),
        *usual.addresses("Phường An Phú Đông, TP.HCM", "Phường An Phú Đông, Quận 12, TP.HCM"),
        *usual.position("10.8620", "106.6950"),
        usual.website(),
        *usual.life("chung-cu-mau-1", "Whether the record is current"),
        *usual.origin("Invented", "2026-11-24", "yes"),
    ),
    formats=("csv", "geojson", "json"),
    quarantine=0.1,
    key_from=usual.KEY_FROM,
    papers=tuple(Paper(each) for each in _PAPERS),
    rules=_project_rules,
)  # fmt: skip

PRACTISING_CERTIFICATES = Dataset(
    kind=Kind(name="practising_certificates", key=KEY, facets=(PERSON,), public=False),
    title={"vi": "Chứng chỉ hành nghề", "en": "Practising certificates"},
    columns=(
        usual.key("certificate_id", "certificate; it is not kept", "cc-mau-0006"),
        Column("certificate_number", "number", "Number of the certificate; it may hold a slash.",
               "MAU-00006/CCHN-XD", required=True, also_called=("number", "so_chung_chi")),
        Column("kind", "code", "broker (real estate) or construction.", "construction", required=True,
               one_of=CERTIFICATE_KINDS, also_called=("loai",)),
        Column("field", "code", "brokerage, or the field of construction.", "supervision", required=True,
               one_of=FIELDS, also_called=("linh_vuc",)),
        Column("grade", "code", "Grade of a construction certificate.", "ii", one_of=GRADES, also_called=("hang",)),
        Column("holder_name", "text", "Full name of the holder, family name first.", "Nguyễn Thị Mẫu Hòa",
               required=True, also_called=("name", "ho_ten", "ho_va_ten")),
        Column("birth_year", "year", "Year of birth of the holder; it is not kept.", "1990", required=True,
               also_called=("nam_sinh",)),
        Column("issuer", "text", "Who issued it.", "Sở Xây dựng TP.HCM", required=True, also_called=("noi_cap",)),
        Column("issued_on", "day", "Day of issue.", "2023-02-10", required=True, also_called=("ngay_cap",)),
        Column("expires_on", "day", "Last day; past it the certificate is expired, whatever its status says.",
               "2028-02-10", required=True, also_called=("ngay_het_han",)),
        Column("status", "code", "What the issuer says of it.", "revoked", required=True, one_of=RIGHT_STATUSES,
               words=_RIGHT_WORDS, also_called=("tinh_trang", "trang_thai")),
        Column("status_since", "day", "Since when it is suspended or revoked.", "2024-05-20"),
        usual.former_ids("cc-mau-6"),
        *usual.origin("Invented", "2026-11-24", "yes"),
    ),
    formats=("csv", "json"),
    rules=_certificate_rules,
    kept=concealed,
)  # fmt: skip
DATASETS = (HOUSING_PROJECTS, PRACTISING_CERTIFICATES)
