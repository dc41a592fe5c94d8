"""The names of the codes that published data uses, such as `thpt` or `cardiology`, from the city pack."""

from functools import cache
from typing import Any

from chalicelib.shared import city
from chalicelib.shared.i18n import localized

# What means the same in every kind.
_EVERYWHERE = "every"


def named(kind: str, column: str, code: str) -> dict[str, str]:
    """Return a code with its names; the code itself where the pack has no name for it."""
    return {"code": code, **(names_of(kind, column, code) or {"name": code, "name_en": code})}


def names_of(kind: str, column: str, code: str) -> dict[str, str] | None:
    """Return the names of a code of a column as `{name, name_en}`, of a ward's code too; None where there are none."""
    if column == "ward_code":
        unit = _units().get(code)
        return {"name": unit["full_name"], "name_en": unit["full_name_en"]} if unit else None
    labels = city.load("labels")["kinds"]
    found = labels.get(kind, {}).get(column) or labels[_EVERYWHERE].get(column) or {}
    return {"name": found[code]["vi"], "name_en": found[code]["en"]} if code in found else None


def thing(kind: str, language: str) -> str:
    """Return what things of a kind are called that a report may be about; the kind itself where it has no name."""
    return localized(city.load("labels")["things"].get(kind), language) or kind


@cache
def _units() -> dict[str, dict[str, Any]]:
    return {unit["code"]: unit for unit in city.load("units")["items"]}
