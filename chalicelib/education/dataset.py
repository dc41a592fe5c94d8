"""The data set that this group publishes: schools."""

from collections.abc import Iterator

from chalicelib.education.level_words import LEVEL_WORDS, LEVELS_OF_A_NAME, OWNERSHIP_WORDS
from chalicelib.published import usual_columns as usual
from chalicelib.published.datasets import Column, Dataset, Wrong
from chalicelib.published.kinds import Kind, Row
from chalicelib.published.open_now import MADE
from chalicelib.published.usual_rules import life_in_order

LEVELS = ("mam_non", "tieu_hoc", "thcs", "thpt", "gdtx", "trung_cap", "cao_dang", "dai_hoc")
SEVERAL_LEVELS = "lien_cap"
OWNERSHIPS = ("public", "private")


def _importance(row: Row) -> float:
    # Whoever types a bare name means a school of children before a college of the same name.
    return -float(min((LEVELS.index(level) for level in row.get("levels", ())), default=len(LEVELS)))


def _completed(row: Row) -> Row:
    """Give the level that sums the levels up, and the one level that a school teaches as the list of them."""
    levels, level = row.get("levels"), row.get("level")
    if levels and not level:
        return {**row, "level": SEVERAL_LEVELS if len(levels) > 1 else levels[0]}
    return {**row, "levels": [level]} if level and level != SEVERAL_LEVELS and not levels else row


def _rules(row: Row) -> Iterator[Wrong]:
    yield from life_in_order(row)
    levels, level = row.get("levels", ()), row.get("level")
    if levels and level and level != (SEVERAL_LEVELS if len(levels) > 1 else levels[0]):
        yield Wrong("level", "level_is_not_the_levels")


SCHOOLS = Dataset(
    kind=Kind(
        name="schools",
        key="school_id",
        names=("name_vi", "name_en", "former_names"),
        searched=("address", "former_address"),
        facets=("levels", "type", "ward_code", "status", "opening_hours"),
        made=MADE,
        position=("lat", "lon"),
        importance=_importance,
        short_forms=usual.of_the_city(),
    ),
    title={"vi": "Cơ sở giáo dục", "en": "Schools"},
    columns=(
        usual.key("school_id", "school", "lc-dien-hong"),
        *usual.names("Trường THCS – THPT Diên Hồng", "Dien Hong Secondary and High School", "ten_truong",
                     "truong", "ten_co_so_giao_duc", "ten_co_so"),
        usual.former_names("Trường cấp 2-3 Diên Hồng"),
        Column("level", "code", "The level taught; lien_cap for several; follows from levels.", SEVERAL_LEVELS,
               wanted=True, one_of=(*LEVELS, SEVERAL_LEVELS), words=LEVEL_WORDS, otherwise="levels",
               also_called=("cap_hoc", "bac_hoc", "cap_truong", "cap", "loai_truong")),
        Column("levels", "codes", "Every level taught; a school of one level may have level alone.", "thcs|thpt",
               wanted=True, one_of=LEVELS, words=LEVEL_WORDS, from_name=LEVELS_OF_A_NAME,
               also_called=("cac_cap_hoc",)),
        Column("type", "code", "Who runs it: public or private.", "public", one_of=OWNERSHIPS, words=OWNERSHIP_WORDS,
               also_called=("loai_hinh", "ownership", "loai_hinh_truong", "cong_lap_ngoai_cong_lap", "cl_ncl",
                            "cong_lap_tu_thuc")),
        usual.ward("27169"),
        *usual.addresses("553 Nguyễn Tri Phương, Phường Diên Hồng, TP.HCM",
                         "553 Nguyễn Tri Phương, Phường 14, Quận 10, TP.HCM"),
        *usual.position("10.7668", "106.6665"),
        usual.phones(),
        usual.email(),
        usual.website(),
        Column("head", "text", "Who heads it.", "Nguyễn Thị Mẫu Hòa",
               also_called=("hieu_truong", "principal", "ho_ten_hieu_truong", "ten_hieu_truong", "giam_doc")),
        Column("campuses", "texts", "Addresses of further campuses.", "Phường An Đông, TP.HCM",
               also_called=("co_so_khac",)),
        usual.opening_hours("Mo-Fr 07:00-17:00; PH off"),
        *usual.life("thpt-dien-hong"),
        *usual.origin(),
    ),
    formats=("csv", "geojson", "json"),
    quarantine=0.1,
    key_from=usual.KEY_FROM,
    rules=_rules,
    completed=_completed,
)  # fmt: skip
DATASETS = (SCHOOLS,)
