"""The columns that many kinds have, once: names, place, contact, life and origin of a row."""

from collections.abc import Mapping

from chalicelib.published.datasets import Column
from chalicelib.published.words import ways_of
from chalicelib.shared import city
from chalicelib.shared.short_forms import Ways

OPEN = "open"
_FORMER_NAMES_CALLED = ("old_name", "ten_cu", "alt_name", "ten_khac", "ten_truoc_day")
_WARD_CALLED = (
    "ward", "ma_phuong", "ma_phuong_xa", "ma_xa", "phuong", "phuong_xa", "xa_phuong", "ward_name", "xa", "ten_phuong",
    "ten_xa", "ten_phuong_xa", "phuong_xa_dac_khu", "phuong_xa_thi_tran", "xa_phuong_thi_tran", "xa_phuong_dac_khu",
)  # fmt: skip
_ADDRESS_CALLED = (
    "dia_chi", "addr", "addr:full", "full_address", "dia_diem", "dia_chi_moi", "dia_chi_tru_so", "tru_so",
    "dia_chi_hien_nay", "dia_chi_day_du", "dia_chi_lien_he",
)  # fmt: skip
_PHONES_CALLED = (
    "phone", "tel", "telephone", "contact:phone", "dien_thoai", "so_dien_thoai", "sdt", "so_dt", "dien_thoai_lien_he",
    "so_dien_thoai_lien_he", "sdt_lien_he", "dien_thoai_co_quan", "duong_day_nong",
)  # fmt: skip
# What makes the key of a row without one: its name, and the first of these that it has.
KEY_FROM = ("name_vi", "address", "former_address", "lat", "ward_code")
_ADDRESS_PARTS: Mapping[str, tuple[str, ...]] = {
    "number": ("housenumber", "house_number", "addr:housenumber", "so_nha"),
    "street": ("street", "street_name", "addr:street", "duong", "ten_duong", "duong_pho"),
    "subdistrict": ("subdistrict", "addr:subdistrict"),
    "district": ("district", "district_name", "addr:district", "quan", "huyen", "quan_huyen", "ten_quan_huyen",
                 "huyen_quan", "quan_huyen_thi_xa", "quan_huyen_tp", "tp_quan_huyen", "quan_huyen_cu"),
    "province": ("province", "province_name", "addr:province", "tinh", "tinh_thanh", "tinh_thanh_pho", "tinh_tp",
                 "ten_tinh"),
}  # fmt: skip
STATUSES = (OPEN, "closed", "temporarily_closed")
_STATUS_WORDS: Mapping[str, str] = {
    "hoat dong": OPEN, "dang hoat dong": OPEN, "active": OPEN, "mo cua": OPEN,
    "ngung hoat dong": "closed", "da dong cua": "closed", "giai the": "closed",
    "tam ngung": "temporarily_closed", "tam dong cua": "temporarily_closed",
}  # fmt: skip


def of_the_city() -> tuple[Ways, ...]:
    """Return the short forms of the city's own name, for the words of a kind."""
    return ways_of(city.load("city")["short_forms"])


def key(name: str, of_what: str, example: str) -> Column:
    """Return the column that names a row for good."""
    also = ("id", "osm_id", "@id", "ma", "ma_so", "code", "ma_dinh_danh", "ma_don_vi")
    return Column(name, "id", f"Stable key of the {of_what}.", example, required=True, also_called=also)


def names(vi: str, en: str, *also_called: str) -> tuple[Column, ...]:
    """Return the columns of the name in both languages."""
    called = (*also_called, "ten_vi", "ten", "name", "ten_goi", "ten_tieng_viet", "ten_don_vi")
    return (
        Column("name_vi", "text", "The name as people here read it.", vi, required=True, also_called=called),
        Column("name_en", "text", "The name in English, without Vietnamese marks.", en,
               also_called=("english_name", "ten_tieng_anh", "ten_en")),
    )  # fmt: skip


def former_names(example: str) -> Column:
    """Return the column of the names under which a thing was known before, by which people still look for it."""
    text = "Names under which it was known before; it is found by them, too."
    return Column("former_names", "texts", text, example, also_called=_FORMER_NAMES_CALLED)


