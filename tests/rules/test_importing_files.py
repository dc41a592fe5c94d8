"""Files as people send them: letters, separators, headers and rows that do not fit."""

import codecs
import json

import pytest

from chalicelib.published.importing import tables
from tests.imports import imported, schools, table

HEADER = ("school_id", "name_vi", "address")
ROW = ("s-1", "Trường Tiểu học Kỳ Đồng", "24A Kỳ Đồng")
PLAIN = table(HEADER, ROW)
TAKEN = [{"school_id": "s-1", "name_vi": "Trường Tiểu học Kỳ Đồng", "address": "24A Kỳ Đồng",
          "levels": ["tieu_hoc"], "level": "tieu_hoc"}]  # fmt: skip
VIETNAMESE = ("Trường Tiểu học Kỳ Đồng", "Ưng Ế Ộ ữ ẵ ỡ đ Đ")


def in_windows_1258(text: str) -> bytes:
    """Write letters as Windows-1258 has them: the tone follows its letter."""
    import unicodedata

    out = []
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
        out.append(unicodedata.normalize("NFC", "".join(part for part in parts if part not in tone)) + tone)
    return "".join(out).encode("cp1258")


def test_a_plain_file_is_taken_as_it_stands() -> None:
    result = imported("schools", PLAIN)

    assert result.rows == TAKEN
    assert (result.checked.verdict, result.checked.read, result.checked.accepted, result.checked.refused) == (
        "clean", 1, 1, 0)  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        codecs.BOM_UTF8 + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        PLAIN.replace("\r\n", "\n").encode(),
        PLAIN.replace("\r\n", "\r").encode(),
        PLAIN.rstrip().encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        ("sep=,\r\n" + PLAIN).encode(),
        PLAIN.replace("\r\n", "\r\n,,\r\n\r\n").encode(),
        table(("Danh sách trường",), ("Sở Giáo dục",), (), HEADER, ROW).encode(),
        table(("Mã số", "TÊN TRƯỜNG", "Địa chỉ"), ROW).encode(),
        table(("@id", "name", "diaChi"), ROW).encode(),
        table(tuple(f'"{cell}"' for cell in HEADER), tuple(f'"{cell}"' for cell in ROW)).encode(),
        in_windows_1258(PLAIN),
    ],
)
def test_whatever_wrote_the_file_the_row_is_the_same(content: bytes) -> None:
    result = imported("schools", content)

    assert result.rows == TAKEN
    assert result.checked.verdict == "clean"


