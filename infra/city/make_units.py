"""Make units.json and old_units.json of a city pack out of the data tables of the package vietnamadminunits.

Run it as `python -m infra.city.make_units infra/city/hcmc`; it is a tool for developers and never ships.

Only the package's tables are read (data/*.json, data/dataset.db). Its convert function is never called, and the package
is not even imported: converting sends addresses to a geocoder abroad.

How a unit of today came to be (`change`) is decided from the tables alone:
  divided    it received a part of at least one old unit that was split over several units of today;
  unchanged  it is exactly one whole old unit, with the same kind and name;
  renamed    it is exactly one whole old unit, but its kind or name is another;
  merged     it is two or more whole old units, and nothing else.
"""

from __future__ import annotations

import importlib.util
import json
import sqlite3
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any

Row = dict[str, Any]

PACKAGE = "vietnamadminunits"
VERSION = "1.0.4"
AS_OF = "2025-07-01"
TYPES = {"Phường": "phuong", "Xã": "xa", "Đặc khu": "dac_khu"}
ENGLISH_KINDS = {"phuong": "Ward", "xa": "Commune", "dac_khu": "Special Zone"}
SOURCE = (
    f"Made by infra/city/make_units.py from the data tables of the PyPI package {PACKAGE} {VERSION} (MIT): "
    "names, codes, areas, centres and the old-to-new mapping are the package's; `change` and the English names "
    "are ours. Nothing is invented. Never edit by hand."
)


def data_folder() -> Path:
    """Find the package's data folder without importing the package."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{PACKAGE} is not installed: pip install {PACKAGE}=={VERSION}")
    return Path(spec.submodule_search_locations[0]) / "data"


def read_table(table: str) -> list[Row]:
    """Read one table of the package's database, which is opened read-only."""
    connection = sqlite3.connect(f"file:{data_folder() / 'dataset.db'}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]  # noqa: S608 - our own two names
    finally:
        connection.close()


def unaccented(text: str) -> str:
    """Write a Vietnamese name in plain ASCII letters."""
    # NFD does not take đ apart, so it is mapped by hand.
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def nfc(text: str) -> str:
    """Store text as NFC, whatever form the tables have."""
    return unicodedata.normalize("NFC", text)


def key_of(old: Row) -> str:
    """Name an old unit as the converter's tables do; a district without wards ends with an underscore."""
    return f"{old['provinceKey']}_{old['districtKey']}_{old['wardKey'] or ''}"


def old_to_new(province_key: str, codes: dict[str, str]) -> dict[str, list[Row]]:
    """Tell for every old unit which units of today hold it, the default one first."""
    tables = json.loads((data_folder() / "converter_2025.json").read_text(encoding="utf-8"))
    answer: dict[str, list[Row]] = {}
    for new_key, old_keys in tables["DICT_PROVINCE_WARD_NO_DIVIDED"].get(province_key, {}).items():
        for old_key in old_keys:
            answer[old_key] = [{"code": codes[new_key], "default": True}]
    for old_key, parts in tables["DICT_PROVINCE_WARD_DIVIDED"].get(province_key, {}).items():
        rows = [{"code": codes[part["newWardKey"]], "default": part["isDefaultNewWard"]} for part in parts]
        answer[old_key] = sorted(rows, key=lambda row: (not row["default"], row["code"]))
    return answer


def old_unit(row: Row, new: list[Row]) -> Row:
    """Describe one old unit; an island district without wards stands for itself."""
    level = "ward" if row["ward"] else "district"
    return {
        "old_code": row[f"{level}Code"],
        "old_name": nfc(row[level]),
        "old_district": nfc(row["district"]),
        "old_province": nfc(row["province"]),
        "centre": {"lat": row[f"{level}Lat"], "lon": row[f"{level}Lon"]},
        "new": new,
    }


def change_of(full_name: str, parts: list[Row]) -> str:
    """Say how a unit of today came to be; the rule stands at the top of this file."""
    if any(len(part["new"]) > 1 for part in parts):
        return "divided"
    if len(parts) > 1:
        return "merged"
    return "unchanged" if parts[0]["old_name"] == full_name else "renamed"


def unit(row: Row, parts: list[Row]) -> Row:
    """Describe one unit of today."""
    kind = TYPES[nfc(row["wardType"])]
    name = nfc(row["wardShort"])
    return {
        "code": row["wardCode"],
        "name": name,
        "full_name": nfc(row["ward"]),
        "full_name_en": f"{unaccented(name)} {ENGLISH_KINDS[kind]}",
        "type": kind,
        "area_km2": row["wardAreaKm2"],
        "centre": {"lat": row["wardLat"], "lon": row["wardLon"]},
        "change": change_of(nfc(row["ward"]), parts),
    }


def make(province_code: str) -> tuple[list[Row], list[Row]]:
    """Make the units of today and the old units of one province or city."""
    today = [row for row in read_table("admin_units") if row["provinceCode"] == province_code]
    if not today:
        raise SystemExit(f"no units of province {province_code} in the tables")
    mapping = old_to_new(today[0]["provinceKey"], {row["wardKey"]: row["wardCode"] for row in today})
    legacy = {key_of(row): row for row in read_table("admin_units_legacy")}
    old = sorted((old_unit(legacy[key], new) for key, new in mapping.items()), key=lambda row: str(row["old_code"]))
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in old:
        for target in row["new"]:
            parts[target["code"]].append(row)
    units = [unit(row, parts[row["wardCode"]]) for row in sorted(today, key=lambda row: str(row["wardCode"]))]
    return units, old


def as_text(head: Row, items: list[Row]) -> str:
    """Write a head and its items, one item a line: short to read, and a change of one unit is a change of one line."""
    lines = [f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}," for key, value in head.items()]
    rows = ",\n".join(f"    {json.dumps(item, ensure_ascii=False)}" for item in items)
    return "\n".join(["{", *lines, '  "items": [', rows, "  ]", "}", ""])


def texts(folder: Path) -> dict[str, str]:
    """Make the text of both files for the city whose pack lies in the folder."""
    city = json.loads((folder / "city.json").read_text(encoding="utf-8"))
    units, old = make(city["province_code"])
    head = {"source": SOURCE, "as_of": AS_OF, "version": AS_OF}
    return {"units.json": as_text(head, units), "old_units.json": as_text(head, old)}


def main(folder: Path) -> None:
    """Rewrite both files of a city pack."""
    for name, text in texts(folder).items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
