"""What must hold of the cells of a row together, and of a row beside others; and what the report says of it all."""

import pytest

from chalicelib.shared import city
from tests.imports import BEN_THANH, EAST_OF, SAI_GON, WEST_OF, imported, school, schools, table

NEAR_WEST = (WEST_OF[0] + 0.0005, WEST_OF[1])


def at(place: tuple[float, float], **cells: object) -> dict[str, object]:
    return school(lat=place[0], lon=place[1], **cells)


def test_a_missing_ward_is_filled_in_from_the_position() -> None:
    result = schools(at(WEST_OF), at(EAST_OF, school_id="s-2", name_vi="B"), exact=True)

    assert [row["ward_code"] for row in result.rows] == [SAI_GON, BEN_THANH]
    assert result.checked.counts.keys() <= {"empty_though_wanted"}
    assert ("ward_from_position", "ward_code", 2) in result.checked.notes


def test_without_borders_the_likeliest_ward_is_taken_and_said() -> None:
    result = schools(at((10.7757, 106.7004)))

    assert result.rows[0]["ward_code"] in {SAI_GON, BEN_THANH}
    assert {"ward_approximate", "ward_from_position"} & result.codes


def test_a_ward_that_the_position_contradicts_is_kept_and_said() -> None:
    result = schools(at(EAST_OF, ward_code=SAI_GON), exact=True)

    assert result.rows[0]["ward_code"] == SAI_GON
    assert result.found == [(1, "ward_code", "ward_differs")]


def test_of_a_ward_that_was_divided_the_position_says_which_part_is_meant() -> None:
    old = next(item for item in city.load("old_units")["items"] if len(item["new"]) > 1)
    name = f"{old['old_name']}, {old['old_district']}"
    default = next(each["code"] for each in old["new"] if each["default"])
    middle = next(unit["centre"] for unit in city.load("units")["items"] if unit["code"] == default)

    result = schools(
        school(**old["centre"], ward_code=old["old_code"] if old["old_code"] != default else name),
        school(school_id="s-2", name_vi="B", **middle, ward_code=name),
        school(school_id="s-3", name_vi="C", ward_code=name),
        school(school_id="s-4", name_vi="D", lat=8.7, lon=106.6, ward_code=name),
    )

    assert {(2, "ward_code", "ward_by_position"), (3, "ward_code", "ward_divided"),
            (4, "ward_code", "ward_divided")} <= set(result.found)  # fmt: skip


def test_names_that_differ_by_a_mark_are_two_wards() -> None:
    by_name = {unit["full_name"]: unit["code"] for unit in city.load("units")["items"]}
    rows = [("Xã Thanh An", "a"), ("Xã Thạnh An", "b"), ("xa thanh an", "c")]

    result = schools(*[school(school_id=key, name_vi=f"T {key}", ward_code=name) for name, key in rows])

    assert (3, "ward_code", "not_a_ward") in result.found or (3, "ward_code", "ward_divided") in result.found
    kept = schools(*[school(school_id=key, name_vi=f"T {key}", ward_code=name) for name, key in rows[:2]])
    assert [row["ward_code"] for row in kept.rows] == [by_name["Xã Thanh An"], by_name["Xã Thạnh An"]]


def test_a_place_a_step_outside_of_all_borders_gets_the_ward_beside_it() -> None:
    result = schools(at((10.75, 106.4995)), exact=True)

    assert result.rows[0]["ward_code"] == SAI_GON
    assert result.found == [(1, "ward_code", "ward_approximate")]


def test_a_place_in_no_ward_is_taken_only_with_a_ward_of_its_own() -> None:
    far = (10.3, 106.2)
    result = schools(at(far), at(far, school_id="s-2", name_vi="B", ward_code=SAI_GON), exact=True)

    assert result.found == [
        (None, "", "too_many_refused"),
        (1, "lat", "outside_city"),
        (2, "ward_code", "outside_wards"),
    ]


