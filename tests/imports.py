"""Check a file as an import does, and look at what came of it."""

import csv
import hashlib
import hmac
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from chalicelib import features
from chalicelib.published import polygon_building
from chalicelib.published.datasets import Dataset
from chalicelib.published.geojson import Area
from chalicelib.published.importing import Checked, Context, check, rows_in
from chalicelib.shared import city

HCMC = Path(__file__).parents[1] / "infra" / "city" / "hcmc"
REAL = Path(__file__).parents[2] / "shared" / "data"
# Two neighbours, the border between them at 106.70; neither is drawn as it really is.
SAI_GON, BEN_THANH = "26740", "26743"
WEST_OF, EAST_OF = (10.75, 106.60), (10.75, 106.75)


@dataclass(frozen=True)
class Import:
    """What came of a check: the answer, the rows that were accepted, and the lines of the report."""

    checked: Checked
    rows: list[dict[str, Any]]
    report: list[dict[str, str]]
    report_bytes: bytes

    @property
    def found(self) -> list[tuple[int | None, str, str]]:
        """Row, column and code of every finding, but for cells that the makers of a kind would like to be filled."""
        found = [(each.row, each.column, each.code) for each in self.checked.findings]
        return [each for each in found if each[2] != "empty_though_wanted"]

    @property
    def codes(self) -> set[str]:
        """The codes of all findings and notes."""
        return {*self.checked.counts, *(note.code for note in self.checked.notes)}


def kind(name: str) -> Dataset:
    """Return a kind by its name."""
    return next(each for each in features.datasets() if each.name == name)


def keyed(text: str) -> str:
    """Hash under a key of the tests."""
    return hmac.new(b"a key of the tests", text.encode(), hashlib.sha256).hexdigest()


@cache
def context(exact: bool = False, language: str = "en") -> Context:
    """Return the city of the pack; `exact` with two squares for wards."""
    parts = (city.load("units"), city.load("old_units"), city.load("city"), city.body_ids())
    return Context.of(*parts, polygon_building.build(squares()) if exact else None, keyed, language)


def squares() -> list[Area]:
    """Return two squares that meet at 106.70 degrees east."""
    return [square(SAI_GON, 106.5, 106.7), square(BEN_THANH, 106.7, 106.9)]


def square(code: str, west: float, east: float) -> Area:
    """Return an area between two longitudes."""
    return Area(code, (((west, 10.6), (east, 10.6), (east, 10.9), (west, 10.9), (west, 10.6)),))


def imported(name: str, content: str | bytes | Path, exact: bool = False, language: str = "en") -> Import:
    """Check a file of a kind, or a text as one."""
    with TemporaryDirectory() as folder:
        source, accepted, report = (Path(folder) / each for each in ("file", "accepted", "report"))
        if not isinstance(content, Path):
            source.write_bytes(content.encode() if isinstance(content, str) else content)
        path = content if isinstance(content, Path) else source
        checked = check(kind(name), path, accepted, report, context(exact, language))
        assert {each.name for each in Path(folder).iterdir()} <= {"file", "accepted", "report"}
        text = report.read_text(encoding="utf-8-sig")
        lines = list(csv.DictReader(text.splitlines(keepends=True)))
        # Every text got the words that it speaks of.
        assert not [line["message"] for line in lines if re.search(r"\{[a-z]+\}", line["message"])]
        return Import(checked, list(rows_in(accepted)), lines, report.read_bytes())


def table(*rows: Iterable[str], between: str = ",") -> str:
    """Write a CSV as it comes; the first row is the header."""
    return "".join(between.join(row) + "\r\n" for row in rows)


def school(**cells: object) -> dict[str, Any]:
    """Return a school with as little as will do."""
    return {"school_id": "s-1", "name_vi": "Trường Mẫu", **cells}


def schools(*rows: dict[str, Any], exact: bool = False) -> Import:
    """Check schools that are given as objects of JSON."""
    return imported("schools", json.dumps(list(rows)), exact)
