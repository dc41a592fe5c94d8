"""The numbers to call in need: as they are published, else as the city pack has them, whatever else is down."""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from chalicelib.agencies.dataset import HOTLINES
from chalicelib.published import in_force
from chalicelib.published.labels import named
from chalicelib.shared import city
from chalicelib.shared.i18n import DEFAULT, LANGUAGES

if TYPE_CHECKING:
    from chalicelib.published.artifact import Artifact

type Shown = dict[str, Any]

_TEXTS = ("name", "purpose")


def hotlines(language: str) -> Shown:
    """Return the numbers in the order in which they matter, as `{version, as_of, source, items}`; never raise."""
    told = in_force.made("hotlines", HOTLINES.kind, _published, _of_the_pack)
    return {**told, "items": [_shown(item, language) for item in told["items"]]}


def _published(artifact: "Artifact") -> Shown:
    items = [{**row, **_texts_by_language(row)} for row in artifact.rows()]
    if not items:
        raise ValueError("a version without a number")
    return {**{name: artifact.meta[name] for name in ("version", "as_of", "source")}, "items": items}


@cache
def _of_the_pack() -> Shown:
    pack = city.load("hotlines")
    return {**{name: pack[name] for name in ("version", "as_of", "source")}, "items": pack["items"]}


def _texts_by_language(row: dict[str, Any]) -> Shown:
    return {name: _spoken(row, name, LANGUAGES) for name in _TEXTS}


def _spoken(row: dict[str, Any], name: str, languages: Iterable[str]) -> dict[str, str]:
    return {language: row[f"{name}_{language}"] for language in languages if row.get(f"{name}_{language}")}


def _shown(item: dict[str, Any], language: str) -> Shown:
    label = named(HOTLINES.name, "kind", item["kind"])
    return {
        "number": item["number"],
        "uri": _uri(item["number"]),
        "kind": item["kind"],
        "kind_name": label["name_en"] if language == "en" else label["name"],
        "name": _in(item["name"], language),
        "purpose": _in(item["purpose"], language),
        "free": item.get("free"),
        "around_the_clock": item.get("around_the_clock"),
        "source": item.get("source"),
    }


def _in(texts: dict[str, str], language: str) -> str | None:
    return texts.get(language) or texts.get(DEFAULT)


def _uri(number: str) -> str:
    """Return what a phone dials (RFC 3966): blanks, dots and brackets of a written number are for people."""
    return "tel:" + "".join(sign for sign in number if sign.isdecimal() or sign in "+*#")