def test_what_stands_nowhere_has_no_ward() -> None:
    assert "ward_code" not in schools(school(), exact=True).rows[0]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"lat": 106.7, "lon": 10.7}, "swapped_position"),
        ({"lat": 21.03, "lon": 105.85}, "outside_city"),
        ({"lat": 0, "lon": 0}, "outside_city"),
        ({"position": "106.7,10.7"}, "swapped_position"),
        ({"c": [10.7]}, "not_a_number"),
        ({"location": "here"}, "not_a_number"),
    ],
)
def test_a_position_that_cannot_be_is_named(cells: dict[str, object], code: str) -> None:
    assert (1, "lat", code) in schools(school(**cells)).found


def test_both_numbers_may_stand_in_one_cell() -> None:
    result = imported("schools", 'school_id,name_vi,ward_code,"Tọa độ"\ns-1,A,26740,"10.7757, 106.7004"\n')

    assert (result.rows[0]["lat"], result.rows[0]["lon"]) == (10.7757, 106.7004)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"valid_from": "2025-07-01", "valid_to": "2025-06-30"}, "valid_to", "days_in_disorder"),
        ({"level": "thpt", "levels": "thcs|thpt"}, "level", "level_is_not_the_levels"),
        ({"level": "lien_cap", "levels": "thcs"}, "level", "level_is_not_the_levels"),
    ],
)
def test_the_rules_of_the_kind_hold_within_a_row(cells: dict[str, object], column: str, code: str) -> None:
    assert (1, column, code) in schools(school(**cells)).found


def test_what_follows_from_a_row_is_completed() -> None:
    result = schools(school(level="thpt"), school(school_id="s-2", name_vi="B", levels="thcs|thpt"))

    assert [(row["level"], row["levels"]) for row in result.rows] == [
        ("thpt", ["thpt"]),
        ("lien_cap", ["thcs", "thpt"]),
    ]


def many(number: int = 30) -> list[dict[str, object]]:
    return [school(school_id=f"t-{n}", name_vi=f"Trường {n}") for n in range(number)]


def test_the_second_row_with_a_key_is_left_out() -> None:
    result = schools(*many(), school(school_id="t-3", name_vi="Other"), school(school_id="t-3", name_vi="Third"))

    assert result.found == [(31, "school_id", "duplicate_key"), (32, "school_id", "duplicate_key")]
    assert [row["name_vi"] for row in result.rows if row["school_id"] == "t-3"] == ["Trường 3"]
    assert result.checked.accepted == len(result.rows) == 30


def test_a_former_id_leads_to_one_row_only() -> None:
    rows = [school(school_id=f"u-{n}", name_vi=f"U {n}", former_ids=old) for n, old in enumerate(("t-3", "old", "old"))]

    result = schools(*many(), *rows, school(school_id="v", name_vi="V", former_ids="v"))

    assert result.found == [(31, "former_ids", "former_id_taken"), (33, "former_ids", "former_id_taken"),
                            (34, "former_ids", "former_id_taken")]  # fmt: skip
    assert {row["school_id"] for row in result.rows} & {"u-0", "u-1", "u-2", "v"} == {"u-1"}


def test_a_former_id_may_be_the_key_of_a_row_that_was_left_out() -> None:
    result = schools(*many(), school(school_id="gone", name_vi=""), school(name_vi="B", former_ids="gone"))

    assert result.found == [(31, "name_vi", "missing")]


def test_the_same_name_a_few_steps_away_is_pointed_out_and_taken() -> None:
    same, far = at(WEST_OF, name_vi="Trường Kỳ Đồng"), (WEST_OF[0] + 0.002, WEST_OF[1])
    twin = at(NEAR_WEST, school_id="s-2", name_vi="TRƯỜNG KỲ ĐỒNG")
    other = at(NEAR_WEST, school_id="s-3", name_vi="Trường Kỳ Hòa")
    away = at(far, school_id="s-4", name_vi="Trường Kỳ Đồng")

    result = schools(same, twin, other, away, exact=True)

    assert result.found == [(2, "name_vi", "possible_duplicate")]
    assert result.checked.findings[-1].params == {"other": 1} or result.checked.findings[0].params == {"other": 1}
    assert len(result.rows) == 4


