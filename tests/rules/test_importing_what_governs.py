"""A tree of categories or a calendar is published whole, and never so that it harms what was sent or promised."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chalicelib.feedback.dataset import CATEGORIES, HOLIDAYS
from chalicelib.published.datasets import Dataset, Standing, Wrong
from chalicelib.published.document_rows import CONTENT, DOCUMENT, WHOLE, attached
from tests.imports import imported

PACK = Path(__file__).parents[2] / "infra" / "city" / "hcmc"
TREE = json.loads((PACK / "categories.json").read_text("utf-8"))
CALENDAR = json.loads((PACK / "holidays.json").read_text("utf-8"))
TODAY = "2026-11-24"


def leaf(tree: Any, code: str) -> Any:
    leaves = (leaf for group in tree["items"] for leaf in group["children"])
    return next(found for found in leaves if found["category_code"] == code)


def wrong(dataset: Dataset, before: Any, change: Callable[[Any], object]) -> list[Wrong]:
    """Return what is wrong with the next version of a document."""
    document = copy.deepcopy(before)
    document["version"] = "next"
    change(document)
    assert dataset.document_rules
    return list(dataset.document_rules(document, Standing(before, TODAY)))


def without(tree: Any, code: str) -> None:
    for group in tree["items"]:
        group["children"] = [leaf for leaf in group["children"] if leaf["category_code"] != code]


@pytest.mark.parametrize(
    ("dataset", "document"), [(CATEGORIES, TREE), (HOLIDAYS, CALENDAR)], ids=["categories", "holidays"]
)
def test_the_documents_of_the_pack_are_taken_as_they_are(dataset: Dataset, document: Any) -> None:
    result = imported(dataset.name, json.dumps(document))

    assert (result.checked.verdict, result.checked.findings) == ("clean", ())
    assert json.loads(attached(result.rows)[DOCUMENT]) == document
    whole = [row for row in result.rows if row[dataset.kind.key] == WHOLE]
    assert whole == [{dataset.kind.key: WHOLE, "version": document["version"], CONTENT: document}]


def test_each_category_and_each_day_is_a_row_by_which_versions_are_compared() -> None:
    tree = imported("categories", json.dumps(TREE)).rows
    calendar = imported("holidays", json.dumps(CALENDAR)).rows

    pothole = next(row for row in tree if row["category_code"] == "pothole")
    assert (pothole["name_vi"], pothole["what"], pothole["group"]) == (
        leaf(TREE, "pothole")["name"]["vi"], "category", "roads")  # fmt: skip
    assert [row["what"] for row in tree if row["category_code"] == "roads"] == ["group"]
    assert len(calendar) == 1 + len(CALENDAR["items"]) + len(CALENDAR["working_saturdays"])


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        (lambda tree: without(tree, "pothole"), "/items", "code_removed"),
        (lambda tree: leaf(tree, "pothole").update(category_code="holes"), "/items", "code_removed"),
        (lambda tree: tree["items"].pop(0), "/items", "code_removed"),
        (lambda tree: leaf(tree, "pothole").update(responsible_body={"body_id": "ghost"}),
         "/items/0/children/0/responsible_body", "category_body_unknown"),
        (lambda tree: leaf(tree, "pothole")["time_limit"].update(amount=91, unit="working_days"),
         "/items/0/children/0/time_limit", "limit_too_long"),
        (lambda tree: leaf(tree, "pothole")["time_limit"].update(amount=0), "/items/0/children/0/time_limit/amount",
         "document_wrong"),
        (lambda tree: leaf(tree, "pothole")["time_limit"].update(amount="3"), "/items/0/children/0/time_limit/amount",
         "document_wrong"),
        (lambda tree: leaf(tree, "pothole").update(public="yes"), "/items/0/children/0/public", "document_wrong"),
        (lambda tree: leaf(tree, "pothole").update(colour="red"), "/items/0/children/0/colour", "field_unknown"),
        (lambda tree: leaf(tree, "pothole").pop("questions"), "/items/0/children/0/questions", "missing"),
        (lambda tree: tree.update(items=[]), "/items", "code_removed"),
        (lambda tree: tree.update(version=TREE["version"], as_of="2026-12-01"), "/version", "version_used"),
    ],
)  # fmt: skip
def test_a_tree_that_would_do_harm_is_refused_where_it_would(
    change: Callable[[Any], object], place: str, code: str
) -> None:
    assert (place, code) in {(found.column, found.code) for found in wrong(CATEGORIES, TREE, change)}


def test_what_was_promised_to_stay_private_stays_private() -> None:
    private = next(
        (leaf["category_code"], question["code"])
        for group in TREE["items"] for leaf in group["children"] for question in leaf["questions"]
        if question.get("private")
    )  # fmt: skip
    code, question = private

    def laid_open(tree: Any) -> None:
        for each in leaf(tree, code)["questions"]:
            each.pop("private", None)

    def left_out(tree: Any) -> None:
        questions = leaf(tree, code)["questions"]
        leaf(tree, code)["questions"] = [each for each in questions if each["code"] != question]

    for change in (laid_open, left_out):
        found = wrong(CATEGORIES, TREE, change)
        assert ("answers_laid_open", question) in {(each.code, each.params.get("question")) for each in found}


def test_a_category_that_is_not_taken_any_more_stays_with_a_redirect() -> None:
    def closed(tree: Any) -> None:
        leaf(tree, "pothole").update(redirect=True, questions=[], stopper={"vi": "Gọi 1022.", "en": "Call 1022."})

    assert wrong(CATEGORIES, TREE, closed) == []


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        (lambda days: days["items"].pop(0), "/items", "past_day_removed"),
        (lambda days: days["working_saturdays"].pop(0), "/items", "past_day_removed"),
        (lambda days: days["years"].remove(2028), "/years", "year_removed"),
        (lambda days: days["items"].reverse(), "/items", "days_not_in_order"),
        (lambda days: days["items"][0].update(date="01/01/2026"), "/items/0/date", "document_wrong"),
        (lambda days: days.update(version=CALENDAR["version"], as_of="2026-12-01"), "/version", "version_used"),
    ],
)  # fmt: skip
def test_a_calendar_that_would_make_promises_wrong_is_refused(
    change: Callable[[Any], object], place: str, code: str
) -> None:
    assert (place, code) in {(found.column, found.code) for found in wrong(HOLIDAYS, CALENDAR, change)}


def test_a_provisional_day_to_come_may_still_be_moved() -> None:
    def moved(days: Any) -> None:
        to_come = next(day for day in reversed(days["items"]) if day["status"] == "provisional")
        days["items"].remove(to_come)

    assert wrong(HOLIDAYS, CALENDAR, moved) == []


@pytest.mark.parametrize("content", ["[]", "{}", "null", '{"version": {}}', '{"items": 5}', "{", '{"version": "1"}'])
@pytest.mark.parametrize("kind", ["categories", "holidays"])
def test_whatever_is_no_such_document_is_refused_with_findings(kind: str, content: str) -> None:
    checked = imported(kind, content).checked

    assert checked.verdict == "refused"
    assert checked.findings
