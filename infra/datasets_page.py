"""Write docs/datasets.md from what features declare; `--check` only says whether the committed file is true."""

import sys
from collections.abc import Iterator
from pathlib import Path

from chalicelib import features
from chalicelib.published.datasets import Column, Dataset
from chalicelib.published.importing.findings import SEVERITIES, text_code
from chalicelib.shared.i18n import catalog

FILE = Path(__file__).parents[1] / "docs" / "datasets.md"

_TYPES = (
    ("id", "letters without marks, digits, `.`, `-`, `_`; at most 80. Blanks, `/` and `:` become hyphens"),
    ("text", "one line of at most 2,000 characters"),
    ("code", "one of the codes named, in any case, with blanks or hyphens for `_`; common Vietnamese words are known"),
    ("ward", "code or name of a ward of today; a former one where it went into a single ward"),
    ("unit", "code or name of a unit of today, and nothing else"),
    ("body", "id of a body of bodies.json"),
    ("lat, lon", "degrees (WGS 84) within the bounds of the city; one cell `lat,lon` will do for both"),
    ("day", "`2025-07-01` or `01/07/2025`"),
    ("year, count, amount", "a whole number of four digits; a whole number from 0; a number"),
    ("yes_no", "yes, no, có, không, true, false, 1, 0"),
    ("phones", "numbers of this country in any spelling, kept as `+84…`; short and service numbers as one dials them"),
    ("web", "an address on the web; `https://` is put before one without"),
    ("opening_hours", "OpenStreetMap's grammar, as far as `chalicelib/published/opening_hours.py` reads it"),
    ("number", "number of a paper: letters, digits and `/ . - ( ) &`; at most 60"),
    ("area", "geometry of a GeoJSON feature: Polygon or MultiPolygon"),
    ("ids, codes, wards, texts", "several of these, with `|` between them (`;` and `,` are understood, too)"),
)
_HEAD = """# Data sets

What a file of each kind may hold when it is imported (a file dropped into `incoming/<kind>/`, `make import`, or the
editor's desk). This page is made from the declarations (`dataset.py` of each feature) by
`python -m infra.datasets_page`; `make openapi` runs it.

## Files

- **CSV** with a header: comma, semicolon or tab, quotes where needed; UTF-8 with or without byte order mark, UTF-16
  with one, or Windows-1258. The header is looked for in the first twenty lines; titles above it, a line that numbers
  the columns below it, and lines without a cell of ours are passed over. Columns are found by their names, whatever
  their order, case and marks; other names under which they are known are listed. What is no column is left out.
- **JSON**: an array of objects, an object that has one as `items`, `data`, `records`, `results` or `rows`, or one
  object a line. `{"name": {"vi": …}}` is the column `name_vi`. Files are read piece by piece; one object may have 4 MB.
- **GeoJSON**: a FeatureCollection. Properties are columns, the feature's `id` is the key where no property is, a Point
  is the position; of other geometries the middle of their box is taken.

Every row is checked, and a report (CSV, and JSON for programs) says row, column, code and message of all that was
found. Rows are counted as a spreadsheet counts them, the header being row 1; objects of JSON from 1. An **error** keeps
the row out. A kind says which share of its rows may be left out; with more errors nothing is published. With a
**warning** the row is taken: somebody should look. **Notes** count what was mended. In reports, as in every CSV that we
write, a cell that a spreadsheet would take for a formula begins with an apostrophe.

## What a file may lack

- **A key.** Where a kind says that keys are made, a row without one gets a key of its name and its address (without an
  address: its position, else its ward), however these are written; the report says so. The next file of the same source
  gives the same keys. **A column of ids is better**: with a made key, a thing whose name or address changes is taken
  away and another is added, so that links, favourites and reports about it lead nowhere unless the next file names
  the key of before in `former_ids`. Two rows that give the same key are duplicates, and the second is left out.
- **What the name says.** Where a column says so, an empty cell is filled from the words with which the name begins
  (Trường THCS – THPT …, Trạm Y tế …, Công an …) or, in English, ends (… Primary School). The report says how many rows
  were. A name that could mean several things fills nothing. What the file says itself is never overruled.
- **One column for several, or several for one.** House number, street, ward, district and province make the address
  where there is none. A district beside a former ward says which of its namesakes is meant. `X` and `Y` are told apart
  by where they lead. Of a paper (licence, permit, notice) of which a table lacks a column that is needed, the other
  columns are left out with a warning, and the rows are taken.
- **Codes of former units.** A table of `old_units` may have names alone, of the whole country: rows of other provinces
  are passed over and counted, units are found by their names however they are written, and the default among several
  is the one that the city knows. A former unit that the city knows and the table lacks is a warning each, since once
  the table is published nobody finds it; where most are lacking, the table is refused.
"""


def made() -> str:
    """Return the page as today's declarations make it."""
    return "\n".join([_HEAD, *_types(), *(line for each in features.datasets() for line in _kind(each)), *_codes()])


def _types() -> Iterator[str]:
    yield from ("## Cells", "", "| type | what a cell may hold |", "| --- | --- |")
    yield from (f"| {name} | {text} |" for name, text in _TYPES)
    yield ""


def _kind(dataset: Dataset) -> Iterator[str]:
    share = f"up to {dataset.quarantine:.0%} of the rows may be left out" if dataset.quarantine else "all rows or none"
    seen = "public" if dataset.kind.public else "private: never to be downloaded"
    made = " Keys are made where there are none." if dataset.key_from else ""
    told = f"{dataset.title['en']} ({dataset.title['vi']}). Formats: {', '.join(dataset.formats)}."
    yield from (f"## {dataset.name}", "", f"{told} Key: `{dataset.kind.key}`. {seen.capitalize()}; {share}.{made}", "")
    if dataset.columns:
        yield from ("| column | type | needed | what it holds | also called | example |", "| --- " * 6 + "|")
        yield from (_column(each) for each in dataset.columns)
        yield ""


def _column(column: Column) -> str:
    codes = f" One of: {', '.join(column.one_of)}." if column.one_of else ""
    codes += " Empty cells are filled from the name." if column.from_name else ""
    needed = "yes" if column.required else "wanted" if column.wanted else ""
    also = ", ".join(f"`{each}`" for each in column.also_called)
    also += "".join(f"; {part}: " + ", ".join(f"`{each}`" for each in called) for part, called in column.parts.items())
    cells = (f"`{column.name}`", column.type, needed, column.description + codes, also, f"`{column.example}`")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _codes() -> Iterator[str]:
    english, vietnamese = catalog("en"), catalog("vi")
    yield from ("## Codes of a report", "", "| code | weight | says | nói |", "| --- | --- | --- | --- |")
    for code, severity in sorted(SEVERITIES.items()):
        yield f"| `{code}` | {severity} | {english[text_code(code)]} | {vietnamese[text_code(code)]} |"
    yield ""


def main() -> int:
    """Write the file, or check it."""
    if "--check" not in sys.argv[1:]:
        FILE.write_text(made(), encoding="utf-8")
        return 0
    if FILE.is_file() and FILE.read_text(encoding="utf-8") == made():
        return 0
    sys.stderr.write("docs/datasets.md is not what the kinds declare; run `make openapi` and commit it.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
