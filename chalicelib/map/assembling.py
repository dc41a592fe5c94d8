"""Make records of former units out of a table that has a line for each old unit and each new one it went into."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chalicelib.published.datasets import Numbered, Wrong
from chalicelib.published.kinds import Row
from chalicelib.shared.vietnamese import same

type Record = tuple[int, Row | Wrong]
_SAID_OF_IT = ("old_code", "old_name", "old_district", "old_province", "old_lat", "old_lon")


def old_units_from(lines: Iterable[Numbered], known: Mapping[str, Any]) -> Iterator[Record]:
    """Yield each old unit with its new ones, as `old_units.json` of the city pack has it, or what is wrong with it.

    A district that had no wards stands for itself: it has its own name, and the code that the city knows it by.
    """
    groups: dict[str, list[Numbered]] = {}
    for number, line in lines:
        code = line.get("old_code") or _known_code(line, known)
        if code is None:
            yield number, Wrong("old_code", "missing")
        else:
            groups.setdefault(code, []).append((number, line))
    for code, own in groups.items():
        yield _old_unit(code, own)


def _known_code(line: Row, known: Mapping[str, Any]) -> str | None:
    if line.get("old_name"):
        return None
    alike = (
        item["old_code"] for item in known["items"]
        if same(item["old_name"], line["old_district"]) and item["old_name"] == item["old_district"]
    )  # fmt: skip
    return next(alike, None)


def _old_unit(code: str, own: list[Numbered]) -> Record:
    number, first = own[0]
    for other, line in own[1:]:
        if differing := next((name for name in _SAID_OF_IT if line.get(name) != first.get(name)), None):
            return other, Wrong(differing, "ids_differ", {"other": number})
    new = [line["new_code"] for _, line in own]
    defaults = [line["new_code"] for _, line in own if line.get("default")] or (new if len(new) == 1 else [])
    if len(set(new)) < len(new):
        return number, Wrong("new_code", "twice_in_cell")
    if len(defaults) != 1:
        return number, Wrong("default", "default_not_one", {"defaults": len(defaults)})
    return number, {
        "old_code": code,
        "old_name": first.get("old_name") or first["old_district"],
        "old_district": first["old_district"],
        "old_province": first["old_province"],
        "centre": {"lat": first["old_lat"], "lon": first["old_lon"]} if "old_lat" in first else None,
        "new": [
            {"code": each, "default": each in defaults} for each in sorted(new, key=lambda each: each not in defaults)
        ],
    }
