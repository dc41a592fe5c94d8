"""The category tree, as it is published or else as the city pack has it, in the reader's language and by code."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from chalicelib.feedback.dataset import CATEGORIES
from chalicelib.published import in_force
from chalicelib.published.document_rows import document_in
from chalicelib.shared import city
from chalicelib.shared.i18n import localized

# What a category says of the photos that an action needs.
_PHOTOS_WANTED = {"resolve": "after_photo", "extend": "progress_photo"}
_TEXTS = ("name", "description", "stopper", "datatype_description")


class _Tree:
    """One version of the tree, and what is asked of it most."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.leaves = {node["category_code"]: node for node in _walk(document["items"])}
        self.wanting = {
            action: tuple(sorted(code for code, leaf in self.leaves.items() if leaf.get(flag)))
            for action, flag in _PHOTOS_WANTED.items()
        }


def tree(language: str) -> dict[str, Any]:
    """Return the whole versioned tree as the API shows it."""
    document = _tree().document
    return {"version": document["version"], "items": [shown(node, language) for node in document["items"]]}


def leaf(code: str) -> dict[str, Any] | None:
    """Return the category of this code as the tree has it; None for an unknown code or an inner node."""
    return _tree().leaves.get(code)


def wanting_photo(action: str) -> tuple[str, ...]:
    """Return the categories in which an action needs a photo: an after-photo to resolve, progress to extend."""
    return _tree().wanting.get(action, ())


def group_of(code: str) -> str | None:
    """Return the group that a category belongs to; None for one that a later pack no longer has."""
    return _tree().leaves.get(code, {}).get("group")


def questions_of(code: str) -> list[dict[str, Any]]:
    """Return what a category asks; nothing when a later pack no longer has it."""
    return list(_tree().leaves.get(code, {}).get("questions", []))


def open_answers(code: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that everybody may read; none of a category that the tree does not have.

    After going back to an older tree nobody can tell any more what was promised to stay private.
    """
    found = _tree().leaves.get(code)
    private = {question["code"] for question in questions_of(code) if question.get("private")}
    return {question: answer for question, answer in answers.items() if found and question not in private}


def name_of(code: str, language: str) -> str:
    """Return a category's name; the code itself when a later pack no longer has it."""
    found = _tree().leaves.get(code)
    return (localized(found["name"], language) if found else None) or code


def _tree() -> _Tree:
    return in_force.made("categories", CATEGORIES.kind, lambda artifact: _Tree(document_in(artifact)), _of_the_pack)


@cache
def _of_the_pack() -> _Tree:
    return _Tree(city.load("categories"))


def _walk(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    leaves = []
    for node in nodes:
        leaves += _walk(node["children"]) if "children" in node else [node]
    return leaves


def shown(node: dict[str, Any], language: str) -> dict[str, Any]:
    """Return a category, and all below it, with its texts in one language."""
    told = {**node, **_localized(node, language)}
    if "children" in node:
        return {**told, "children": [shown(child, language) for child in node["children"]]}
    body = node["responsible_body"]
    told["redirect"] = node.get("redirect", False)
    told["responsible_body"] = body if "rule" in body else body_view(body["body_id"], language)
    told["questions"] = [_question(question, language) for question in node["questions"]]
    told["call_first"] = [
        {**call, "name": localized(call["name"], language), "reason": localized(call.get("reason"), language)}
        for call in node["call_first"]
    ]
    return told


def body_view(body_id: str, language: str) -> dict[str, str]:
    """Return a body as the API shows it."""
    return {"body_id": body_id, "name": localized(city.body(body_id)["name"], language) or body_id}


def _question(question: dict[str, Any], language: str) -> dict[str, Any]:
    shown = {"private": False, **question, **_localized(question, language)}
    if question.get("values"):
        shown["values"] = [{"key": v["key"], "name": localized(v["name"], language)} for v in question["values"]]
    return shown


def _localized(node: dict[str, Any], language: str) -> dict[str, Any]:
    return {key: localized(node[key], language) for key in _TEXTS if key in node}
