"""Check that every notice says the same in both languages, with just the words that it declares."""

from __future__ import annotations

from string import Formatter

from infra.city.schema.pack import Pack, Problems, twice
from infra.city.schema.shapes_notices import Notice


def notice_problems(pack: Pack) -> Problems:
    """Find notices listed twice, and texts whose placeholders are not those declared."""
    for code in twice(notice.code for notice in pack.notices.items):
        yield f"notices.json: {code} stands there twice."
    for notice in pack.notices.items:
        for language, text in (("vi", _whole(notice, "vi")), ("en", _whole(notice, "en"))):
            if _placeholders(text) != set(notice.placeholders):
                yield f"notices.json: {notice.code} does not use exactly its placeholders in {language}."


def _whole(notice: Notice, language: str) -> str:
    return f"{getattr(notice.title, language)} {getattr(notice.body, language)}"


def _placeholders(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {text}
