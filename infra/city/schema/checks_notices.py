"""Check that every notice says the same in both languages, with just the words that it declares."""

from __future__ import annotations

from string import Formatter

from infra.city.schema.pack import Pack, Problems, twice
from infra.city.schema.shapes_notices import Notice, Writing

_DAY: dict[str, object] = {"day": 5, "month": "11", "year": 2026}
_MOMENT: dict[str, object] = {"hour": 9, "minute": 5, "date": "05/11/2026"}


def notice_problems(pack: Pack) -> Problems:
    """Find notices listed twice, texts whose placeholders are not those declared, and times nobody can write."""
    for code in twice(notice.code for notice in pack.notices.items):
        yield f"notices.json: {code} stands there twice."
    for notice in pack.notices.items:
        for language, text in (("vi", _whole(notice, "vi")), ("en", _whole(notice, "en"))):
            if _placeholders(text) != set(notice.placeholders):
                yield f"notices.json: {notice.code} does not use exactly its placeholders in {language}."
    for language in ("vi", "en"):
        writing: Writing = getattr(pack.notices.writing, language)
        if not _is_written(writing.date, _DAY) or not _is_written(writing.moment, _MOMENT):
            yield f"notices.json: days or times cannot be written in {language}."


def _is_written(form: str, sample: dict[str, object]) -> bool:
    try:
        return _placeholders(form) == sample.keys() and bool(form.format(**sample))
    except ValueError:
        return False


def _whole(notice: Notice, language: str) -> str:
    return f"{getattr(notice.title, language)} {getattr(notice.body, language)}"


def _placeholders(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {text}