def test_thousands_of_the_same_name_in_one_place_are_no_burden() -> None:
    rows = [at(WEST_OF, school_id=f"s-{n}", ward_code=SAI_GON) for n in range(3_000)]

    result = schools(*rows)

    assert result.checked.counts["possible_duplicate"] == 2_999


def test_up_to_the_share_of_the_kind_wrong_rows_are_left_out_and_beyond_nothing_is_taken() -> None:
    nine, eleven = many(91) + [school(name_vi="")] * 9, many(89) + [school(name_vi="")] * 11

    kept, refused = schools(*nine), schools(*eleven)

    assert (kept.checked.verdict, len(kept.rows)) == ("quarantined", 91)
    assert (refused.checked.verdict, refused.rows, refused.checked.accepted) == ("refused", [], 0)
    assert (None, "", "too_many_refused") in refused.found


def test_the_report_names_row_column_code_and_what_is_to_be_done() -> None:
    rows = [*many(), school(level="cap_4"), school(school_id="s-2", name_vi="B", phones="x")]

    result = imported("schools", table(
        ("school_id", "name_vi", "level", "phones"),
        *[(str(row["school_id"]), str(row["name_vi"]), str(row.get("level", "")), str(row.get("phones", "")))
          for row in rows],
    ))  # fmt: skip

    assert [line for line in result.report if line["row"]] == [
        {"row": "32", "column": "level", "code": "not_a_code", "severity": "error", "value": "cap_4",
         "message": "This is none of: mam_non, tieu_hoc, thcs, thpt, gdtx, trung_cap, cao_dang, dai_hoc, lien_cap."},
        {"row": "33", "column": "phones", "code": "phone_left_out", "severity": "warning", "value": "x",
         "message": "x is no telephone number of this country and was left out."},
    ]  # fmt: skip


def test_the_report_speaks_the_language_of_the_desk_and_opens_rightly_in_a_spreadsheet() -> None:
    result = imported("schools", table(("school_id", "name_vi"), ("s-1", "")), language="vi")

    assert result.report_bytes.startswith(b"\xef\xbb\xbf")
    assert "Không được bỏ trống." in {line["message"] for line in result.report}


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_a_report_is_run_as_a_formula(cell: str) -> None:
    result = schools(school(level=cell), school(school_id=cell), {"school_id": "s-3", "name_vi": "B", cell: "x"})

    cells = [value for line in result.report for value in line.values()]
    assert any(cell.strip() in value for value in cells)
    assert not [value for value in cells if value.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_report_has_room_for_so_much_and_counts_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.published.importing import findings, reporting

    monkeypatch.setattr(findings, "_MOST_ERRORS", 50)
    monkeypatch.setattr(findings, "_MOST_WARNINGS_OF_A_CODE", 50)
    monkeypatch.setattr(reporting, "_MOST_LINES", 60)
    rows = [school(school_id=f"s-{n}", name_vi="" if n % 2 else f"A {n}", phones="x") for n in range(400)]

    result = schools(*rows)

    kept = [line for line in result.report if line["row"]]
    assert [line["severity"] for line in kept].count("error") == 50
    assert len(kept) <= 60
    assert {(line["code"], line["message"]) for line in result.report if "more of this" in line["message"]} == {
        ("missing", "150 more of this are not listed."),
        ("phone_left_out", f"{400 - (len(kept) - 50)} more of this are not listed."),
    }
    assert result.checked.counts["missing"] == 200
    assert len(result.checked.findings) == 100


def test_an_answer_can_be_kept_as_json() -> None:
    told = schools(*many(), school(name_vi="")).checked.as_json()

    assert told["verdict"] == "quarantined"
    assert told["findings"][0] == {
        "row": 31, "column": "name_vi", "code": "missing", "params": {}, "value": "", "severity": "error"}  # fmt: skip
    assert set(told) == {"verdict", "read", "accepted", "refused", "counts", "findings", "notes"}
