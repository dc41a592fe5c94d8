"""A data set of the pack that could not be imported, or says what cannot be, is refused in plain words."""

import csv
import io
import json
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.city.schema import load_pack
from infra.city.schema.datasets import dataset_problems
from infra.city.schema.pack import Pack

HCMC = Path(__file__).parents[2] / "infra" / "city" / "hcmc"
KEYS = ("school_id", "facility_id", "office_id", "project_id", "certificate_id", "place_id", "camera_id")
Change = Callable[[list[dict[str, str]]], Any]


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(HCMC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack of which only the data sets are there, and none yet."""
    (tmp_path / "datasets").mkdir()
    return tmp_path


def copy(kind: str, folder: Path) -> Path:
    """Copy one kind into the folder and return its rows' file."""
    for suffix in (".csv", ".json"):
        shutil.copyfile(HCMC / "datasets" / f"{kind}{suffix}", folder / "datasets" / f"{kind}{suffix}")
    return folder / "datasets" / f"{kind}.csv"


def rewrite(folder: Path, kind: str, change: Change) -> None:
    """Change the rows of a kind."""
    path = copy(kind, folder)
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    columns = list(rows[0])
    change(rows)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")


def put(first: int = 0, **cells: str) -> Change:
    """Make a change that overwrites cells of one row."""
    return lambda rows: rows[first].update(cells)


def of(row_id: str, **cells: str) -> Change:
    """Make a change that overwrites cells of the row with this id."""
    return lambda rows: next(row for row in rows if row_id in (row.get(key) for key in KEYS)).update(cells)


LICENSED = "pkdk-mau-sao-mai"
BUILT = "chung-cu-mau-hoa-phuong"

BREAKAGES: list[tuple[str, str, Change, str]] = [
    ("an id twice", "schools", lambda rows: rows.append(rows[0]), "column school_id: "),
    ("a school twice under two ids", "schools", lambda rows: rows.append({**rows[0], "school_id": "other"}),
     "stands there twice under two ids"),
    ("an id with capitals", "schools", put(school_id="Le-Loi"), "schools.csv row 2, column school_id is wrong"),
    ("no name", "schools", put(name_vi=""), "schools.csv row 2, column name_vi must not be empty"),
    ("a name that is not NFC", "schools", lambda rows: rows[3].update(name_vi=unicodedata.normalize("NFD", "Trường")),
     "schools.csv row 5, column name_vi is wrong: it is not NFC"),
    ("a formula", "schools", put(name_vi="=HYPERLINK(1)"), "column name_vi is wrong: it begins with ="),
    ("a minus", "places", put(name_en="-1"), "row 2, column name_en is wrong: it begins with -"),
    ("an at", "cameras", put(name_vi="@SUM"), "column name_vi is wrong: it begins with @"),
    ("a plus that is no phone", "schools", put(name_vi="+84 bảy"), "column name_vi is wrong: it begins with +"),
    ("a plus that only begins a phone", "schools", put(phones="+84|=1"), "row 2, column phones"),
    ("a blank at the end", "schools", put(name_vi="Trường "), "begins or ends with a blank"),
    ("two lines in a cell", "schools", put(name_vi="Trường\nLê Lợi"), "a character that cannot be seen"),
    ("a level nobody knows", "schools", put(level="cap_2"), "row 2, column level is wrong"),
    ("a level that is not the levels", "schools", put(level="thpt", levels="thcs|thpt"), "is wrong: level must be"),
    ("a level taught twice", "schools", put(levels="thcs|thcs"), "column levels is wrong: it names something twice"),
    ("a ward of yesterday", "schools", put(ward_code="26734"), "column ward_code: there is no ward 26734"),
    ("a ward as a number", "schools", put(ward_code="2674"), "row 2, column ward_code is wrong"),
    ("a place in the sea", "places", put(lat="7.0000"), "column lat: the position lies outside of the city"),
    ("latitude and longitude swapped", "places", put(lat="106.7000", lon="10.7000"), "row 2, column lat is wrong"),
    ("a place in another ward", "places", of("cho-ben-thanh", lat="10.9700"), "km from the middle of Phường Bến Thành"),
    ("a place too exact to be true", "places", put(lat="10.77212345"), "three to five decimals"),
    ("a decimal comma", "places", put(lat="10,7721"), "row 2, column lat is wrong"),
    ("a phone as people write it", "schools", put(phones="(028) 3829"), "row 2, column phones"),
    ("a website without TLS", "schools", put(website="http://example.com"), "row 2, column website is wrong"),
    ("hours nobody reads", "places", put(opening_hours="T2-T6 7h30"), "column opening_hours is wrong: T2-T6 is no day"),
    ("a day as people write it", "schools", put(valid_from="01/07/2025"), "a day is written as 2025-07-01"),
    ("a day that never was", "schools", put(valid_from="2025-02-30"), "row 2, column valid_from is wrong"),
    ("a row that ends before it began", "schools", put(valid_to="2025-06-30"), "valid_to lies before valid_from"),
    ("a row from the future", "schools", put(as_of="2027-01-01"), "as_of: 2027-01-01 lies after that of"),
    ("a former id that lives", "agencies", put(former_ids="so-y-te"), "column former_ids: so-y-te stands for two rows"),
    ("a former id of two", "agencies", lambda rows: [row.update(former_ids="old") for row in rows[:2]],
     "column former_ids: old stands for two rows"),
    ("an office of nobody", "agencies", put(body_id="so-mo"), "column body_id: there is no body so-mo"),
    ("an office that serves nobody", "agencies", of("ubnd-phuong-sai-gon", serves=""), "names the wards that it"),
    ("an office of a ward gone", "agencies", of("ubnd-phuong-sai-gon", serves="26734"), "serves: there is no ward"),
    ("half a licence", "health_facilities", of(LICENSED, licence_issuer=""), "a licence has number, issuer, day"),
    ("a licence that ended before", "health_facilities", of(LICENSED, licence_expires="2020-01-01"),
     "licence_expires lies before licence_issued"),
    ("an invented licence that could be real", "health_facilities", of(LICENSED, licence_number="00001/SYT-GPHĐ"),
     "the number 00001/SYT-GPHĐ begins with MAU- if it is invented"),
    ("an invented clinic shown as real", "health_facilities", of(LICENSED, invented="no", source="General knowledge"),
     "begins with MAU- if it is invented, and only then"),
    ("an invented clinic with a plain id", "health_facilities", of(LICENSED, facility_id="sao-mai"),
     "column facility_id: an invented row has mau in its id"),
    ("an invention with a source", "health_facilities", of(LICENSED, source="General knowledge"),
     "an invented row, and no other, has the source Invented"),
    ("a paper without a date", "housing_projects", of(BUILT, permit_date=""), "every paper has a number and a date"),
    ("papers in disorder", "housing_projects", of(BUILT, permit_date="2023-01-01"), "follow one another"),
    ("a sale of nothing", "housing_projects", of(BUILT, sale_notice_homes=""), "for how many homes"),
    ("a sale of more than there is", "housing_projects", of(BUILT, homes="10"), "more homes are offered"),
    ("an area of a whole province", "housing_projects", put(area_ha="99999"), "row 2, column area_ha is wrong"),
    ("a certificate of a real person", "practising_certificates", put(invented="no", source="Register"),
     "a private kind holds invented rows alone"),
    ("a certificate that ends before it began", "practising_certificates", put(expires_on="2001-01-01"),
     "birth, issue and expiry do not follow one another"),
    ("a valid certificate since when", "practising_certificates", put(status_since="2024-01-01"), "status_since says"),
    ("a revocation before the issue", "practising_certificates", put(status="revoked", status_since="2001-01-01"),
     "status_since lies before issued_on"),
    ("a broker who surveys", "practising_certificates", put(field="survey"), "has the field brokerage"),
    ("too few rows", "cameras", lambda rows: rows.__delitem__(slice(29, None)), "has 29 sound rows, fewer than the 30"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "change", "problem"), [row[1:] for row in BREAKAGES], ids=[row[0] for row in BREAKAGES]
)
def test_a_broken_row_is_refused_with_its_file_row_and_column(
    folder: Path, pack: Pack, kind: str, change: Change, problem: str
) -> None:
    rewrite(folder, kind, change)

    found = list(dataset_problems(folder, pack))

    assert any(problem in sentence for sentence in found), found
    assert all(sentence.startswith(f"datasets/{kind}.csv") and sentence.endswith(".") for sentence in found)


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda raw: b"\xef\xbb\xbf" + raw, "places.csv begins with a byte order mark."),
        (lambda raw: raw.replace(b"\n", b"\r\n"), "places.csv ends lines with CR; only LF is written."),
        (lambda raw: raw.decode().encode("utf-16"), "places.csv is not UTF-8 at byte 1."),
        (lambda raw: raw.decode().encode("cp1258", "replace"), "places.csv is not UTF-8 at byte "),
        (lambda raw: raw.rstrip(b"\n"), "places.csv does not end with a line's end."),
        (lambda raw: raw.replace(b"place_id,", b"id,", 1), "places.csv row 1 is not the header"),
        (lambda raw: raw[:0], "places.csv does not end with a line's end."),
        (lambda raw: raw + b"a,b\n", " has 2 cells instead of "),
        (lambda raw: raw + b'"never closed\n', "is no CSV: unexpected end of data."),
    ],
    ids=["BOM", "CR", "UTF-16", "Windows-1258", "no end", "header", "empty", "cells", "quote"],
)
def test_a_file_that_is_no_csv_of_ours_is_refused(
    folder: Path, pack: Pack, spoil: Callable[[bytes], bytes], problem: str
) -> None:
    path = copy("places", folder)
    path.write_bytes(spoil(path.read_bytes()))

    assert any(problem in sentence for sentence in list(dataset_problems(folder, pack)))


