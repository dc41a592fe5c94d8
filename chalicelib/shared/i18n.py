"""Texts in the caller's language: `message(code, language)` from the catalogs beside this file."""

import json
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("vi", "en")
DEFAULT = "vi"
_FOLDER = Path(__file__).parent / "locales"


@cache
def catalog(language: str) -> dict[str, str]:
    """Return every text of one language by its code."""
    texts: dict[str, str] = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return texts


def message(code: str, language: str, **params: Any) -> str:
    """Return the text of a code in this language with its placeholders filled; the code itself when none is written."""
    text = catalog(language if language in LANGUAGES else DEFAULT).get(code, code)
    return text.format_map(_Given(params))


def chosen_language(accept_language: str | None) -> str:
    """Return the best language we speak for an Accept-Language header (RFC 9110 §12.5.4); Vietnamese when none fits."""
    wishes = [_wish(part) for part in (accept_language or "")[:200].split(",")]
    for _, tag in sorted(wishes, key=lambda wish: -wish[0]):
        if tag.split("-")[0] in LANGUAGES:
            return tag.split("-")[0]
    return DEFAULT


def localized(texts: dict[str, str] | None, language: str) -> str | None:
    """Return the text of a `{"vi", "en"}` pair of the city pack in this language."""
    return None if texts is None else texts.get(language) or texts[DEFAULT]


def _wish(part: str) -> tuple[float, str]:
    tag, _, weight = part.strip().lower().partition(";")
    try:
        quality = float(weight.strip().removeprefix("q=")) if weight else 1.0
    except ValueError:
        quality = 0.0
    return (quality, tag.strip()) if quality > 0 else (-1.0, "")


class _Given(dict[str, Any]):
    """Leaves a placeholder that nobody filled as it stands: a missing word must not turn an answer into a 500."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
