"""The shape of the file with the words of notices."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from infra.city.schema.basics import Code, Filled, Strict, Text, VersionedFile

Placeholder = Literal[
    "report_id", "category", "body", "promised_at", "text", "reason", "answer_until", "verdict_until",
    "target_report_id", "score", "level",
]  # fmt: skip


class Notice(Strict):
    """What people are told at one occasion; `placeholders` are the words that the sender of the notice fills in."""

    code: Code
    placeholders: list[Placeholder]
    title: Text
    body: Text


class Writing(Strict):
    """How one language writes times: Python's format of `day`, `month`, `year`; `hour`, `minute`, `date`.

    `month` is the entry of `months`, and `date` the whole day as `date` writes it.
    """

    date: Filled
    moment: Filled
    months: Annotated[list[Filled], Field(min_length=12, max_length=12)]


class WritingOfAll(Strict):
    """How every language writes days and times."""

    vi: Writing
    en: Writing


class Phrases(Strict):
    """Short texts of notices: what stands in place of a text that is not public, and the title of a lost notice."""

    news: Text
    text_not_public: Text


class Notices(VersionedFile):
    """notices.json: the words of every notice, filled in when it is read or sent, in the reader's own language."""

    writing: WritingOfAll
    phrases: Phrases
    items: list[Notice]
