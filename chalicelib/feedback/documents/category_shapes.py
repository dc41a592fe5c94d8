"""The shape of the tree of categories: what can be reported, and what happens to it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from chalicelib.published.shapes import Code, PhoneNumber, Slug, Strict, Text, VersionedFile


class Value(Strict):
    """One answer that a list question offers."""

    key: Code
    name: Text


class Question(Strict):
    """One question of a category, as an Open311 attribute; `variable: false` only informs."""

    code: Code
    datatype: Literal["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
    # The answer is for the sender and the city alone, such as a customer code or a number plate.
    private: bool = False
    required: bool
    order: int = Field(ge=1)
    variable: bool
    description: Text
    datatype_description: Text | None = None
    values: list[Value] = []


class NamedBody(Strict):
    """A category's answer to "who?": one body for the whole city."""

    body_id: Slug


class RuledBody(Strict):
    """A category's answer to "who?": the committee of the ward where it happened."""

    rule: Literal["ward"]


class TimeLimit(Strict):
    """How long the body has; `hours` run day and night."""

    amount: int = Field(ge=1)
    unit: Literal["working_hours", "working_days", "hours"]


class Call(Strict):
    """A number to call before, or instead of, sending a report."""

    number: PhoneNumber
    name: Text
    reason: Text


class Leaf(Strict):
    """One thing that can be reported, or with `redirect` one that is taken elsewhere, as its stopper says."""

    category_code: Code
    name: Text
    description: Text
    group: Code
    responsible_body: NamedBody | RuledBody
    time_limit: TimeLimit
    public: bool
    anonymous: bool
    photo: Literal["none", "optional", "required"]
    after_photo: bool
    # Metres within which two reports may be about the same thing, where that is not the city's usual radius.
    duplicate_radius: int | None = Field(default=None, ge=10)
    questions: list[Question]
    stopper: Text | None
    redirect: bool = False
    call_first: list[Call]


class Group(Strict):
    """An inner node of the tree; one chooses a leaf below it."""

    category_code: Code
    name: Text
    description: Text
    children: Annotated[list[Leaf], Field(min_length=1)]


class ReportField(Strict):
    """One field of the city's announcement, and the groups that belong to it."""

    field_code: Code
    name: Text
    description: Text
    groups: list[Code]


class Categories(VersionedFile):
    """The tree of what can be reported."""

    fields: list[ReportField]
    items: list[Group]

    def leaves(self) -> list[Leaf]:
        """List every leaf of the tree."""
        return [leaf for group in self.items for leaf in group.children]
