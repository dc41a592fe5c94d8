"""Schools over the API: found by words, level, place; counted, paged, kept by phones; and each by itself."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib.education import schemas
from chalicelib.education.dataset import SCHOOLS
from tests.phones import Heard, Phone
from tests.published import PublicFiles

LIST = "/v1/education/schools"
NOTRE_DAME = {"lat": 10.7798, "lon": 106.6990}


def ask(**query: object) -> Heard:
    return Phone().get(LIST, **query)


def names(heard: Heard) -> list[str]:
    return [item["name"] for item in heard.json["items"]]


def school(key: str, name: str, **more: Any) -> dict[str, Any]:
    return {"school_id": key, "name_vi": name, **more}


@pytest.fixture(autouse=True)
def _files(aws: object) -> None:
    """Every question here may lead to a signed cursor."""


def test_the_samples_are_listed_in_pages_that_have_each_school_once() -> None:
    seen, page = [], ask(limit=100)
    while True:
        seen += [item["school_id"] for item in page.json["items"]]
        if page.json["next_cursor"] is None:
            break
        page = ask(limit=100, cursor=page.json["next_cursor"])

    assert len(seen) == len(set(seen)) == page.json["total"] >= 150


@pytest.mark.parametrize(
    "typed",
    ["Trường THPT chuyên Lê Hồng Phong", "truong thpt chuyen le hong phong", "thpt le hong phong", "chuyen le hong pho",
     "thpt chuyen le hobg phong"],
)  # fmt: skip
def test_a_school_is_found_as_people_type_it(typed: str) -> None:
    assert "Trường THPT chuyên Lê Hồng Phong" in names(ask(q=typed, limit=5))


def test_levels_are_named_in_both_languages() -> None:
    shown = Phone().get(f"{LIST}/thpt-chuyen-le-hong-phong").json

    names_of_levels = [{"code": "thpt", "name": "Trung học phổ thông", "name_en": "Upper secondary"}]
    assert (shown["levels"], shown["level_names"]) == (["thpt"], names_of_levels)


def test_answers_have_the_shapes_that_the_description_promises() -> None:
    listed, one = ask(**NOTRE_DAME, limit=100), Phone().get(f"{LIST}/thpt-chuyen-le-hong-phong")

    Draft202012Validator(schemas.SCHOOLS).validate(listed.json)
    Draft202012Validator(schemas.SCHOOL).validate(one.json)


def test_near_a_place_the_nearest_come_first_and_none_beyond_the_radius() -> None:
    found = ask(**NOTRE_DAME, radius=1500).json["items"]

    distances = [item["distance_m"] for item in found]
    assert found
    assert distances == sorted(distances)
    assert max(distances) <= 1500


def test_filters_narrow_and_facets_count_what_else_could_be_chosen() -> None:
    high = ask(level="thpt", type="public").json
    either = ask(level="thpt,thcs", type="public").json

    assert all("thpt" in item["levels"] and item["type"] == "public" for item in high["items"])
    counts = {each["value"]: each["count"] for each in high["facets"]["level"]}
    assert counts["thpt"] == high["total"]
    assert max(counts["thpt"], counts["thcs"]) < either["total"] <= counts["thpt"] + counts["thcs"]


def test_schools_of_one_ward_within_a_box_by_name() -> None:
    found = ask(ward="26743", bbox="106.68,10.76,106.71,10.79", sort="name").json

    assert found["items"]
    assert {item["ward"]["name"] for item in found["items"]} == {"Phường Bến Thành"}


def test_everything_wrong_in_a_question_is_named_at_once() -> None:
    heard = ask(level="thpx", radius="0", bbox="1,2,3", sort="best", ward="1", lat="x", colour="red", open_now="maybe")

    assert heard.status == 422
    assert heard.wrong == {
        "/colour": "unknown_parameter", "/level": "unknown_choice", "/radius": "out_of_range", "/bbox": "not_a_box",
        "/sort": "unknown_choice", "/ward": "wrong_format", "/lat": "not_a_number", "/open_now": "unknown_choice",
    }  # fmt: skip


@pytest.mark.parametrize("given", [{"lat": 10.7}, {"radius": 500}, {"sort": "distance"}, {"lon": 106.7, "radius": 9}])
def test_a_place_needs_both_coordinates(given: dict[str, object]) -> None:
    heard = ask(**given)

    assert heard.status == 422
    assert set(heard.wrong.values()) == {"missing"}


def test_a_phone_that_has_the_answer_gets_304_until_a_new_version_is_out(public: PublicFiles) -> None:
    public.publish(SCHOOLS, [school("a", "Trường An")], "1")
    first = ask(q="an")
    kept = {"If-None-Match": first.headers["etag"]}

    again = Phone().get(LIST, headers=kept, q="an")

    assert (first.status, again.status, again.text) == (200, 304, "")
    assert first.headers["cache-control"] == "public, max-age=60"


def test_a_cursor_of_another_version_question_or_hand_is_gone(public: PublicFiles) -> None:
    cursor = ask(limit=1).json["next_cursor"]
    forged = cursor[:-1] + ("0" if cursor[-1] != "0" else "1")
    asked = [{"q": "an", "cursor": cursor}, {"level": "thpt", "cursor": cursor}, {"cursor": forged}]

    refused = [ask(limit=1, **each) for each in asked]

    assert [(each.status, each.json["code"]) for each in refused] == [(410, "cursor_expired")] * 3


@pytest.mark.parametrize("key", ["khong-co", "a/b", "%27%20OR%201=1", "x" * 300, "Ø"])
def test_an_unknown_school_is_not_found(key: str) -> None:
    heard = Phone().get(f"{LIST}/{key.replace('/', '%2F')}")

    assert (heard.status, heard.json["code"]) == (404, "record_not_found")


def test_a_school_that_is_closed_now_is_so_at_its_hours(public: PublicFiles) -> None:
    hours = "Mo-Fr 07:00-17:00; PH off"
    public.publish(SCHOOLS, [school("a", "Trường An", opening_hours=hours), school("b", "Trường Bình")])

    def open_at(at: str, open_now: str = "true") -> list[str]:
        return names(ask(open_now=open_now, at=at))

    assert open_at("2026-11-23T08:00:00+07:00") == ["Trường An"]
    assert open_at("2026-11-22T08:00:00+07:00") == []
    assert open_at("2026-11-22T08:00:00+07:00", "false") == ["Trường An"]
    assert open_at("2026-04-30T08:00:00+07:00") == []


def test_before_anything_is_published_the_city_says_so(public: PublicFiles) -> None:
    public["https://public.test/datasets/schools/current.json"] = b"nothing"

    heard = ask()

    assert (heard.status, heard.json["code"]) == (503, "dataset_not_available")
    assert heard.headers["retry-after"] == "30"
