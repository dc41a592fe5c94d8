"""Make records of former units out of a table that has a line for each old unit and each new one it went into."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chalicelib.published.datasets import Numbered, Wrong
from chalicelib.published.kinds import Row
from chalicelib.shared.vietnamese import same

type Record = tuple[int, Row | Wrong]
_NAMES = ("old_name", "old_district", "old_province")
_SAID_OF_IT = (*_NAMES, "old_lat", "old_lon")


def old_units_from(lines: Iterable[Numbered], known: Mapping[str, Any]) -> Iterator[Record]:
    """Yield each old unit with its new ones, as `old_units.json` of the city pack has it, or what is wrong with it.

    What a line leaves out of an old unit that the city knows is taken from there: names by the code, the code by the
    names, and the default among several new units, which is said. A district that had no wards stands for itself.
    """
    by_code = {item["old_code"]: item for item in known["items"]}
    groups: dict[str, list[Numbered]] = {}
    for number, line in lines:
        code = line.get("old_code", "").removesuffix(".0") or _code_of(line, by_code)
        if code is None:
            yield number, Wrong("old_code", "missing")
        else:
            groups.setdefault(code, []).append((number, line))
    for code, own in groups.items():
        yield from _old_unit(code, own, by_code.get(code, {}))


def _code_of(line: Row, by_code: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Return the code of the one old unit that has the names of a line."""
    names = {"old_name": line.get("old_name", line.get("old_district")), "old_district": line.get("old_district"),
             "old_province": line.get("old_province")}  # fmt: skip
    alike = [
        code for code, item in by_code.items()
        if names["old_name"] and all(said is None or same(said, item[name]) for name, said in names.items())
    ]  # fmt: skip
    return alike[0] if len(alike) == 1 else None


def _old_unit(code: str, own: list[Numbered], known: Mapping[str, Any]) -> Iterator[Record]:
    number, first = own[0]
    for other, line in own[1:]:
        if differing := next((name for name in _SAID_OF_IT if line.get(name) != first.get(name)), None):
            yield other, Wrong(differing, "ids_differ", {"other": number})
            return
    new = [line["new_code"] for _, line in own]
    if len(set(new)) < len(new):
        yield number, Wrong("new_code", "twice_in_cell")
        return
    names = {name: first.get(name) or known.get(name) for name in _NAMES}
    names["old_name"] = names["old_name"] or names["old_district"]
    if missing := next((name for name, said in names.items() if not said), None):
        yield number, Wrong(missing, "missing")
        return
    marked = [line["new_code"] for _, line in own if line.get("default")]
    yield from _with_default(number, marked, new, {"old_code": code, **names, "centre": _centre(first, known)}, known)


def _with_default(
    number: int, marked: list[str], new: list[str], record: dict[str, Any], known: Mapping[str, Any]
) -> Iterator[Record]:
    defaults = marked or (new if len(new) == 1 else [])
    if not defaults:
        defaults = [each["code"] for each in known.get("new", ()) if each["default"] and each["code"] in new]
        if defaults:
            yield number, Wrong("default", "default_from_known", {"ward": defaults[0]})
    if len(defaults) != 1:
        yield number, Wrong("default", "default_not_one", {"defaults": len(defaults)})
        return
    in_order = sorted(new, key=lambda each: each not in defaults)
    yield number, {**record, "new": [{"code": each, "default": each in defaults} for each in in_order]}


def _centre(line: Row, known: Mapping[str, Any]) -> dict[str, float] | None:
    if "old_lat" in line and "old_lon" in line:
        return {"lat": line["old_lat"], "lon": line["old_lon"]}
    return known.get("centre")
