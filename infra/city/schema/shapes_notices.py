"""The shape of the file with the words of notices."""

from __future__ import annotations

from typing import Literal

from infra.city.schema.basics import Code, Strict, Text, VersionedFile

Placeholder = Literal[
    "report_id", "category", "body", "promised_at", "text", "reason", "verdict_until", "target_report_id", "score",
    "level",
]  # fmt: skip


class Notice(Strict):
    """What people are told at one occasion; `placeholders` are the words that the sender of the notice fills in."""

    code: Code
    placeholders: list[Placeholder]
    title: Text
    body: Text


class Notices(VersionedFile):
    """notices.json: the words of every notice."""

    items: list[Notice]
