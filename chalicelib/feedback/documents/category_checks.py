"""Check the tree of what can be reported: in itself, beside what the city knows, and beside the tree before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chalicelib.feedback.documents.category_shapes import Categories, Leaf, NamedBody, Question, TimeLimit
from chalicelib.published.datasets import Wrong
from chalicelib.published.shapes import twice

type Problems = Iterator[Wrong]
type Placed = tuple[str, Leaf]

# What lies beyond ninety working days is a slip of the finger, not a promise. Eight working hours count as a day.
_MOST_HOURS = 24 * 90
_HOURS = {"hours": 1, "working_hours": 3, "working_days": 24}


@dataclass(frozen=True)
class Known:
    """What the city knows of that a category may name: bodies, numbers to call, and the largest radius in metres."""

    bodies: frozenset[str]
    numbers: frozenset[str]
    largest_radius: int


def problems(tree: Categories, known: Known) -> Problems:
    """Find everything that is wrong with a tree by itself and in this city, each at its JSON pointer."""
    yield from _codes(tree)
    yield from _fields(tree)
    for place, leaf in _placed(tree):
        yield from _leaf(place, leaf, known)
        yield from _redirect(place, leaf)
        yield from _questions(place, leaf)
    yield from _twins(tree)


def harm(tree: Categories, before: Categories) -> Problems:
    """Find what would harm reports that were sent by the tree before: they keep its codes and their answers."""
    now = {leaf.category_code: (place, leaf) for place, leaf in _placed(tree)}
    for leaf in before.leaves():
        if leaf.category_code not in now:
            yield Wrong("/items", "code_removed", {"category": leaf.category_code})
        else:
            yield from _answers_laid_open(*now[leaf.category_code], leaf)
    if tree.version == before.version and tree != before:
        yield Wrong("/version", "version_used", {"version": tree.version})


def _placed(tree: Categories) -> Iterator[Placed]:
    for above, group in enumerate(tree.items):
        for place, leaf in enumerate(group.children):
            yield f"/items/{above}/children/{place}", leaf


def _codes(tree: Categories) -> Problems:
    groups = [group.category_code for group in tree.items]
    for code in twice([*groups, *(leaf.category_code for leaf in tree.leaves())]):
        yield Wrong("/items", "code_twice", {"category": code})
    for above, group in enumerate(tree.items):
        for place, leaf in enumerate(group.children):
            if leaf.group != group.category_code:
                named = {"category": leaf.category_code, "group": group.category_code, "named": leaf.group}
                yield Wrong(f"/items/{above}/children/{place}/group", "group_differs", named)


def _fields(tree: Categories) -> Problems:
    groups = [group.category_code for group in tree.items]
    listed = [code for field in tree.fields for code in field.groups]
    for code in twice(listed):
        yield Wrong("/fields", "group_of_two_fields", {"group": code})
    for code in sorted(set(listed) - set(groups)):
        yield Wrong("/fields", "group_unknown", {"group": code})
    for code in sorted(set(groups) - set(listed)):
        yield Wrong("/fields", "group_of_no_field", {"group": code})


def _leaf(place: str, leaf: Leaf, known: Known) -> Problems:
    """Check a leaf by itself: body, numbers to call, radius, time, photos."""
    of = {"category": leaf.category_code}
    if isinstance(leaf.responsible_body, NamedBody) and leaf.responsible_body.body_id not in known.bodies:
        yield Wrong(f"{place}/responsible_body", "category_body_unknown", {**of, "body": leaf.responsible_body.body_id})
    for call in leaf.call_first:
        if call.number not in known.numbers:
            yield Wrong(f"{place}/call_first", "number_unknown", {**of, "number": call.number})
    if (leaf.duplicate_radius or 0) > known.largest_radius:
        yield Wrong(f"{place}/duplicate_radius", "radius_too_large", of)
    if _hours(leaf.time_limit) > _MOST_HOURS:
        yield Wrong(f"{place}/time_limit", "limit_too_long", of)
    if leaf.photo == "none" and leaf.after_photo:
        yield Wrong(f"{place}/after_photo", "photo_after_only", of)


def _hours(limit: TimeLimit) -> int:
    return limit.amount * _HOURS[limit.unit]


def _redirect(place: str, leaf: Leaf) -> Problems:
    """Check that a leaf either takes reports and asks about them, or says where to go instead."""
    asks, of = any(question.variable for question in leaf.questions), {"category": leaf.category_code}
    if not leaf.redirect and not asks:
        yield Wrong(f"{place}/questions", "nothing_asked", of)
    if leaf.redirect and asks:
        yield Wrong(f"{place}/questions", "redirect_asks", of)
    if leaf.redirect and leaf.stopper is None:
        yield Wrong(f"{place}/stopper", "redirect_nowhere", of)


def _questions(place: str, leaf: Leaf) -> Problems:
    of = {"category": leaf.category_code}
    for code in twice(question.code for question in leaf.questions):
        yield Wrong(f"{place}/questions", "question_twice", {**of, "question": code})
    for order in twice(str(question.order) for question in leaf.questions):
        yield Wrong(f"{place}/questions", "order_twice", {**of, "order": order})
    for at, question in enumerate(leaf.questions):
        yield from _values(f"{place}/questions/{at}", question, {**of, "question": question.code})


def _values(place: str, question: Question, of: dict[str, str]) -> Problems:
    """Check that a question can be answered: a list from its values, any other without."""
    is_list = question.datatype.endswith("list")
    if is_list and len(question.values) < 2:
        yield Wrong(f"{place}/values", "values_too_few", of)
    if not is_list and question.values:
        yield Wrong(f"{place}/values", "values_of_no_list", of)
    if not question.variable and (question.required or is_list):
        yield Wrong(place, "nobody_can_answer", of)
    for key in twice(value.key for value in question.values):
        yield Wrong(f"{place}/values", "value_twice", {**of, "value": key})


def _twins(tree: Categories) -> Problems:
    """Find leaves that were copied instead of written: alike but for code and name, or in description or questions."""
    for code, of in _ASPECTS.items():
        first: dict[str, str] = {}
        for place, leaf in _placed(tree):
            twin = first.setdefault(of(leaf), leaf.category_code)
            if twin != leaf.category_code:
                yield Wrong(place, code, {"category": twin, "twin": leaf.category_code})


def _asked(leaf: Leaf) -> str:
    """Write down what a leaf asks, whatever the codes and the order are."""
    return repr(sorted((question.datatype, question.description.vi) for question in leaf.questions)) + (
        "" if leaf.questions else leaf.category_code
    )


_ASPECTS: dict[str, Callable[[Leaf], str]] = {
    "twins": lambda leaf: leaf.model_dump_json(exclude={"category_code", "name"}),
    "twins_in_name_vi": lambda leaf: leaf.name.vi,
    "twins_in_name_en": lambda leaf: leaf.name.en,
    "twins_in_description_vi": lambda leaf: leaf.description.vi,
    "twins_in_description_en": lambda leaf: leaf.description.en,
    "twins_in_questions": _asked,
}


def _answers_laid_open(place: str, leaf: Leaf, before: Leaf) -> Problems:
    """Find questions whose answers were promised to stay with sender and city, and would not any more."""
    private = {question.code for question in leaf.questions if question.private}
    for question in before.questions:
        if question.private and question.code not in private:
            told = {"category": leaf.category_code, "question": question.code}
            yield Wrong(f"{place}/questions", "answers_laid_open", told)
