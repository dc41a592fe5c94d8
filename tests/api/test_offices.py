"""Offices over the API: who is there for a place or a ward, and all of them to search as in any directory."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib.agencies import schemas
from chalicelib.agencies.dataset import AGENCIES
from tests import borders
from tests.phones import Heard, Phone
from tests.published import PublicFiles

LIST = "/v1/agencies/offices"
SAI_GON, BEN_THANH = "26740", "26743"
THEATRE = {"lat": 10.7766, "lon": 106.7032}


def ask(**query: object) -> Heard:
    return Phone().get(LIST, **query)


def office(key: str, kind: str, *serves: str, **more: Any) -> dict[str, Any]:
    level = {"level": "ward", "serves": list(serves)} if serves else {"level": "city"}
    return {"office_id": key, "name_vi": f"Cơ quan {key}", "type": kind, **level, **more}


def tiers(heard: Heard) -> dict[str, list[str]]:
    return {tier["level"]: [each["office_id"] for each in tier["offices"]] for tier in heard.json["tiers"]}


def ids(heard: Heard) -> list[str]:
    return [item["office_id"] for item in heard.json["items"]]


@pytest.fixture(autouse=True)
def _files(aws: object) -> None:
    """Every question here may lead to a signed cursor."""


def test_everybody_who_is_there_for_a_ward_is_told_from_the_ward_up(public: PublicFiles) -> None:
    rows = [
        office("ubnd-sai-gon", "ward_committee", SAI_GON), office("cong-an-sai-gon", "police", SAI_GON),
        office("quan-su", "military", SAI_GON), office("tram-y-te", "health_station", SAI_GON),
        office("hanh-chinh-cong", "public_service_centre", SAI_GON), office("thue", "tax", BEN_THANH, SAI_GON),
        office("ubnd-ben-thanh", "ward_committee", BEN_THANH), office("so-y-te", "department"),
        office("ubnd-tp", "city_committee"),
    ]  # fmt: skip
    public.publish(AGENCIES, rows)

    heard = ask(unit=SAI_GON)

    assert tiers(heard) == {
        "ward": ["ubnd-sai-gon", "hanh-chinh-cong", "cong-an-sai-gon", "quan-su", "tram-y-te", "thue"],
        "city": ["ubnd-tp", "so-y-te"],
    }
    assert [tier["total"] for tier in heard.json["tiers"]] == [6, 2]
    assert (heard.json["unit"]["full_name"], heard.json["old"]) == ("Phường Sài Gòn", None)
    assert heard.json["body"] == {"body_id": "ubnd-phuong-sai-gon", "name": "UBND phường Sài Gòn"}


def test_an_office_of_several_wards_comes_behind_one_for_this_ward_alone(public: PublicFiles) -> None:
    public.publish(AGENCIES, [office("a", "police", BEN_THANH, SAI_GON), office("b", "police", SAI_GON)])

    assert tiers(ask(unit=SAI_GON))["ward"] == ["b", "a"]


def test_a_place_is_told_its_ward_how_sure_that_is_and_how_far_away_each_is() -> None:
    guessed = ask(**THEATRE).json

    assert (guessed["unit"]["full_name"], guessed["precision"]) == ("Phường Sài Gòn", "approximate")
    assert guessed["candidates"][0] == guessed["unit"]
    assert guessed["tiers"][0]["offices"][0]["office_id"] == "ubnd-phuong-sai-gon"
    assert 0 < guessed["tiers"][0]["offices"][0]["distance_m"] < 2000
    assert (guessed["tiers"][0]["level"], guessed["tiers"][1]["level"]) == ("ward", "city")


def test_a_place_is_told_its_ward_exactly_once_borders_are_published(public: PublicFiles) -> None:
    borders.publish(public, borders.two_wards())

    heard = ask(lat=10.77, lon=106.66).json

    assert (heard["unit"]["code"], heard["precision"], heard["candidates"]) == (BEN_THANH, "exact", [])
    assert heard["tiers"][0]["offices"][0]["office_id"] == "ubnd-phuong-ben-thanh"


def test_a_place_outside_the_city_has_nobody() -> None:
    heard = ask(lat=21.0285, lon=105.8542)

    assert (heard.status, heard.json["code"]) == (404, "outside_city")


@pytest.mark.parametrize(
    ("typed", "unit", "old"),
    [
        ("26740", "Phường Sài Gòn", None), ("27127", "Phường Nhiêu Lộc", "Phường 14"),
        ("Bến Thành", "Phường Bến Thành", None), ("p. ben thanh", "Phường Bến Thành", None),
        ("Ben Thanh Ward", "Phường Bến Thành", None), ("ben tha", "Phường Bến Thành", None),
        ("P.14 Q3", "Phường Nhiêu Lộc", "Phường 14"), ("Bình Thạnh", "Phường Bình Thạnh", None),
        ("Phường Tân Phú, Quận 7", "Phường Tân Mỹ", "Phường Tân Phú"),
        ("45 Lê Duẩn, Phường Bến Nghé, Quận 1, TP.HCM", "Phường Sài Gòn", None),
        ("12 Lê Lợi, Bến Thành, TPHCM", "Phường Bến Thành", None), ("12 Trần Phú, P.14, Q.3", "Phường Nhiêu Lộc", None),
    ],
)  # fmt: skip
def test_a_ward_is_understood_by_code_name_former_name_or_address(typed: str, unit: str, old: str | None) -> None:
    heard = ask(unit=typed).json

    assert heard["unit"]["full_name"] == unit
    assert (heard["old"] and heard["old"]["full_name"]) == old
    assert heard["tiers"][1]["offices"]


@pytest.mark.parametrize(
    ("typed", "code", "some"),
    [
        ("Đa Kao", "unit_divided", ["Phường Sài Gòn", "Phường Tân Định"]),
        ("12 Nguyễn Thị Minh Khai, Đa Kao", "unit_divided", ["Phường Sài Gòn", "Phường Tân Định"]),
        ("quận 1", "unit_divided", ["Phường Bến Thành"]), ("phường 1", "unit_ambiguous", ["Phường Vĩnh Hội"]),
    ],
)  # fmt: skip
def test_where_only_a_person_can_choose_the_candidates_are_named(typed: str, code: str, some: list[str]) -> None:
    heard = ask(unit=typed)

    assert (heard.status, heard.json["code"]) == (300, code)
    assert {each["unit"]["full_name"] for each in heard.json["candidates"]} >= set(some)
    assert [each["default"] for each in heard.json["candidates"]].count(True) == (code == "unit_divided")


@pytest.mark.parametrize("typed", ["99999", "xyzzy", "!?", "  ", "Hà Nội"])
def test_a_unit_that_nobody_knows_is_not_found(typed: str) -> None:
    heard = ask(unit=typed)

    assert (heard.status, heard.json["code"]) == (404, "unit_not_named")


def test_the_offices_of_a_ward_are_narrowed_by_kind_level_and_hours(public: PublicFiles) -> None:
    hours = "Mo-Fr 07:30-17:00; PH off"
    rows = [office("day", "police", SAI_GON, opening_hours=hours), office("always", "police", opening_hours="24/7"),
            office("other", "tax", SAI_GON, opening_hours="24/7")]  # fmt: skip
    public.publish(AGENCIES, rows)
    night = {"open_now": "true", "at": "2026-11-24T23:00:00+07:00"}

    assert tiers(ask(unit=SAI_GON, type="police")) == {"ward": ["day"], "city": ["always"]}
    assert tiers(ask(unit=SAI_GON, level="ward")) == {"ward": ["day", "other"]}
    assert tiers(ask(**THEATRE, **night)) == {"ward": ["other"], "city": ["always"]}


def test_an_office_is_told_on_the_days_on_which_its_row_holds(public: PublicFiles) -> None:
    rows = [
        office("before", "police", SAI_GON, valid_to="2026-06-30"),
        office("after", "police", SAI_GON, valid_from="2026-07-01"),
    ]
    public.publish(AGENCIES, rows)

    told = [ask(unit=SAI_GON, at=f"{day}T23:30:00+07:00") for day in ("2026-06-30", "2026-07-01")]

    assert [tiers(each)["ward"] for each in told] == [["before"], ["after"]]
    assert [each.json["tiers"][0]["total"] for each in told] == [1, 1]


def test_what_is_closed_for_good_is_nobody_to_turn_to(public: PublicFiles) -> None:
    rows = [
        office("a", "police", SAI_GON, status="closed"),
        office("b", "police", SAI_GON, status="temporarily_closed"),
    ]
    public.publish(AGENCIES, rows)

    assert tiers(ask(unit=SAI_GON))["ward"] == ["b"]
    assert set(ids(ask())) == {"a", "b"}


def test_words_and_filters_give_a_list_as_in_every_directory() -> None:
    named, near = ask(q="ubnd p ben thanh", limit=3), ask(**THEATRE, radius=1000, level="city")

    assert ids(named)[0] == "ubnd-phuong-ben-thanh"
    assert named.json["facets"]["level"]
    assert all(item["distance_m"] <= 1000 and item["level"] == "city" for item in near.json["items"])
    assert near.json["items"]


@pytest.mark.parametrize(("typed", "found"), [("UBND P.14 Q3", ["Phường Nhiêu Lộc"]), ("sở y tế", [])])
def test_a_list_by_words_names_the_units_that_they_mean(typed: str, found: list[str]) -> None:
    assert [unit["full_name"] for unit in ask(q=typed).json["units"]] == found


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"lat": 10.7}, {"/lon": "missing"}), ({"lon": 106.7}, {"/lat": "missing"}),
        ({"unit": "1", "q": "a", "lat": 10.7}, dict.fromkeys(("/unit", "/q", "/lat"), "not_together")),
        ({"unit": "1", "since": "v1"}, dict.fromkeys(("/unit", "/since"), "not_together")),
        ({"type": "shop", "level": "x", "town": "y"},
         {"/type": "unknown_choice", "/level": "unknown_choice", "/town": "unknown_parameter"}),
    ],
)  # fmt: skip
def test_every_wrong_parameter_is_named(query: dict[str, Any], wrong: dict[str, str]) -> None:
    heard = ask(**query)

    assert (heard.status, heard.wrong) == (422, wrong)


def test_an_office_says_how_to_reach_it_and_who_answers_for_its_hotline(public: PublicFiles) -> None:
    told = {"phones": ["+842838291234"], "hotline": ["0909123456"], "hotline_owner": "Chánh Văn phòng",
            "email": "sg@example.com", "website": "https://example.com", "body_id": "ubnd-phuong-sai-gon",
            "former_ids": ["ubnd-quan-1"]}  # fmt: skip
    public.publish(AGENCIES, [office("a", "ward_committee", SAI_GON, **told)])

    one, moved = Phone().get(f"{LIST}/a", {"Accept-Language": "en"}).json, Phone().get(f"{LIST}/ubnd-quan-1")

    assert one["phones"] == [{"number": "+842838291234", "uri": "tel:+842838291234"}]
    assert one["hotline"] == {
        "phones": [{"number": "0909123456", "uri": "tel:0909123456"}], "owner": "Chánh Văn phòng"}  # fmt: skip
    assert (one["email"], one["website"]) == ("sg@example.com", "https://example.com")
    assert one["body"] == {"body_id": "ubnd-phuong-sai-gon", "name": "People's Committee of Sai Gon Ward"}
    assert [each["name_en"] for each in one["serves"]] == ["Sai Gon Ward"]
    assert (moved.status, moved.headers["location"]) == (301, f"{LIST}/a")


@pytest.mark.parametrize("query", [{}, {"q": "ubnd"}, {"unit": SAI_GON}, {"unit": "P.14 Q3"}, THEATRE])
def test_answers_have_the_shapes_that_the_description_promises(query: dict[str, Any]) -> None:
    heard = ask(**query)

    Draft202012Validator(schemas.OFFICES).validate(heard.json)
    assert heard.headers["cache-control"] == "public, max-age=60"
    assert ask_again(query, heard).status == 304


def ask_again(query: dict[str, Any], held: Heard) -> Heard:
    return Phone().get(LIST, {"If-None-Match": held.headers["etag"]}, **query)


def test_an_office_in_full_has_the_shape_that_the_description_promises() -> None:
    Draft202012Validator(schemas.OFFICE).validate(Phone().get(f"{LIST}/ubnd-phuong-sai-gon").json)


def test_before_anything_is_published_the_city_says_so(public: PublicFiles) -> None:
    public["https://public.test/datasets/agencies/current.json"] = b"nothing"

    assert [ask(**each).json["code"] for each in ({}, {"unit": SAI_GON}, THEATRE)] == ["dataset_not_available"] * 3
