"""Apps that keep published data ask what has changed since; people may read what changed in one record."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib.education import schemas
from chalicelib.education.dataset import SCHOOLS
from chalicelib.published import current
from chalicelib.published.syncing import CHANGES
from tests.phones import Heard, Phone
from tests.published import BASE, PublicFiles

LIST = "/v1/education/schools"


def school(key: str, name: str = "Trường An", **more: Any) -> dict[str, Any]:
    return {"school_id": key, "name_vi": name, **more}


def since(version: str, **query: object) -> Heard:
    return Phone().get(LIST, since=version, **query)


@pytest.fixture(autouse=True)
def _files(aws: object) -> None:
    """Every question here may lead to a signed cursor."""


@pytest.fixture
def years(public: PublicFiles) -> PublicFiles:
    """Three versions: one school stays, one changes twice, one is added, one goes and one gets another id."""
    public.publish(SCHOOLS, [school("stays"), school("changes"), school("goes"), school("old")], "1")
    changed = school("changes", "Trường Bình")
    public.publish(SCHOOLS, [school("stays"), changed, school("goes"), school("new", former_ids=["old"])], "2")
    changed = school("changes", "Trường Châu", type="public")
    public.publish(SCHOOLS, [school("stays"), changed, school("new", former_ids=["old"]), school("added")], "3")
    return public


@pytest.mark.usefixtures("years")
def test_an_app_learns_what_changed_since_its_version() -> None:
    heard = since("1").json

    assert {item["school_id"]: item["name"] for item in heard["items"]} == {
        "changes": "Trường Châu", "new": "Trường An", "added": "Trường An",
    }  # fmt: skip
    assert set(heard["removed"]) == {"goes", "old"}
    assert (heard["version"], heard["next_cursor"]) == ("3", None)


@pytest.mark.usefixtures("years")
def test_changes_come_in_pages_that_have_each_record_once() -> None:
    items, removed, cursor, pages = [], [], None, 0
    while pages == 0 or cursor:
        page = since("1", limit=2, **({"cursor": cursor} if cursor else {})).json
        items += [item["school_id"] for item in page["items"]]
        removed += page["removed"]
        cursor, pages = page["next_cursor"], pages + 1

    assert (sorted(items), sorted(removed), pages) == (["added", "changes", "new"], ["goes", "old"], 3)


@pytest.mark.usefixtures("years")
def test_changed_records_come_in_full() -> None:
    heard = since("2")

    Draft202012Validator(schemas.SCHOOLS).validate(heard.json)
    whole = Phone().get(f"{LIST}/changes").json
    [changed] = [item for item in heard.json["items"] if item["school_id"] == "changes"]
    assert changed == {name: value for name, value in whole.items() if name != "dataset"}


@pytest.mark.usefixtures("years")
def test_an_app_that_is_up_to_date_has_nothing_to_change() -> None:
    heard = since("3").json

    assert (heard["items"], heard["removed"], heard["version"]) == ([], [], "3")


@pytest.mark.usefixtures("years")
@pytest.mark.parametrize("unknown", ["0", "4", "20251124T000000Z-01234567"])
def test_a_version_that_the_log_does_not_know_means_to_load_all_anew(unknown: str) -> None:
    heard = since(unknown)

    assert (heard.status, heard.json["code"], heard.json["version"]) == (410, "sync_too_old", "3")
    assert heard.headers["cache-control"] == "no-store"


def test_a_version_that_was_taken_back_means_to_load_all_anew(years: PublicFiles) -> None:
    pointer = f"{BASE}/datasets/schools/current.json"
    third = years[pointer]
    years.publish(SCHOOLS, [school("stays")], "4")
    before = since("4")
    years[pointer] = third
    current.forget()

    after = since("4")

    assert (before.json["version"], after.status, after.json["code"]) == ("4", 410, "sync_too_old")


@pytest.mark.usefixtures("years")
def test_nothing_else_can_be_asked_together_with_since() -> None:
    heard = since("1", q="an", level="thpt", lat=10.7, lon=106.7, sort="name")

    assert heard.status == 422
    assert heard.wrong == dict.fromkeys(["/q", "/level", "/lat", "/lon", "/sort"], "not_together")


@pytest.mark.usefixtures("years")
def test_a_cursor_of_changes_fits_no_other_version_and_no_list() -> None:
    cursor = since("1", limit=1).json["next_cursor"]

    refused = [since("2", limit=1, cursor=cursor), Phone().get(LIST, cursor=cursor)]

    assert [(heard.status, heard.json["code"]) for heard in refused] == [(410, "cursor_expired")] * 2


@pytest.mark.usefixtures("years")
def test_what_changed_in_a_record_is_told_latest_first() -> None:
    heard = Phone().get(f"{LIST}/changes/changes")

    Draft202012Validator(CHANGES).validate(heard.json)
    assert [(each["version"], each["what"]) for each in heard.json["items"]] == [("3", "changed"), ("2", "changed")]
    assert heard.json["items"][1]["fields"] == [{"field": "name_vi", "from": "Trường An", "to": "Trường Bình"}]
    assert heard.json["known_since"] == "1"


@pytest.mark.usefixtures("years")
def test_changes_of_a_record_come_in_pages() -> None:
    first = Phone().get(f"{LIST}/changes/changes", limit=1).json
    second = Phone().get(f"{LIST}/changes/changes", limit=1, cursor=first["next_cursor"]).json

    assert [page["items"][0]["version"] for page in (first, second)] == ["3", "2"]
    assert second["next_cursor"] is None


@pytest.mark.usefixtures("years")
def test_changes_of_what_is_gone_moved_unchanged_or_unknown() -> None:
    gone, moved, unchanged, unknown = (
        Phone().get(f"{LIST}/{key}/changes") for key in ("goes", "old", "stays", "nobody")
    )

    assert [each["what"] for each in gone.json["items"]] == ["removed"]
    assert (moved.status, moved.headers["location"]) == (301, f"{LIST}/new/changes")
    assert (unchanged.status, unchanged.json["items"]) == (200, [])
    assert (unknown.status, unknown.json["code"]) == (404, "record_not_found")


@pytest.mark.usefixtures("years")
def test_a_record_that_was_taken_out_is_gone_and_a_former_id_leads_on() -> None:
    gone, moved = Phone().get(f"{LIST}/goes"), Phone().get(f"{LIST}/old")

    assert (gone.status, gone.json["code"]) == (410, "record_gone")
    assert (moved.status, moved.headers["location"]) == (301, f"{LIST}/new")
