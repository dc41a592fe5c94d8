"""Published borders and former units replace what the city pack knows, at once and without a deployment."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib.map import schemas
from chalicelib.map.dataset import OLD_UNITS, WARDS
from chalicelib.shared import plain_http
from tests import borders
from tests.borders import BEN_THANH, EAST, SAI_GON, SOUTH
from tests.builders import CITY_THEATRE, a_report
from tests.cloud import Cloud
from tests.hands import Hand, taken
from tests.phones import Phone
from tests.published import BASE, PublicFiles

PACK = Path(__file__).parents[2] / "infra" / "city" / "hcmc"
OLD = json.loads((PACK / "old_units.json").read_text("utf-8"))["items"]
POINTER = f"{BASE}/datasets/wards/current.json"


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Hand:
    return taken(monkeypatch)


def unit_there(place: dict[str, float] = CITY_THEATRE) -> tuple[str, str]:
    """Return the code of the unit at a place, and how sure that is."""
    found = Phone().get("/v1/map/units", **place).json
    return found["unit"]["code"], found["precision"]


def ward_of_a_report(place: dict[str, float] = CITY_THEATRE) -> dict[str, Any]:
    sent = Phone.of_citizen("an").post("/v1/feedback/reports", a_report(location=place))
    assert sent.status == 201, sent.text
    ward: dict[str, Any] = sent.json["ward"]
    return ward


def test_published_borders_replace_the_approximate_rule_within_half_a_minute(
    aws: Cloud, public: PublicFiles, time: Hand
) -> None:
    before = unit_there(), ward_of_a_report()["precision"]
    borders.publish(public, borders.two_wards())
    time.move(30)

    ward = ward_of_a_report()

    assert before == ((SAI_GON, "approximate"), "approximate")
    assert unit_there() == (SAI_GON, "exact")
    assert (ward["code"], ward["precision"], ward["candidates"]) == (SAI_GON, "exact", [])


def test_a_report_goes_to_the_committee_that_the_borders_say(aws: Cloud, public: PublicFiles) -> None:
    borders.publish(public, borders.two_wards(west=SAI_GON, east=BEN_THANH))

    sent = Phone.of_citizen("an").post("/v1/feedback/reports", a_report(category_code="waste_uncollected"))

    assert sent.json["responsible_body"]["body_id"] == "ubnd-phuong-ben-thanh"


def test_going_back_to_other_borders_is_followed_at_once(aws: Cloud, public: PublicFiles, time: Hand) -> None:
    borders.publish(public, borders.two_wards(), "1")
    first = public[POINTER]
    borders.publish(public, borders.two_wards(west=SAI_GON, east=BEN_THANH), "2")
    there = unit_there()
    public[POINTER] = first
    time.move(30)

    assert (there, unit_there(), ward_of_a_report()["code"]) == ((BEN_THANH, "exact"), (SAI_GON, "exact"), SAI_GON)


def test_a_version_of_wards_without_borders_leaves_the_approximate_rule(public: PublicFiles) -> None:
    public.publish(WARDS, [{"code": SAI_GON, "full_name": "Phường Sài Gòn"}], blobs={})

    assert unit_there() == (SAI_GON, "approximate")


@pytest.mark.parametrize("blob", [b"", b"no polygons", b"city-polygons 1\n{}", b'city-polygons 1\n{"arrays":[]}\n'])
def test_borders_that_nobody_can_read_leave_the_approximate_rule(public: PublicFiles, blob: bytes) -> None:
    public.publish(WARDS, [{"code": SAI_GON, "full_name": "Phường Sài Gòn"}], blobs={"polygons": blob})

    assert unit_there() == (SAI_GON, "approximate")


def test_borders_of_a_unit_that_the_city_does_not_have_leave_the_approximate_rule(public: PublicFiles) -> None:
    borders.publish(public, borders.two_wards(east="99999"))

    assert unit_there() == (SAI_GON, "approximate")


def test_a_place_a_few_steps_beyond_the_borders_is_reported_all_the_same(aws: Cloud, public: PublicFiles) -> None:
    borders.publish(public, borders.two_wards())
    beach = {"lat": SOUTH + 0.01, "lon": EAST + 0.001}

    ward = ward_of_a_report(beach)
    far = Phone.of_citizen("an").post(
        "/v1/feedback/reports", a_report(location={"lat": SOUTH + 0.01, "lon": EAST + 0.01})
    )

    assert (ward["code"], ward["precision"]) == (SAI_GON, "approximate")
    assert Phone().get("/v1/map/units", **beach).json["code"] == "outside_city"
    assert (far.status, far.wrong) == (422, {"/location": "outside_city"})


def test_while_nobody_answers_the_pack_goes_on_and_later_the_borders_come(
    aws: Cloud, public: PublicFiles, time: Hand
) -> None:
    borders.publish(public, borders.two_wards())
    public.broken = {POINTER}
    during = unit_there(), ward_of_a_report()["precision"]
    public.broken = set()
    time.move(30)

    assert (during, unit_there()) == (((SAI_GON, "approximate"), "approximate"), (SAI_GON, "exact"))


def test_an_installation_that_publishes_nothing_has_the_pack(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PUBLIC_URL")

    assert unit_there() == (SAI_GON, "approximate")
    assert ward_of_a_report()["precision"] == "approximate"


def test_published_former_units_lead_on_by_name_code_and_address(aws: Cloud, public: PublicFiles, time: Hand) -> None:
    before = Phone().get("/v1/map/units/27127").headers["location"]
    changed = [{**row, "new": [{"code": BEN_THANH, "default": True}]} for row in OLD if row["old_code"] == "27127"]
    public.publish(OLD_UNITS, [*(row for row in OLD if row["old_code"] != "27127"), *changed], "1")
    time.move(30)

    items = Phone().get("/v1/map/units", old="P.14 Q3").json["items"]
    sent = Phone.of_citizen("an").post(
        "/v1/feedback/reports", a_report(location={"address": "2 Kỳ Đồng, Phường 14, Quận 3"})
    )

    assert before == "/v1/map/units/27142"
    assert [(item["unit"]["code"], item["default"]) for item in items] == [(BEN_THANH, True)]
    assert Phone().get("/v1/map/units/27127").headers["location"] == f"/v1/map/units/{BEN_THANH}"
    assert sent.json["ward"]["code"] == BEN_THANH


def test_the_borders_of_a_unit_are_a_feature_with_its_rings_wound_by_the_standard(public: PublicFiles) -> None:
    borders.publish(public, borders.two_wards(), "7")

    answer = Phone().get(f"/v1/map/units/{SAI_GON}/geometry")

    assert (answer.status, answer.headers["content-type"]) == (200, "application/geo+json")
    feature = answer.json
    Draft202012Validator(schemas.BORDERS).validate(feature)
    assert (feature["type"], feature["id"]) == ("Feature", SAI_GON)
    assert feature["bbox"] == [borders.LINE, borders.SOUTH, borders.EAST, borders.NORTH]
    assert feature["geometry"] == {
        "type": "MultiPolygon", "coordinates": [[borders.box(borders.LINE, borders.EAST, backwards=True)[::-1]]],
    }  # fmt: skip
    told = feature["properties"]
    assert (told["full_name"], told["version"], told["as_of"]) == ("Phường Sài Gòn", "7", "2026-11-24")


def test_borders_are_kept_by_readers_until_they_change(public: PublicFiles, time: Hand) -> None:
    borders.publish(public, borders.two_wards(), "1")
    first = Phone().get(f"/v1/map/units/{SAI_GON}/geometry")
    held = {"If-None-Match": first.headers["etag"]}
    again = Phone().get(f"/v1/map/units/{SAI_GON}/geometry", held)
    borders.publish(public, borders.two_wards(west=SAI_GON, east=BEN_THANH), "2")
    time.move(30)

    assert (first.headers["cache-control"], again.status) == ("public, max-age=300", 304)
    assert Phone().get(f"/v1/map/units/{SAI_GON}/geometry", held).status == 200


def test_before_borders_are_published_there_are_none(public: PublicFiles) -> None:
    answer = Phone().get(f"/v1/map/units/{SAI_GON}/geometry")

    assert (answer.status, answer.json["code"]) == (404, "geometry_not_published")


def test_former_and_unknown_codes_lead_on_from_borders_as_from_units(public: PublicFiles) -> None:
    today = {unit["code"] for unit in Phone().get("/v1/map/units").json["items"]}
    split = next(row["old_code"] for row in OLD if len(row["new"]) > 1 and row["old_code"] not in today)

    replaced = Phone().get("/v1/map/units/27127/geometry")

    assert (replaced.status, replaced.headers["location"]) == (301, "/v1/map/units/27142/geometry")
    assert Phone().get(f"/v1/map/units/{split}/geometry").json["code"] == "unit_divided"
    assert Phone().get("/v1/map/units/99999/geometry").json["code"] == "unit_not_found"


def test_all_kinds_together_are_waited_for_no_longer_than_a_second(
    aws: Cloud, public: PublicFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    patience: list[float] = []
    seconds = iter([0.0, 0.7, 0.7, 1.5, *[1.5] * 20])

    def silent(url: str, largest: int, headers: object = None, seconds: float = 0) -> plain_http.Fetched:
        patience.append(seconds)
        raise plain_http.Unreachable(url)

    monkeypatch.setattr(plain_http, "get", silent)
    monkeypatch.setattr("chalicelib.published.hurried.monotonic", lambda: next(seconds))

    ward_of_a_report()
    Phone().get("/v1/map/units", **CITY_THEATRE)

    assert patience[0] == pytest.approx(1.0)
    assert sum(patience) <= 1.0 + 0.3 + 0.05
    assert len(patience) == 2
