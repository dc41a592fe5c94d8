"""Whatever a file holds, a check ends with findings, and what it accepts could be published and written as CSV."""

import csv
import io
import json
import time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib import features
from chalicelib.published.importing import Checked
from chalicelib.published.importing.findings import SEVERITIES
from tests.imports import imported, table

NAMES = [each.name for each in features.datasets()]
HEADER = ("school_id", "name_vi", "levels", "ward_code", "lat", "lon", "phones", "website", "opening_hours", "as_of")
# Pieces of which mischief is made.
PIECES = st.sampled_from(
    ["school_id", "name_vi", "lat", ",", ";", "\t", '"', '""', "\n", "\r\n", "\r", "\x00", "\ufeff", "=1+1", "10.77",
     "106.7", "26740", "Phường 1", "{", "}", "[", "]", ":", "null", "1e999", "-", "\\ud800", "\u202e", "é", "e\u0301",
     '{"items":', '"type": "FeatureCollection"', '"features": [', "9" * 400, " "]
)  # fmt: skip
MISCHIEF = st.lists(PIECES | st.text(max_size=8), max_size=40).map("".join)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | PIECES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4) | PIECES, inner, max_size=3),
    max_leaves=5,
)


def is_sound(checked: Checked, rows: list[dict[str, Any]]) -> None:
    assert checked.accepted == len(rows)
    assert (checked.verdict == "refused") == any(
        finding.row is None and finding.severity == "error" for finding in checked.findings
    )
    assert checked.counts.keys() <= SEVERITIES.keys()
    assert {note.code for note in checked.notes} <= SEVERITIES.keys()
    json.dumps(checked.as_json(), allow_nan=False).encode()
    json.dumps(rows, ensure_ascii=False, allow_nan=False).encode()


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None)
@given(content=st.binary(max_size=200) | MISCHIEF.map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(content=b"\xff\xfe\x00")
@example(content=b"\xff\xfe" + "school_id,name_vi\na,b".encode("utf-16-le")[:-1])
@example(content=b"[1e999, NaN, " + b"9" * 5000 + b"]")
@example(content=b'{"type":"FeatureCollection","features":[null, 3, {"type":"Feature"}]}')
@example(content=b"[" + b'{"a":' * 50_000)
def test_any_bytes_end_in_findings(name: str, content: bytes) -> None:
    result = imported(name, content)

    is_sound(result.checked, result.rows)


@settings(max_examples=150, deadline=None)
@given(
    cells=st.lists(
        st.lists(MISCHIEF | st.sampled_from(["s-1", "A", "thcs", "26740", "10.77"]), max_size=12), max_size=6
    )
)
def test_any_cells_below_a_sound_header_end_in_findings(cells: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADER, *cells])

    result = imported("schools", text.getvalue().encode("utf-8", "surrogatepass"))

    is_sound(result.checked, result.rows)
    for line in result.report:
        assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in line.values())


@pytest.mark.parametrize("name", ["schools", "agencies", "housing_projects", "practising_certificates", "old_units"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_values_in_objects_end_in_findings(name: str, data: st.DataObject) -> None:
    columns = [column.name for each in features.datasets() if each.name == name for column in each.columns]
    keys = st.sampled_from([*columns, "c", "position", "geometry", "name"]) | st.text(max_size=5)
    items = data.draw(st.lists(st.dictionaries(keys, VALUES, max_size=8) | VALUES, max_size=5))

    result = imported(name, json.dumps({"items": items}))

    is_sound(result.checked, result.rows)


@settings(max_examples=60, deadline=None)
@given(geometry=VALUES, coordinates=VALUES, kind=st.sampled_from(["Point", "Polygon", "MultiPolygon", "LineString"]))
def test_any_geometry_ends_in_findings(geometry: Any, coordinates: Any, kind: str) -> None:
    features_ = [
        {"type": "Feature", "properties": {"code": "26740", "id": "a", "name": "A"}, "geometry": each}
        for each in (geometry, {"type": kind, "coordinates": coordinates})
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features_})

    for name in ("schools", "wards"):
        result = imported(name, content)
        is_sound(result.checked, result.rows)


@pytest.mark.parametrize(
    "cell",
    ["a" + " " * 1_998 + "b\x00", "\n" * 1_999 + "\x00", "a\u00a0" * 999, "a." * 999 + "!", ";" * 1_999, " ; " * 600,
     "-" * 1_999, "P." * 59],
    ids=["blanks", "line ends", "other blanks", "dots", "semicolons", "both", "hyphens", "wards"],
)  # fmt: skip
@pytest.mark.parametrize(
    "column", ["name_vi", "website", "email", "opening_hours", "phones", "as_of", "ward_code", "levels"]
)
def test_no_cell_takes_longer_than_its_length_allows(cell: str, column: str) -> None:
    rows = [{"school_id": f"s-{n}", "name_vi": f"A {n}", column: cell + str(n % 10)} for n in range(200)]

    begun = time.process_time()
    imported("schools", json.dumps(rows))

    # Far more than it takes, and far less than looking back over the cell from each of its places would.
    assert time.process_time() - begun < 2


def test_a_header_of_tens_of_thousands_of_columns_is_no_burden() -> None:
    names = [f"column {number}" for number in range(50_000)]

    result = imported("schools", table(["school_id", "name_vi", *names], ["s-1", "A", *names]))

    assert result.rows == [{"school_id": "s-1", "name_vi": "A"}]


def test_a_file_full_of_open_quotes_does_not_take_for_ever() -> None:
    content = table(("school_id", "name_vi"), *[(f"s-{n}", '"A') for n in range(20_001)])

    result = imported("schools", content)

    assert result.checked.verdict == "refused"
    assert result.checked.read == result.checked.counts["broken_quotes"]
