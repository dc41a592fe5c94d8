"""Make records of former units out of a table that has a line for each old unit and each new one it went into."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from chalicelib.map.former_names import KnownUnits, says_same
from chalicelib.published.datasets import Numbered, Wrong
from chalicelib.published.kinds import Row

type Record = tuple[int, Row | Wrong]
_NAMES = ("old_name", "old_district", "old_province")
_LONGEST_TOLD = 80
_SAID_OF_IT = (*_NAMES, "old_lat", "old_lon")


def old_units_from(lines: Iterable[Numbered], known: Mapping[str, Any]) -> Iterator[Record]:
    """Yield each old unit with its new ones, as `old_units.json` of the city pack has it, or what is wrong with it.

    What a line leaves out of an old unit that the city knows is taken from there: names by the code, the code by the
    names, and the default among several new units, which is said. A district that had no wards stands for itself.
    """
    by_code = {item["old_code"]: item for item in known["items"]}
    units = KnownUnits(known["items"])
    groups: dict[str, list[Numbered]] = {}
    for number, line in lines:
        code = line.get("old_code", "").removesuffix(".0")
        item, has_slip = (by_code.get(code), False) if code else units.named(line)
        if item is not None and has_slip:
            yield number, Wrong("old_name", "name_differs", {"given": _called(line), "known": item["old_name"]})
        if item is not None:
            groups.setdefault(item["old_code"], []).append((number, _official(line, item, by_name=not code)))
        elif code:
            groups.setdefault(code, []).append((number, line))
        else:
            yield number, _unknown(line)
    for code, own in groups.items():
        yield from _old_unit(code, own, by_code.get(code, {}))


def elsewhere(known: Mapping[str, Any]) -> Callable[[Mapping[str, object]], bool]:
    """Return what tells whether a line speaks of another city: its former or its new province is none of this one's.

    A province that was merged bears the name of one of those that it was made of.
    """
    units = KnownUnits(known["items"])

    def is_elsewhere(cells: Mapping[str, object]) -> bool:
        provinces = (cells.get(name) for name in ("old_province", "new_province"))
        return any(isinstance(each, str) and each.strip() and not units.has_province(each) for each in provinces)

    return is_elsewhere


def lacking_units(records: Iterable[Row], known: Mapping[str, Any]) -> Iterator[Wrong]:
    """Yield every old unit that the city knows and the records lack; where it is most of them, that alone.

    A table of a part of the city, or of another, would take away what it does not speak of.
    """
    given = {record["old_code"] for record in records}
    lacking = [item for item in known["items"] if item["old_code"] not in given]
    if len(lacking) * 2 > len(known["items"]):
        yield Wrong("old_code", "units_of_another_city", {"lacking": len(lacking), "known": len(known["items"])})
        return
    for item in lacking:
        yield Wrong("old_code", "unit_lacking", {"unit": f"{item['old_name']}, {item['old_district']}"})


def _unknown(line: Row) -> Wrong:
    called = _called(line)
    return Wrong("old_code", "unit_unknown", {"unit": called}) if called else Wrong("old_code", "missing")


def _official(line: Row, item: Mapping[str, Any], *, by_name: bool) -> Row:
    """Return a line with the names as the city writes them, where they are the same names."""
    same = {name: item[name] for name in _NAMES if by_name or says_same(line.get(name, ""), item[name])}
    return {**line, **same}


def _called(line: Row) -> str:
    return ", ".join(line[name] for name in _NAMES[:2] if line.get(name))[:_LONGEST_TOLD]


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
        yield number, Wrong("default", "default_not_one", {"unit": _called(record), "defaults": len(defaults)})
        return
    in_order = sorted(new, key=lambda each: each not in defaults)
    yield number, {**record, "new": [{"code": each, "default": each in defaults} for each in in_order]}


def _centre(line: Row, known: Mapping[str, Any]) -> dict[str, float] | None:
    if "old_lat" in line and "old_lon" in line:
        return {"lat": line["old_lat"], "lon": line["old_lon"]}
    return known.get("centre")
