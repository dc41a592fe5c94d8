"""The category tree of the city pack, in the reader's language and by code."""

from functools import cache
from typing import Any

from chalicelib.shared import city
from chalicelib.shared.i18n import localized

_TEXTS = ("name", "description", "stopper", "datatype_description")


def tree(language: str) -> dict[str, Any]:
    """Return the whole versioned tree as the API shows it."""
    pack = city.load("categories")
    return {"version": pack["version"], "items": [shown(node, language) for node in pack["items"]]}


def leaf(code: str) -> dict[str, Any] | None:
    """Return the category of this code as the pack has it; None for an unknown code or an inner node."""
    return _leaves().get(code)


@cache
def wanting_photo(action: str) -> tuple[str, ...]:
    """Return the categories in which an action needs a photo: an after-photo to resolve, progress to extend."""
    flag = {"resolve": "after_photo", "extend": "progress_photo"}.get(action)
    return tuple(sorted(code for code, leaf in _leaves().items() if flag and leaf.get(flag)))


def group_of(code: str) -> str | None:
    """Return the group that a category belongs to; None for one that a later pack no longer has."""
    return _leaves().get(code, {}).get("group")


def questions_of(code: str) -> list[dict[str, Any]]:
    """Return what a category asks; nothing when a later pack no longer has it."""
    return list(_leaves().get(code, {}).get("questions", []))


def private_questions(code: str) -> frozenset[str]:
    """Return the questions of a category whose answers only the sender and the city may read."""
    return frozenset(question["code"] for question in questions_of(code) if question.get("private"))


def name_of(code: str, language: str) -> str:
    """Return a category's name; the code itself when a later pack no longer has it."""
    found = _leaves().get(code)
    return (localized(found["name"], language) if found else None) or code


@cache
def _leaves() -> dict[str, dict[str, Any]]:
    return {node["category_code"]: node for node in _walk(city.load("categories")["items"])}


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
