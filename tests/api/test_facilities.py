"""Health facilities over the API: found by words, kind, speciality, place and hours, and each by itself."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib.health import schemas
from chalicelib.health.dataset import HEALTH_FACILITIES
from tests.phones import Heard, Phone
from tests.published import PublicFiles

LIST = "/v1/health/facilities"


def ask(**query: object) -> Heard:
    return Phone().get(LIST, **query)


def ids(heard: Heard) -> set[str]:
    return {item["facility_id"] for item in heard.json["items"]}


def facility(key: str, name: str = "Phòng khám Mẫu", **more: Any) -> dict[str, Any]:
    return {"facility_id": key, "name_vi": name, **more}


@pytest.fixture(autouse=True)
def _files(aws: object) -> None:
    """Every question here may lead to a signed cursor."""


@pytest.mark.parametrize(
    "typed", ["Bệnh viện Chợ Rẫy", "benh vien cho ray", "bv cho ray", "cho ray", "bv chợ rầy", "bệnh viên chợ ray"]
)
def test_a_hospital_is_found_as_people_type_it(typed: str) -> None:
    found = ask(q=typed, limit=3).json["items"]

    assert found[0]["name"] == "Bệnh viện Chợ Rẫy"


def test_answers_have_the_shapes_that_the_description_promises() -> None:
    listed = ask(limit=100)
    each = [Phone().get(f"{LIST}/{key}") for key in ("pkdk-mau-sao-mai", "bv-an-binh")]

    Draft202012Validator(schemas.FACILITIES).validate(listed.json)
    for one in each:
        Draft202012Validator(schemas.FACILITY).validate(one.json)


def test_what_is_treated_is_named_in_both_languages() -> None:
    shown = Phone().get(f"{LIST}/pkdk-mau-sao-mai").json

    assert (shown["type"], shown["type_name"], shown["type_name_en"]) == (
        "polyclinic",
        "Phòng khám đa khoa",
        "Polyclinic",
    )
    assert {"code": "paediatrics", "name": "Nhi khoa", "name_en": "Paediatrics"} in shown["specialities"]
    assert shown["about"] == {"kind": "facility", "id": "pkdk-mau-sao-mai"}


@pytest.mark.parametrize("flag", ["emergency", "insurance"])
def test_yes_no_and_unknown_are_three_different_things(public: PublicFiles, flag: str) -> None:
    rows = [facility("yes", **{flag: True}), facility("no", **{flag: False}), facility("unknown")]
    public.publish(HEALTH_FACILITIES, rows)

    found = [ids(ask(**{flag: "true"})), ids(ask(**{flag: "false"})), ids(ask())]

    assert found == [{"yes"}, {"no"}, {"yes", "no", "unknown"}]


def test_any_of_several_specialities_of_one_owner() -> None:
    found = ask(speciality="dental,ophthalmology", ownership="private").json["items"]

    assert found
    for item in found:
        assert item["ownership"] == "private"
        assert {each["code"] for each in item["specialities"]} & {"dental", "ophthalmology"}


def test_facets_say_what_their_values_are_called() -> None:
    facets = ask(q="bệnh viện").json["facets"]

    kinds = {each["value"]: each for each in facets["type"]}
    assert kinds["hospital"]["name"] == "Bệnh viện"
    assert kinds["hospital"]["name_en"] == "Hospital"
    assert all(each["name"].startswith(("Phường", "Xã", "Đặc khu")) for each in facets["ward"])
    assert facets.keys() == {
        "type", "speciality", "ownership", "emergency", "insurance", "ward", "status", "licence_status",
    }  # fmt: skip


def test_open_now_is_asked_of_an_instant() -> None:
    def open_at(at: str) -> set[str]:
        return ids(ask(q="mẫu", open_now="true", at=at, limit=100))

    night, morning = open_at("2026-11-24T23:30:00+07:00"), open_at("2026-11-24T09:00:00+07:00")

    assert "pkdk-mau-dem-sai-gon" in night - morning
    assert "pkdk-mau-sao-mai" in morning - night


def test_what_is_closed_for_a_time_is_not_open_whatever_its_hours_say(public: PublicFiles) -> None:
    rows = [
        facility("open", opening_hours="24/7", status="open"),
        facility("closed", opening_hours="24/7", status="temporarily_closed"),
        facility("unknown", status="temporarily_closed"),
    ]
    public.publish(HEALTH_FACILITIES, rows)

    is_open, is_closed = ask(open_now="true"), ask(open_now="false")

    assert (ids(is_open), ids(is_closed)) == ({"open"}, {"closed"})
    assert is_closed.json["items"][0]["open_now"] is False
    assert ids(ask(status="temporarily_closed")) == {"closed", "unknown"}


def test_what_nobody_says_is_closed_is_open_for_people(public: PublicFiles) -> None:
    public.publish(HEALTH_FACILITIES, [facility("said", status="open"), facility("unsaid")])

    found = ask(status="open")

    assert ids(found) == {"said", "unsaid"}
    assert [(each["value"], each["count"]) for each in found.json["facets"]["status"]] == [("open", 2)]


def test_the_nearest_with_an_emergency_room_come_first() -> None:
    found = ask(lat=10.7798, lon=106.6990, emergency="true", radius=3000).json["items"]

    distances = [item["distance_m"] for item in found]
    assert found
    assert all(item["emergency"] for item in found)
    assert distances == sorted(distances)
    assert distances[-1] <= 3000


def test_everything_wrong_in_a_question_is_named_at_once() -> None:
    heard = ask(type="hotel", speciality="x", emergency="yes", licence_status="good", at="today", since="a b")

    assert heard.status == 422
    assert heard.wrong == {
        "/type": "unknown_choice", "/speciality": "unknown_choice", "/emergency": "unknown_choice",
        "/licence_status": "unknown_choice", "/at": "not_a_moment", "/since": "wrong_format",
    }  # fmt: skip


def test_a_former_id_leads_on_and_an_unknown_one_nowhere(public: PublicFiles) -> None:
    public.publish(HEALTH_FACILITIES, [facility("a.1", former_ids=["pk-cu"])])

    moved, unknown = Phone().get(f"{LIST}/pk-cu"), Phone().get(f"{LIST}/pk-khac")

    assert (moved.status, moved.headers["location"]) == (301, f"{LIST}/a.1")
    assert (unknown.status, unknown.json["code"]) == (404, "record_not_found")
