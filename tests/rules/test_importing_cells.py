"""What a cell is taken for, by the type of its column, in every spelling that people use."""

from typing import Any

import pytest

from tests.imports import SAI_GON, imported, school, schools

# Column, what is written, what is taken, and the code of what is said about it.
READ: list[tuple[str, Any, Any, str | None]] = [
    ("school_id", "n7074311963", "n7074311963", None),
    ("school_id", "way/12 3", "way-12-3", "id_mended"),
    ("school_id", 12, "12", None),
    ("school_id", 12.0, "12", None),
    ("name_vi", "  Trường   ", "Trường", "trimmed"),
    ("name_vi", "Tru\u031bo\u031b\u0300ng", "Trường", "composed"),
    ("name_vi", "Trường\u00a0Kỳ\u200b Đồng\ufeff", "Trường Kỳ Đồng", "invisible_removed"),
    ("name_vi", "Trường\r\n  Kỳ Đồng", "Trường Kỳ Đồng", "lines_joined"),
    ("name_vi", "=1+1", "=1+1", "looks_like_formula"),
    ("name_vi", "-5", "-5", None),
    ("name_vi", 1984, "1984", None),
    ("level", "THPT", "thpt", "read_as_code"),
    ("level", "Mầm non", "mam_non", "read_as_code"),
    ("level", "Mẫu giáo", "mam_non", "read_as_code"),
    ("level", "trung-cap", "trung_cap", "read_as_code"),
    ("levels", "thpt|thcs", ["thcs", "thpt"], None),
    ("levels", "THCS, THPT", ["thcs", "thpt"], "read_as_code"),
    ("levels", ["thcs"], ["thcs"], None),
    ("type", "Công lập", "public", "read_as_code"),
    ("invented", "Có", True, None),
    ("invented", "không", False, None),
    ("invented", True, True, None),
    ("invented", 0, False, None),
    ("invented", "NO", False, None),
    ("as_of", "2025-07-01", "2025-07-01", None),
    ("as_of", "1/7/2025", "2025-07-01", "written_as_usual"),
    ("as_of", "2025-07-01T00:00:00Z", "2025-07-01", "written_as_usual"),
    ("phones", "028 3829 1234", ["+842838291234"], "written_as_usual"),
    ("phones", "(028) 38.291.234; 0903-123-456", ["+842838291234", "+84903123456"], "written_as_usual"),
    ("phones", "+84 28 3829 1234|1022", ["+842838291234", "1022"], "written_as_usual"),
    ("phones", "84903123456", ["+84903123456"], "written_as_usual"),
    ("phones", "1900 1234", ["19001234"], "written_as_usual"),
    ("phones", ["+84903123456"], ["+84903123456"], None),
    ("phones", "0903123456 / 38291234", ["+84903123456"], "phone_left_out"),
    ("phones", "no phone", None, "phone_left_out"),
    ("email", "van.thu@truong.edu.vn", "van.thu@truong.edu.vn", None),
    ("email", "at home", None, "email_left_out"),
    ("website", "http://truong.edu.vn/a?b=c", "http://truong.edu.vn/a?b=c", None),
    ("website", "Truong.edu.vn", "https://truong.edu.vn", "written_as_usual"),
    ("website", "javascript:alert(1)", None, "web_left_out"),
    ("website", "https://a.vn/<script>", None, "web_left_out"),
    ("opening_hours", "Mo-Fr 07:00-17:00; PH off", "Mo-Fr 07:00-17:00; PH off", None),
    ("opening_hours", "Mo-Fr 07:00-11:30, 13:00-17:00;PH off;", "Mo-Fr 07:00-11:30,13:00-17:00; PH off",
     "written_as_usual"),
    ("opening_hours", "T2-T6 7h-17h", None, "hours_left_out"),
    ("former_ids", "a|b", ["a", "b"], None),
    ("former_names", "Trường A|Trường B", ["Trường A", "Trường B"], None),
    ("ward_code", "26740", "26740", None),
    ("ward_code", 26740, "26740", None),
    ("ward_code", "Phường Sài Gòn", "26740", "ward_by_name"),
    ("ward_code", "p. sai gon", "26740", "ward_by_name"),
    ("ward_code", "Phường Bến Nghé, Quận 1", "26740", "ward_replaced"),
]  # fmt: skip

