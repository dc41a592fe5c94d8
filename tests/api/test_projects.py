"""Housing projects over the API: found by name, developer, stage and place, and shown with the papers they have."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from jsonschema import Draft202012Validator

from chalicelib.construction import schemas
from chalicelib.construction.dataset import HOUSING_PROJECTS
from tests.phones import Heard, Phone
from tests.published import PublicFiles

LIST = "/v1/construction/projects"
WITH_PAPERS = "can-ho-mau-bien-ngoc"


def ask(**query: object) -> Heard:
    return Phone().get(LIST, **query)


def ids(heard: Heard) -> list[str]:
    return [item["project_id"] for item in heard.json["items"]]


def project(key: str, **more: Any) -> dict[str, Any]:
    return {"project_id": key, "name_vi": f"Chung cư {key.upper()}", **more}


def notice(day: str) -> dict[str, Any]:
    return {"sale_notice_number": "21/SXD-PTN", "sale_notice_date": day, "sale_notice_homes": 380}


@pytest.fixture(autouse=True)
def _files(aws: object) -> None:
    """Every question here may lead to a signed cursor."""


def test_the_samples_are_listed_in_pages_that_have_each_project_once() -> None:
    seen, page = [], ask(limit=7)
    while True:
        seen += ids(page)
        if page.json["next_cursor"] is None:
            break
        page = ask(limit=7, cursor=page.json["next_cursor"])

    assert len(seen) == len(set(seen)) == page.json["total"] >= 30


def test_answers_have_the_shapes_that_the_description_promises() -> None:
    listed, one = ask(lat=10.78, lon=106.70, limit=100), Phone().get(f"{LIST}/{WITH_PAPERS}")

    Draft202012Validator(schemas.PROJECTS).validate(listed.json)
    Draft202012Validator(schemas.PROJECT).validate(one.json)
    assert all("distance_m" in item for item in listed.json["items"] if item["location"]["lat"])


@pytest.mark.parametrize("typed", ["Celadon City", "celadon", "celadno city", "gamuda"])
def test_a_project_is_found_by_its_name_or_its_developer(typed: str) -> None:
    assert "celadon-city" in ids(ask(q=typed, limit=3))


@pytest.mark.parametrize("typed", ["nova", "NOVALAND", "Novaland"])
def test_projects_of_a_developer_are_found_without_marks(typed: str) -> None:
    found = ask(developer=typed, limit=100).json["items"]

    assert {item["developer"] for item in found} == {"Novaland"}
    assert ask(developer="land").json["total"] < ask().json["total"]


def test_filters_narrow_and_facets_count_what_else_could_be_chosen() -> None:
    found = ask(type="apartment", stage="under_construction", limit=100).json

    assert found["items"]
    assert all((item["type"], item["stage"]) == ("apartment", "under_construction") for item in found["items"])
    counts = {each["value"]: each["count"] for each in found["facets"]["stage"]}
    assert counts["under_construction"] == found["total"]
    assert ask(stage="built").wrong == {"/stage": "unknown_choice"}


def test_a_project_shows_the_papers_it_has_in_the_order_of_the_law() -> None:
    shown = Phone().get(f"{LIST}/{WITH_PAPERS}").json

    assert shown["steps"] == [
        {"step": "investment_approval", "number": "MAU-105/QĐ-UBND", "date": "2023-07-14"},
        {"step": "building_permit", "number": "MAU-15/GPXD", "date": "2024-03-05"},
    ]
    assert (shown["eligible_for_sale"], shown["sale_notice"], shown["mortgage"]) == (False, None, "mortgaged")
    assert (shown["invented"], shown["source"], shown["as_of"]) == (True, "Invented", "2026-11-24")
    assert shown["about"] == {"kind": "project", "id": WITH_PAPERS}


def test_homes_may_be_sold_from_the_day_of_the_notice(public: PublicFiles) -> None:
    rows = [project("a", **notice("2025-09-12")), project("b", **notice("2026-11-25")), project("c")]
    public.publish(HOUSING_PROJECTS, rows)

    def sold_at(hour: int, eligible: str) -> list[str]:
        with time_machine.travel(datetime(2026, 11, 24, hour, tzinfo=UTC), tick=False):
            return ids(ask(eligible_for_sale=eligible, sort="name"))

    # In the city it is the 25th from 17:00 of Greenwich on.
    assert (sold_at(16, "true"), sold_at(16, "false")) == (["a"], ["b", "c"])
    assert (sold_at(17, "true"), sold_at(17, "false")) == (["a", "b"], ["c"])
    shown = Phone().get(f"{LIST}/a").json
    assert shown["sale_notice"] == {"number": "21/SXD-PTN", "date": "2025-09-12", "homes": 380}


def test_a_former_id_leads_on_and_an_unknown_one_is_not_found(public: PublicFiles) -> None:
    public.publish(HOUSING_PROJECTS, [project("a", former_ids=["chung-cu-cu"])])

    moved, unknown = Phone().get(f"{LIST}/chung-cu-cu"), Phone().get(f"{LIST}/khong-co")

    assert (moved.status, moved.headers["location"]) == (301, f"{LIST}/a")
    assert (unknown.status, unknown.json["code"]) == (404, "record_not_found")


def test_projects_say_nothing_of_certificates() -> None:
    heard = Phone().get("/v1/construction/certificates/MAU-00006")

    assert heard.status in (403, 404)
    assert "holder" not in ask(limit=100).text