def email() -> Column:
    """Return the column of the e-mail address."""
    return Column("email", "email", "E-mail address, where we are sure of it.", "office@example.com",
                  also_called=("mail", "contact:email", "thu_dien_tu", "dia_chi_email", "hop_thu_dien_tu"))  # fmt: skip


def ward(example: str) -> Column:
    """Return the column of the ward of today; where it is empty the position tells it."""
    text = "Code of the ward of today (units.json) in which it stands; filled in from the position where it is empty."
    return Column("ward_code", "ward", text, example, also_called=_WARD_CALLED)


def addresses(today: str, former: str) -> tuple[Column, ...]:
    """Return the columns of the address, and of the same address as it was before 1 July 2025."""
    here = "The address with the ward of today; without house number or street where we do not know them."
    before = "The same address with ward, district and province of before 1 July 2025, where we know the old ward."
    return (
        Column("address", "text", here, today, also_called=_ADDRESS_CALLED, parts=_ADDRESS_PARTS),
        Column("former_address", "text", before, former, also_called=("dia_chi_cu", "old_address")),
    )


def position(lat: str, lon: str) -> tuple[Column, ...]:
    """Return the columns of the position."""
    return (
        Column("lat", "lat", "Degrees north (WGS 84), approximate.", lat, also_called=("latitude", "vi_do")),
        Column("lon", "lon", "Degrees east (WGS 84), approximate.", lon,
               also_called=("lng", "long", "longitude", "kinh_do")),
    )  # fmt: skip


def phones(*not_called: str) -> Column:
    """Return the column of telephone numbers; headers that mean another column of the same kind are left to it."""
    text = "Telephone numbers: E.164, or short and service numbers as one dials them. Empty where we are not sure."
    called = tuple(header for header in _PHONES_CALLED if header not in not_called)
    return Column("phones", "phones", text, "+842812345678|1022", also_called=called)


def website() -> Column:
    """Return the column of the address on the web."""
    also = ("web", "url", "contact:website", "trang_web", "trang_thong_tin_dien_tu", "dia_chi_website")
    return Column("website", "web", "Address on the web, where we are sure of it.", "https://example.com",
                  also_called=also)  # fmt: skip


def opening_hours(example: str, text: str = "When it is open") -> Column:
    """Return the column of opening hours."""
    grammar = "in the part of OpenStreetMap's grammar that chalicelib/published/opening_hours.py names"
    return Column("opening_hours", "opening_hours", f"{text}, {grammar}; empty where we do not know.", example,
                  also_called=("hours", "gio_mo_cua", "gio_lam_viec", "thoi_gian_lam_viec", "thoi_gian_hoat_dong",
                               "gio_hoat_dong"))  # fmt: skip


def life(former_id: str, status: str = "What is known of it") -> tuple[Column, ...]:
    """Return the columns of earlier ids, of the state of a thing, and of the days between which its row holds."""
    return (
        former_ids(former_id),
        Column("status", "code", f"{status}: open, closed or temporarily_closed.", OPEN, one_of=STATUSES,
               words=_STATUS_WORDS, also_called=("trang_thai", "tinh_trang", "trang_thai_hoat_dong")),
        Column("valid_from", "day", "First day on which the row holds.", "2025-07-01", also_called=("tu_ngay",)),
        Column("valid_to", "day", "Last day on which the row holds; empty while it does.", "2027-06-30",
               also_called=("den_ngay",)),
    )  # fmt: skip


def former_ids(example: str) -> Column:
    """Return the column of the ids under which a thing was known before."""
    text = "Ids under which the same thing was known before; a look-up of one of them leads here."
    return Column("former_ids", "ids", text, example, also_called=("old_ids", "ma_cu", "id_cu"))


def origin(source: str = "General knowledge", as_of: str = "2025-07-01", invented: str = "no") -> tuple[Column, ...]:
    """Return the columns that say where a row comes from."""
    return (
        Column("invented", "yes_no", "Whether the row is made up from end to end.", invented),
        Column("source", "text", "Where the facts of the row come from; Invented for an invented row.", source,
               also_called=("nguon", "nguon_du_lieu")),
        Column("as_of", "day", "The day as of which the row is believed to be true.", as_of,
               also_called=("ngay_cap_nhat", "cap_nhat")),
    )  # fmt: skip