WRONG: list[tuple[str, Any, str]] = [
    ("school_id", "Trường A", "not_an_id"),
    ("school_id", "../../etc", "not_an_id"),
    ("school_id", "x" * 81, "not_an_id"),
    ("name_vi", "x" * 2_001, "cell_too_long"),
    ("name_vi", "A\x00B", "control_character"),
    ("name_vi", "A\u202eB", "control_character"),
    ("name_vi", "\ud800", "control_character"),
    ("name_vi", "A\ufffd", "broken_character"),
    ("name_vi", {"deep": {"er": 1}}, "missing"),
    ("name_vi", ["A"], "not_a_text"),
    ("level", "cap_4", "not_a_code"),
    ("levels", "thcs|cap_4", "not_a_code"),
    ("levels", "thcs|thcs", "twice_in_cell"),
    ("invented", "maybe", "not_yes_or_no"),
    ("as_of", "2025-02-30", "not_a_day"),
    ("as_of", "07/2025", "not_a_day"),
    ("as_of", "13/13/2025", "not_a_day"),
    ("ward_code", "99999", "not_a_ward"),
    ("ward_code", "Phường Không Có", "not_a_ward"),
    ("ward_code", "Phường 1", "ward_divided"),
    ("lat", "abc", "not_a_number"),
    ("lat", "1e5", "not_a_number"),
    ("lat", "NaN", "not_a_number"),
    ("lat", float("nan"), "not_a_number"),
    ("lat", 1e300, "outside_city"),
    ("lat", 10.77, "half_a_position"),
]


@pytest.mark.parametrize(("column", "written", "taken", "code"), READ)
def test_a_cell_is_taken_in_every_spelling_and_what_was_mended_is_said(
    column: str, written: Any, taken: Any, code: str | None
) -> None:
    result = schools(school(**{column: written}))

    assert result.rows[0].get(column) == taken
    assert result.codes - {"empty_though_wanted"} == ({code} if code else set())


@pytest.mark.parametrize(("column", "written", "code"), WRONG)
def test_a_wrong_cell_is_named_with_its_row_and_column(column: str, written: Any, code: str) -> None:
    result = schools(school(school_id="s-0", name_vi="Trường Khác"), school(**{column: written}))

    assert (2, column if code != "half_a_position" else "lon", code) in result.found
    assert "s-1" not in {row["school_id"] for row in result.rows}


def test_an_empty_cell_is_no_cell() -> None:
    result = imported("schools", "school_id,name_vi,level,lat,lon,phones\ns-1,A, ,,,\n")

    assert result.rows == [{"school_id": "s-1", "name_vi": "A"}]


def test_a_decimal_comma_is_understood_where_commas_part_nothing() -> None:
    result = imported("schools", "school_id;name_vi;ward_code;lat;lon\ns-1;A;26740;10,7757;106,7004\n")

    assert (result.rows[0]["lat"], result.rows[0]["lon"]) == (10.7757, 106.7004)


def test_a_former_ward_that_went_whole_into_one_is_taken_and_said() -> None:
    result = schools(school(ward_code="P. Bến Nghé, Q.1"))

    [found] = [each for each in result.checked.findings if each.code == "ward_replaced"]
    assert found.message("en") == "Phường Bến Nghé was abolished; 26740 was taken, into which it went."
    assert result.rows[0]["ward_code"] == SAI_GON


def test_how_often_a_wanted_cell_is_empty_is_said_once_for_the_file() -> None:
    result = schools(
        *[school(school_id=f"s-{n}", name_vi=f"A{n}", **({"level": "thpt"} if n else {})) for n in range(9)]
    )

    assert [(f.row, f.column, f.params) for f in result.checked.findings] == [
        (None, "level", {"rows": 1}), (None, "levels", {"rows": 1})]  # fmt: skip
    assert result.checked.verdict == "clean"
