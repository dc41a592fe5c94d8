"""Check the tree of what can be reported."""

from __future__ import annotations

from collections.abc import Callable

from infra.city.schema.pack import Pack, Problems, twice
from infra.city.schema.shapes_categories import Leaf, NamedBody, Question


def tree_problems(pack: Pack) -> Problems:
    """Check the codes of the category tree and that every leaf names its group."""
    categories = pack.categories
    groups = [group.category_code for group in categories.items]
    for code in twice([*groups, *(leaf.category_code for leaf in categories.leaves())]):
        yield f"categories.json: the code {code} stands there twice."
    for group in categories.items:
        for leaf in group.children:
            if leaf.group != group.category_code:
                yield f"categories.json: {leaf.category_code} lies below {group.category_code} but names {leaf.group}."


def field_problems(pack: Pack) -> Problems:
    """Check that every group belongs to one field."""
    groups = [group.category_code for group in pack.categories.items]
    listed = [code for field in pack.categories.fields for code in field.groups]
    for code in twice(listed):
        yield f"categories.json: the group {code} belongs to two fields."
    for code in sorted(set(listed) - set(groups)):
        yield f"categories.json: a field names the unknown group {code}."
    for code in sorted(set(groups) - set(listed)):
        yield f"categories.json: the group {code} belongs to no field."


def leaf_problems(pack: Pack) -> Problems:
    """Check each leaf by itself: body, numbers to call, photos, questions."""
    bodies = {body.body_id for body in pack.bodies.items}
    numbers = {line.number for line in pack.hotlines.items}
    numbers |= {phone for body in pack.bodies.items for phone in body.phones}
    for leaf in pack.categories.leaves():
        where = f"categories.json: {leaf.category_code}"
        if isinstance(leaf.responsible_body, NamedBody) and leaf.responsible_body.body_id not in bodies:
            yield f"{where} names the unknown body {leaf.responsible_body.body_id}."
        for call in leaf.call_first:
            if call.number not in numbers:
                yield f"{where} sends callers to {call.number}, which neither a hotline nor a body has."
        if (leaf.duplicate_radius or 0) > pack.city.duplicate_radius.largest:
            yield f"{where} has a duplicate_radius beyond the largest of city.json."
        if leaf.photo == "none" and leaf.after_photo:
            yield f"{where} wants a photo after the work but none before."
        yield from redirect_problems(where, leaf)
        yield from question_problems(where, leaf)


def redirect_problems(where: str, leaf: Leaf) -> Problems:
    """Check that a leaf either takes reports and asks about them, or says where to go instead."""
    asks = any(question.variable for question in leaf.questions)
    if not leaf.redirect and not asks:
        yield f"{where} asks no question."
    if leaf.redirect and asks:
        yield f"{where} redirects, so nobody can answer its questions."
    if leaf.redirect and leaf.stopper is None:
        yield f"{where} redirects but has no stopper that says where to go."


def question_problems(where: str, leaf: Leaf) -> Problems:
    """Check the questions of one leaf."""
    for code in twice(question.code for question in leaf.questions):
        yield f"{where} has the question {code} twice."
    for order in twice(str(question.order) for question in leaf.questions):
        yield f"{where} has two questions in place {order}."
    for question in leaf.questions:
        yield from value_problems(where, question)


def value_problems(where: str, question: Question) -> Problems:
    """Check that a question can be answered: a list from its values, any other without."""
    is_list = question.datatype.endswith("list")
    if is_list and len(question.values) < 2:
        yield f"{where} asks {question.code} as a list without at least two values."
    if not is_list and question.values:
        yield f"{where} gives values to {question.code}, which is no list."
    if not question.variable and (question.required or is_list):
        yield f"{where} shows {question.code} for information only, so nobody can answer it."
    for key in twice(value.key for value in question.values):
        yield f"{where} offers the value {key} of {question.code} twice."


def twin_problems(pack: Pack) -> Problems:
    """Find leaves that were copied instead of written: alike but for code and name, or in description or questions."""
    for aspect, of in ASPECTS.items():
        first: dict[str, str] = {}
        for leaf in pack.categories.leaves():
            twin = first.setdefault(of(leaf), leaf.category_code)
            if twin != leaf.category_code:
                yield f"categories.json: {twin} and {leaf.category_code} share {aspect}."


def question_set(leaf: Leaf) -> str:
    """Write down what a leaf asks, whatever the codes and the order are."""
    return repr(sorted((question.datatype, question.description.vi) for question in leaf.questions)) + (
        "" if leaf.questions else leaf.category_code
    )


ASPECTS: dict[str, Callable[[Leaf], str]] = {
    "everything but code and name": lambda leaf: leaf.model_dump_json(exclude={"category_code", "name"}),
    "the name in Vietnamese": lambda leaf: leaf.name.vi,
    "the name in English": lambda leaf: leaf.name.en,
    "the description in Vietnamese": lambda leaf: leaf.description.vi,
    "the description in English": lambda leaf: leaf.description.en,
    "the set of questions": question_set,
}
