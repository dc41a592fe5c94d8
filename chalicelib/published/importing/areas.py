"""Check the areas of the units: one feature each, all of them and no others."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.published.geojson import BadAreas, read_areas
from chalicelib.published.importing.context import Context
from chalicelib.published.importing.encoding import UnreadableFile
from chalicelib.published.importing.findings import Findings
from chalicelib.published.importing.items import DECODER
from chalicelib.published.kinds import Row
from chalicelib.shared.vietnamese import nfc, same

LARGEST = 64 << 20
GEOMETRY = "geometry"
_NAMED = ("fullName", "full_name", "ten_day_du")


def rows(source: Path, encoding: str, context: Context, findings: Findings) -> Iterator[tuple[int, Row | None]]:
    """Yield every unit of the city with its geometry, numbered as its feature stands in the file.

    What is published of a unit beside its geometry is what the city knows of it. A unit that is missing, or one that
    nobody knows, is an error of the whole file: with a ward left out every place in it would have none.
    """
    if source.stat().st_size > LARGEST:
        raise UnreadableFile("file_too_large")
    text = source.read_text(encoding=encoding, errors="replace")
    try:
        areas = read_areas(text, dict(context.bounds))
    except BadAreas as bad:
        for problem in bad.problems:
            findings.add(None, GEOMETRY, "area_broken", {"problem": problem})
        return
    except RecursionError as error:
        raise UnreadableFile("broken_json") from error
    units = {unit["code"]: unit for unit in context.units["items"]}
    for code in sorted(units.keys() - {area.code for area in areas}):
        findings.add(None, "code", "unit_missing", {"unit": code, "name": units[code]["full_name"]})
    features = {_code(feature): (at, feature) for at, feature in enumerate(DECODER.decode(text)["features"], 1)}
    for area in areas:
        number, feature = features[area.code]
        yield number, _unit(number, feature, units.get(area.code), area.code, findings)


def _unit(number: int, feature: Any, unit: Any, code: str, findings: Findings) -> Row | None:
    if unit is None:
        findings.add(None, "code", "not_a_unit", {"unit": code[:80]})
        return None
    properties = feature.get("properties") or {}
    named = next((name for key in _NAMED if isinstance(name := properties.get(key), str)), None)
    if named and not same(named.strip(), unit["full_name"]):
        findings.add(number, "full_name", "name_differs", {"given": nfc(named)[:80], "known": unit["full_name"]})
    geometry = {"type": feature[GEOMETRY]["type"], "coordinates": feature[GEOMETRY]["coordinates"]}
    return {**unit, GEOMETRY: geometry}


def _code(feature: Any) -> str:
    properties = feature.get("properties") or {}
    code = properties.get("code")
    return str(feature.get("id") if code is None else code).strip()
