"""The tree of categories and the calendar of days off, once published, are what the city goes by, at once."""

import copy
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from chalicelib.feedback.dataset import CATEGORIES, HOLIDAYS
from chalicelib.published.datasets import Dataset
from tests.builders import a_report
from tests.cloud import Cloud
from tests.hands import Hand, taken
from tests.phones import Phone
from tests.published import BASE, PublicFiles

PACK = Path(__file__).parents[2] / "infra" / "city" / "hcmc"
TREE = json.loads((PACK / "categories.json").read_text("utf-8"))
CALENDAR = json.loads((PACK / "holidays.json").read_text("utf-8"))
POINTER = f"{BASE}/datasets/categories/current.json"
HERE = ZoneInfo("Asia/Ho_Chi_Minh")
# Nothing in it can be answered wrongly.
ANYTHING = {
    "code": "anything", "datatype": "string", "required": False, "order": 1, "variable": True,
    "description": {"vi": "Còn gì nữa?", "en": "Anything else?"},
}  # fmt: skip


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Hand:
    return taken(monkeypatch)


def publish(public: PublicFiles, dataset: Dataset, document: Any) -> None:
    assert dataset.document_rows
    public.publish(dataset, dataset.document_rows(document), document["version"])


def changed(document: Any, version: str, change: Callable[[Any], object]) -> Any:
    made = copy.deepcopy(document)
    made["version"] = version
    change(made)
    return made


def leaf(tree: Any, code: str) -> Any:
    return next(each for group in tree["items"] for each in group["children"] if each["category_code"] == code)


def with_manholes(tree: Any) -> None:
    name = {"vi": "Nắp hố ga kêu", "en": "Rattling manhole"}
    added = {**copy.deepcopy(leaf(tree, "pothole")), "category_code": "manhole_noise", "name": name}
    tree["items"][0]["children"].append({**added, "questions": [ANYTHING], "photo": "none", "after_photo": False})


def shown(code: str, listed: Any) -> Any:
    return leaf(listed, code)


def test_a_published_tree_is_listed_and_taken_within_half_a_minute(aws: Cloud, public: PublicFiles, time: Hand) -> None:
    before = Phone().get("/v1/feedback/categories")
    refused = Phone.of_citizen("an").post("/v1/feedback/reports", a_report(category_code="manhole_noise"))
    publish(public, CATEGORIES, changed(TREE, "v2", with_manholes))
    time.move(30)

    after = Phone().get("/v1/feedback/categories", {"If-None-Match": before.headers["etag"]})
    sent = Phone.of_citizen("an").post("/v1/feedback/reports", a_report(category_code="manhole_noise"))

    assert (before.json["version"], refused.wrong) == (TREE["version"], {"/category_code": "unknown_category"})
    assert (after.status, after.json["version"]) == (200, "v2")
    assert shown("manhole_noise", after.json)["name"] == "Nắp hố ga kêu"
    assert (sent.status, sent.json["category_code"]) == (201, "manhole_noise")


def test_the_same_tree_published_again_changes_nothing_for_those_who_hold_it(public: PublicFiles, time: Hand) -> None:
    before = Phone().get("/v1/feedback/categories")
    publish(public, CATEGORIES, TREE)
    time.move(30)

    again = Phone().get("/v1/feedback/categories", {"If-None-Match": before.headers["etag"]})

    assert again.status == 304


def test_a_time_limit_that_was_changed_counts_for_the_next_report(aws: Cloud, public: PublicFiles) -> None:
    tree = changed(TREE, "v2", lambda tree: leaf(tree, "light_out").update(time_limit={"amount": 48, "unit": "hours"}))
    publish(public, CATEGORIES, tree)

    sent = Phone.of_citizen("an").post("/v1/feedback/reports", a_report()).json

    promised = datetime.fromisoformat(sent["expected_at"]) - datetime.fromisoformat(sent["submitted_at"])
    assert promised == timedelta(hours=48)


def test_after_going_back_a_report_of_the_later_tree_tells_strangers_no_answers(
    aws: Cloud, public: PublicFiles, time: Hand
) -> None:
    publish(public, CATEGORIES, TREE)
    first = public[POINTER]
    publish(public, CATEGORIES, changed(TREE, "v2", with_manholes))
    sent = Phone.of_citizen("an").post(
        "/v1/feedback/reports", a_report(category_code="manhole_noise", answers={"anything": "Kêu suốt đêm"})
    ).json  # fmt: skip
    report = f"/v1/feedback/reports/{sent['report_id']}"
    there = Phone().get(report).json["answers"]
    public[POINTER] = first
    time.move(30)

    after = Phone().get(report).json

    assert there == {"anything": "Kêu suốt đêm"}
    assert (after["answers"], after["category_code"]) == ({}, "manhole_noise")


def test_a_published_day_off_moves_promises(aws: Cloud, public: PublicFiles) -> None:
    def due(minute: int) -> str:
        with time_machine.travel(datetime(2026, 11, 25, 9, minute, tzinfo=HERE), tick=False):
            sent = Phone.of_citizen("an").post("/v1/feedback/reports", a_report(category_code="pothole")).json
        return datetime.fromisoformat(sent["expected_at"]).astimezone(HERE).strftime("%m-%d %H:%M")

    name = {"vi": "Nghỉ bão", "en": "Storm"}
    day = {"date": "2026-11-26", "name": name, "status": "decided", "source": "made up"}
    before = due(0)
    publish(public, HOLIDAYS, changed(CALENDAR, "v2", lambda days: days["items"].append(day)))

    assert (before, due(1)) == ("11-30 17:00", "12-01 17:00")


def test_a_published_day_off_closes_schools(public: PublicFiles, time: Hand) -> None:
    from chalicelib.education.dataset import SCHOOLS

    public.publish(SCHOOLS, [{"school_id": "a", "name_vi": "Trường An", "opening_hours": "Mo-Su 07:00-17:00; PH off"}])
    asked = {"open_now": "true", "at": "2026-11-26T08:00:00+07:00"}

    def found() -> int:
        total: int = Phone().get("/v1/education/schools", **asked).json["total"]
        return total

    before = found()
    day = {"date": "2026-11-26", "name": {"vi": "Nghỉ", "en": "Off"}, "status": "decided", "source": "made up"}
    publish(public, HOLIDAYS, changed(CALENDAR, "v2", lambda days: days["items"].append(day)))
    time.move(30)

    assert (before, found()) == (1, 0)


@pytest.mark.parametrize("document", [b"", b"[]", b"{}", b'{"items": [{}]}'])
def test_a_version_without_a_readable_document_leaves_the_pack_in_force(public: PublicFiles, document: bytes) -> None:
    public.publish(CATEGORIES, [{"category_code": "x", "name_vi": "X"}], blobs={"document": document})

    assert Phone().get("/v1/feedback/categories").json["version"] == TREE["version"]
