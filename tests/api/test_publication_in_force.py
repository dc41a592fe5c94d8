"""From a file in the bucket to what the city goes by: borders and categories, published, taken back, and refused."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.feedback.dataset import CATEGORIES
from chalicelib.map.dataset import WARDS
from tests.builders import CITY_THEATRE, a_report
from tests.cloud import Cloud
from tests.hands import Hand, taken
from tests.phones import Phone
from tests.published import BASE, PublicFiles
from tests.publishing import Publishing, declared

PACK = Path(__file__).parents[2] / "infra" / "city" / "hcmc"
TREE = json.loads((PACK / "categories.json").read_text("utf-8"))
UNITS = json.loads((PACK / "units.json").read_text("utf-8"))["items"]
SAI_GON, BEN_THANH = "26740", "26743"


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Hand:
    return taken(monkeypatch)


@pytest.fixture
def city(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publishing]:
    """A city that publishes wards and categories."""
    with declared(monkeypatch, WARDS, CATEGORIES):
        yield Publishing(aws)


def seen(city: Publishing, public: PublicFiles, time: Hand, kind: str) -> None:
    """Let everybody see what lies in the public bucket, and half a minute pass."""
    pointer = city.pointer(kind)
    for file in ("current.json", pointer["url"]):
        public[f"{BASE}/datasets/{kind}/{file}"] = city.read("public", f"datasets/{kind}/{file}")
    time.move(30)


def borders(theatre: str) -> str:
    """Return borders of all units: a small square each around its middle, and one around the theatre for one more."""
    features = []
    for unit in UNITS:
        squares = [square(unit["centre"]["lat"], unit["centre"]["lon"])]
        if unit["code"] == theatre:
            squares.append(square(CITY_THEATRE["lat"], CITY_THEATRE["lon"]))
        geometry = {"type": "MultiPolygon", "coordinates": squares}
        features.append({"type": "Feature", "properties": {"code": unit["code"]}, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features})


def square(lat: float, lon: float) -> list[list[list[float]]]:
    far = 0.001
    return [[[lon - far, lat - far], [lon + far, lat - far], [lon + far, lat + far], [lon - far, lat + far],
             [lon - far, lat - far]]]  # fmt: skip


def there() -> tuple[str, str, str, str]:
    """Return ward and precision at the theatre, as the map says and as a report gets them."""
    unit = Phone().get("/v1/map/units", **CITY_THEATRE).json
    ward = Phone.of_citizen("an").post("/v1/feedback/reports", a_report()).json["ward"]
    return unit["unit"]["code"], unit["precision"], ward["code"], ward["precision"]


def test_borders_from_the_bucket_replace_the_rule_and_are_taken_back_in_one_call(
    city: Publishing, public: PublicFiles, time: Hand
) -> None:
    before = there()
    first = city.publish("incoming/wards/ranh-gioi.geojson", borders(SAI_GON))
    seen(city, public, time, "wards")
    published = there()
    second = city.publish("incoming/wards/ranh-gioi-2.geojson", borders(BEN_THANH))
    seen(city, public, time, "wards")
    replaced = there()
    editor = Phone.of_staff("editor")
    taken_back = editor.post("/desk/v1/datasets/wards/activation", {"version": first["version"]})
    seen(city, public, time, "wards")

    assert (first["status"], second["status"], taken_back.status) == ("published", "published", 200)
    assert before == (SAI_GON, "approximate", SAI_GON, "approximate")
    assert published == (SAI_GON, "exact", SAI_GON, "exact")
    assert replaced == (BEN_THANH, "exact", BEN_THANH, "exact")
    assert there() == (SAI_GON, "exact", SAI_GON, "exact")


def test_borders_that_leave_a_unit_out_are_refused(city: Publishing) -> None:
    areas = json.loads(borders(SAI_GON))
    areas["features"].pop()

    imported = city.publish("incoming/wards/ranh-gioi.geojson", json.dumps(areas))

    assert imported["status"] == "refused"
    assert json.loads(imported["report"])["counts"]["unit_missing"] == 1


def test_a_tree_is_judged_by_the_one_that_is_published_and_refused_where_it_loses_a_code(
    city: Publishing, public: PublicFiles, time: Hand
) -> None:
    def further(version: str, *names: str) -> Any:
        tree = copy.deepcopy(TREE)
        tree["version"] = version
        for name in names:
            asked = {"code": "where", "datatype": "string", "required": False, "order": 1, "variable": True}
            about = {"vi": f"Chuyện {name}", "en": f"About {name}"}
            added = {**copy.deepcopy(tree["items"][0]["children"][0]), "category_code": name, "name": about}
            added |= {"description": about, "questions": [{**asked, "description": about}]}
            tree["items"][0]["children"].append(added)
        return tree

    first = city.publish("incoming/categories/linh-vuc.json", json.dumps(further("v2", "manholes")))
    seen(city, public, time, "categories")
    listed = Phone().get("/v1/feedback/categories").json["version"]
    again = city.publish("incoming/categories/linh-vuc-3.json", json.dumps(further("v3")))
    report = json.loads(again["report"])

    assert (first["status"], listed) == ("published", "v2")
    assert again["status"] == "refused"
    assert [(each["column"], each["params"]) for each in report["findings"] if each["code"] == "code_removed"] == [
        ("/items", {"category": "manholes"})
    ]
    assert city.pointer("categories")["version"] == first["version"]