@pytest.mark.parametrize("text", VIETNAMESE)
def test_letters_of_old_spreadsheets_are_composed(text: str) -> None:
    result = imported("schools", in_windows_1258(table(HEADER, ("s-1", text, ""))))

    assert result.rows[0]["name_vi"] == text
    assert {"legacy_encoding", "composed"} & result.codes


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"PK\x03\x04 a workbook", "is_a_workbook"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "is_a_workbook"),
        # "Trường Tiểu học" in TCVN3.
        (b"school_id,name_vi\ns-1,Tr\xad\xeang Ti\xd3u h\xe4c K\xfa \xa7\xe5ng V\xa8n\n", "encoding_unknown"),
        (b"\x8a\x8d\xff\x90\n", "encoding_unknown"),
        (b"hello\nworld\n", "no_header"),
        (b"\n\n\n", "no_header"),
        (table(("school_id", "address"), ("s-1", "x")).encode(), "column_missing"),
        (table(HEADER).encode(), "no_rows"),
        (b"[]", "no_rows"),
        (b"{}", "no_rows"),
        (b'{\n"items": 3}', "not_an_object"),
        (b'[{"school_id": "s-1", "name_vi": "A"}', "broken_json"),
        (b'[{"school_id": "s-1", "name_vi": "A"} {}]', "broken_json"),
        (b"[" * 100_000, "broken_json"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_as_a_whole(content: bytes, code: str) -> None:
    result = imported("schools", content)

    assert result.checked.verdict == "refused"
    assert code in {found[2] for found in result.found if found[0] is None}
    assert result.rows == []


def test_a_kind_names_the_formats_it_is_taken_in() -> None:
    assert imported("wards", PLAIN).found == [(None, "", "format_not_taken")]


def test_rows_that_do_not_fit_the_header_are_named_and_left_out() -> None:
    fitting = [(f"t-{number}", "Trường", "x") for number in range(30)]
    result = imported("schools", table(HEADER, ("s-1", "A"), ("s-2", "A", "B", "C"), ("s-3", "A", "B", ""), *fitting))

    assert result.found == [(2, "", "too_few_cells"), (3, "", "too_many_cells")]
    assert [row["school_id"] for row in result.rows][:2] == ["s-3", "t-0"]
    assert (result.checked.verdict, result.checked.read, result.checked.refused) == ("quarantined", 33, 2)


def test_a_quote_that_is_never_closed_costs_its_own_row_alone() -> None:
    fitting = [(f"t-{number}", "Trường", "x") for number in range(300)]
    rows = [*fitting[:10], ("s-1", '"Trường', "x"), *fitting[10:]]
    result = imported("schools", table(HEADER, *rows))

    assert result.found == [(12, "", "broken_quotes")]
    assert len(result.rows) == 300


def test_rows_are_numbered_as_a_spreadsheet_does_where_a_cell_has_several_lines() -> None:
    rows = [("s-1", '"Trường\r\nA"', "x"), (), ("s-2", "", "x"), *[(f"t-{n}", "B", "") for n in range(20)]]
    result = imported("schools", table(HEADER, *rows))

    assert result.found == [(4, "name_vi", "missing")]
    assert result.rows[0]["name_vi"] == "Trường A"


def test_a_line_without_an_end_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_LONGEST_LINE", 1_000)
    fitting = [(f"t-{number}", "Trường", "x") for number in range(30)]

    result = imported("schools", table(HEADER, ("s-1", "x" * 5_000, ""), *fitting))

    assert result.found == [(2, "", "line_too_long")]
    assert len(result.rows) == 30


def test_a_letter_that_was_cut_through_costs_its_row_and_not_the_file() -> None:
    rows = table(HEADER, *[(f"t-{number}", "Trường Kỳ Đồng", "x") for number in range(30)]).encode()

    result = imported("schools", rows.replace("Kỳ".encode(), "Kỳ".encode()[:-1], 1))

    assert result.found == [(2, "name_vi", "broken_character")]
    assert len(result.rows) == 29


def test_what_was_mended_is_noted_and_counted() -> None:
    result = imported("schools", codecs.BOM_UTF8 + table(("id", "name", "colour"), ("s-1", " A ", "red")).encode())

    assert {(note.code, note.column, note.times) for note in result.checked.notes} == {
        ("byte_order_mark", "", 1),
        ("column_by_other_name", "school_id ← id", 1),
        ("column_by_other_name", "name_vi ← name", 1),
        ("column_left_out", "colour", 1),
        ("trimmed", "name_vi", 1),
    }


def test_of_two_columns_for_one_the_better_name_counts_and_the_other_fills_its_gaps() -> None:
    result = imported("schools", table(("id", "name", "name_vi"), ("s-1", "A", "B"), ("s-2", "A", "")))

    assert [row["name_vi"] for row in result.rows] == ["B", "A"]


ITEM = {"school_id": "s-1", "name_vi": "Trường Mẫu", "levels": ["thcs", "thpt"], "lat": 10.77, "lon": 106.7}
FEATURE = {
    "type": "Feature",
    "id": "way/1",
    "properties": {"name": "Trường Mẫu", "levels": "thcs;thpt"},
    "geometry": {"type": "Point", "coordinates": [106.7, 10.77]},
}


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (json.dumps([ITEM]), "s-1"),
        (json.dumps({"meta": {"a": [1, {"items": []}]}, "items": [ITEM], "more": 1}, indent=1), "s-1"),
        (json.dumps(ITEM) + "\n\n" + json.dumps({**ITEM, "school_id": "s-2", "name_vi": "B"}) + "\n", "s-1"),
        (json.dumps([{"id": "s-1", "name": {"vi": "Trường Mẫu"}, "levels": ["THPT", "THCS"], "c": [10.77, 106.7]}]),
         "s-1"),
        (json.dumps([{**ITEM, "lat": None, "lon": None, "location": {"lat": 10.77, "lon": 106.7}}]), "s-1"),
        (json.dumps({"type": "FeatureCollection", "features": [FEATURE]}), "way-1"),
    ],
)  # fmt: skip
def test_every_form_of_json_gives_the_same_row(content: str, key: str) -> None:
    row = imported("schools", content).rows[0]

    assert row.pop("ward_code")
    assert row == {
        "school_id": key, "name_vi": "Trường Mẫu", "levels": ["thcs", "thpt"], "level": "lien_cap",
        "lat": 10.77, "lon": 106.7}  # fmt: skip


def test_the_middle_of_an_area_is_taken_for_a_position_and_said() -> None:
    ring = [[106.6, 10.7], [106.8, 10.7], [106.8, 10.8], [106.6, 10.7]]
    feature = {**FEATURE, "geometry": {"type": "Polygon", "coordinates": [ring]}}

    result = imported("schools", json.dumps({"type": "FeatureCollection", "features": [feature]}))

    assert (result.rows[0]["lat"], result.rows[0]["lon"]) == (10.75, 106.7)
    assert (1, "lat", "position_of_area") in result.found


def test_what_is_no_object_is_named_by_its_number() -> None:
    result = schools(*[{"school_id": f"s-{n}", "name_vi": f"A {n}"} for n in range(30)], 7, "x")  # type: ignore[arg-type]

    assert result.found == [(31, "", "not_an_object"), (32, "", "not_an_object")]
    assert len(result.rows) == 30


def test_a_broken_line_among_objects_costs_itself_alone() -> None:
    lines = [json.dumps({"school_id": f"s-{n}", "name_vi": f"A {n}"}) for n in range(20)]

    result = imported("schools", "\n".join([*lines[:5], '{"school_id": ', *lines[5:]]))

    assert result.found == [(6, "", "broken_json")]
    assert len(result.rows) == 20


@pytest.mark.parametrize("size", [1, 7, 100])
def test_objects_are_the_same_wherever_the_file_is_cut_while_reading(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.published.importing import items

    monkeypatch.setattr(items, "_CHUNK", size)
    rows = [
        {"id": n, "name": f"Trường “{n}” \u1ebf \\ \u2028", "lat": 10.7 + n / 1000, "lon": 106.7} for n in range(50)
    ]

    result = imported("schools", json.dumps({"n": 12345, "items": rows}, indent=size))

    assert [row["school_id"] for row in result.rows] == [str(n) for n in range(50)]
    assert [row["lat"] for row in result.rows] == [row["lat"] for row in rows]