def change_description(folder: Path, change: Callable[[Any], Any]) -> None:
    path = copy("schools", folder).with_suffix(".json")
    description = json.loads(path.read_text(encoding="utf-8"))
    change(description)
    path.write_text(json.dumps(description), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda d: d.update(kind="places"), "schools.json: kind must be schools."),
        (lambda d: d.update(key="name_vi"), "schools.json: key must be school_id."),
        (lambda d: d.update(public=False), "schools.json: public must be true."),
        (lambda d: d.pop("licence"), "schools.json: licence is missing."),
        (lambda d: d.pop("source"), "schools.json: source is missing."),
        (lambda d: d["title"].pop("en"), "schools.json: title.en is missing."),
        (lambda d: d.update(colour="red"), "schools.json: colour is not known here."),
        (lambda d: d["columns"].pop(), "schools.csv row 1 is not the header that datasets/schools.json describes."),
        (lambda d: d["columns"][0].update(type="text"), "the column school_id is of the type id, not text."),
        (lambda d: d["columns"][0].update(required=False), "column school_id says wrongly whether it must be filled."),
        (lambda d: d["columns"][0].update(example="A B"), "the examples make no sound row, column school_id is wrong"),
    ],
)  # fmt: skip
def test_a_description_that_is_not_of_its_kind_is_refused(
    folder: Path, pack: Pack, change: Callable[[Any], Any], problem: str
) -> None:
    change_description(folder, change)

    found = list(dataset_problems(folder, pack))

    assert any(problem in sentence for sentence in found), found


def test_a_pack_may_leave_every_kind_out(folder: Path, pack: Pack) -> None:
    assert list(dataset_problems(folder, pack)) == []


@pytest.mark.parametrize("missing", ["places.csv", "places.json"])
def test_rows_and_description_come_together(folder: Path, pack: Pack, missing: str) -> None:
    copy("places", folder)
    (folder / "datasets" / missing).unlink()

    assert list(dataset_problems(folder, pack)) == [f"datasets/{missing} is missing."]


def test_a_file_of_no_kind_is_named(folder: Path, pack: Pack) -> None:
    (folder / "datasets" / "dogs.csv").write_text("dog_id\n", encoding="utf-8")

    assert list(dataset_problems(folder, pack)) == ["datasets/dogs.csv is no file of a data set known here."]
