"""Agencies, schools and health facilities in HSDS 3: the whole feed is what the specification's schemas say."""

from typing import Any

import pytest

from chalicelib.agencies.dataset import AGENCIES
from chalicelib.education.dataset import SCHOOLS
from tests.hsds import problems_of
from tests.phones import Phone
from tests.published import PublicFiles, sample_rows

SERVICES, ORGANIZATIONS = "/v1/hsds/services", "/v1/hsds/organizations"
KINDS = ("agencies", "schools", "health_facilities")


@pytest.fixture(autouse=True)
def _samples(public: PublicFiles) -> None:
    """The pack's samples are published."""


def whole(path: str, **asked: Any) -> list[dict[str, Any]]:
    """Return the contents of all pages, after a look at each page itself."""
    contents: list[dict[str, Any]] = []
    page = 0
    while True:
        page += 1
        heard = Phone().get(path, page=page, per_page=100, **asked).json
        assert problems_of("page", {name: value for name, value in heard.items() if name != "datasets"}) == []
        assert (heard["page_number"], heard["size"]) == (page, len(heard["contents"]))
        contents += heard["contents"]
        if heard["last_page"]:
            assert len(contents) == heard["total_items"]
            return contents


def test_the_whole_export_of_the_citys_samples_is_valid_and_has_everything_once() -> None:
    services, organizations = whole(SERVICES, full="true"), whole(ORGANIZATIONS, full="true")

    assert [problem for each in services for problem in problems_of("service", each)] == []
    assert [problem for each in organizations for problem in problems_of("organization", each)] == []
    assert len(services) == sum(len(sample_rows(kind)) for kind in KINDS)
    ids = [each["id"] for each in (*services, *organizations)]
    assert len(set(ids)) == len(ids)
    assert {each["organization"]["id"] for each in services} == {each["id"] for each in organizations}


def test_a_list_has_what_a_service_has_one_of_and_the_service_has_all() -> None:
    listed = Phone().get(SERVICES, per_page=5).json["contents"]

    for each in listed:
        in_full = Phone().get(f"{SERVICES}/{each['id']}").json
        assert problems_of("service", each) == problems_of("service", in_full) == []
        assert each.items() <= in_full.items()
        assert not any(isinstance(value, list) for value in each.values())


def test_an_organization_tells_its_services() -> None:
    first = Phone().get(SERVICES, per_page=1).json["contents"][0]

    organization = Phone().get(f"{ORGANIZATIONS}/{first['organization']['id']}").json

    assert first["organization"].items() <= organization.items()
    assert {"id": first["id"], "name": first["name"], "status": first["status"]} in organization["services"]


def test_the_feed_says_what_it_is_and_of_which_versions() -> None:
    told, page = Phone().get("/v1/hsds").json, Phone().get(SERVICES, per_page=1).json

    assert problems_of("about", told) == []
    assert told["version"] == "3.1"
    assert [(each["kind"], each["version"]) for each in page["datasets"]] == [(kind, "sample") for kind in KINDS]


@pytest.mark.parametrize("path", [SERVICES, ORGANIZATIONS])
def test_beyond_the_last_page_is_an_empty_one_and_an_unknown_id_is_not_found(path: str) -> None:
    beyond, unknown = Phone().get(path, page=1000), Phone().get(f"{path}/84f5b9c4-0000-5000-8000-000000000000")

    assert (beyond.json["empty"], beyond.json["contents"], beyond.json["last_page"]) == (True, [], True)
    assert (unknown.status, unknown.json["code"]) == (404, "record_not_found")


def test_poor_rows_of_real_files_are_valid_too(public: PublicFiles) -> None:
    public.publish(SCHOOLS, [{"school_id": "a", "name_vi": "Trường A"}])
    public.publish(AGENCIES, [{"office_id": "b", "name_vi": "Cơ quan B", "lat": 10.7, "lon": 106.7}])

    found = {each["name"]: problems_of("service", each) for each in whole(SERVICES, full="true")}

    assert (found["Trường A"], found["Cơ quan B"]) == ([], [])


def test_without_any_published_kind_the_feed_is_away_for_a_while(public: PublicFiles) -> None:
    public.broken |= {f"https://public.test/datasets/{kind}/current.json" for kind in KINDS}

    heard = Phone().get(SERVICES)

    assert (heard.status, heard.json["code"]) == (503, "dataset_not_available")
