"""The data set that this group publishes: schools."""

from chalicelib.published.datasets import Column, Dataset
from chalicelib.published.kinds import Kind, Row
from chalicelib.published.words import ways_of
from chalicelib.shared import city

LEVELS = ("mam_non", "tieu_hoc", "thcs", "thpt", "gdtx", "trung_cap", "cao_dang", "dai_hoc")


def _importance(row: Row) -> float:
    # Whoever types a bare name means a school of children before a college of the same name.
    return -float(min((LEVELS.index(level) for level in row.get("levels", ())), default=len(LEVELS)))


SCHOOLS = Dataset(
    kind=Kind(
        name="schools",
        key="school_id",
        names=("name_vi", "name_en", "former_names"),
        searched=("address", "former_address"),
        facets=("levels", "type", "ward_code", "status", "opening_hours"),
        position=("lat", "lon"),
        importance=_importance,
        short_forms=ways_of(city.load("city")["short_forms"]),
    ),
    title={"vi": "Cơ sở giáo dục", "en": "Schools"},
    quarantine=0.1,
    formats=("csv", "geojson", "json"),
    columns=(
        Column("school_id", "id", "Stable key of the school.", "lc-dien-hong", required=True),
        Column("name_vi", "text", "The name as people here read it.", "Trường THCS – THPT Diên Hồng", required=True),
    ),
)

DATASETS = (SCHOOLS,)
