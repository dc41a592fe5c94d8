"""The traffic cameras of the city, as they are published."""

from chalicelib.published import usual_columns as usual
from chalicelib.published.datasets import Column, Dataset
from chalicelib.published.kinds import Kind
from chalicelib.published.usual_rules import life_in_order

CAMERAS = Dataset(
    kind=Kind(
        name="cameras",
        key="camera_id",
        names=("name_vi", "name_en"),
        facets=("ward_code", "status"),
        position=("lat", "lon"),
        short_forms=usual.of_the_city(),
    ),
    title={"vi": "Camera giao thông", "en": "Traffic cameras"},
    columns=(
        usual.key("camera_id", "camera", "cam-mau-001"),
        *usual.names("Nguyễn Huệ – Lê Lợi", "Nguyen Hue – Le Loi"),
        usual.ward("26740"),
        *usual.position("10.7751", "106.7018"),
        Column("snapshot_url", "web", "Where a picture can be fetched.", "https://example.com/camera.jpg",
               also_called=("snapshot", "image_url")),
        *usual.life("cam-mau-1"),
        *usual.origin("Invented", "2026-11-24", "yes"),
    ),
    formats=("csv", "geojson", "json"),
    quarantine=0.1,
    key_from=usual.KEY_FROM,
    rules=life_in_order,
)  # fmt: skip
DATASETS = (CAMERAS,)
