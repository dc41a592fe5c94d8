"""Files as offices have them: no ids, titles above the header, half a licence, levels that only the name tells."""

import codecs
import json
from typing import Any

import pytest

from tests.imports import SAI_GON, WEST_OF, Import, imported, schools, table
from tests.rules.test_importing_files import in_windows_1258

HEADER = ("STT", "Tên trường", "Địa điểm", "Phường/Xã", "Điện thoại", "Loại hình", "Ghi chú")
ROWS = (
    ("1", "Trường Tiểu học Mẫu Một", "12 Lê Lợi", "Phường Sài Gòn", "028 3812 3456", "Công lập", ""),
    ("2", "Trường THCS – THPT Mẫu Hai", "34 Hàm Nghi", "Phường Sài Gòn", "028.38123457", "Ngoài công lập", "mới"),
)
OFFICIAL = (
    ("SỞ GIÁO DỤC VÀ ĐÀO TẠO", "", "", "", "", "", ""),
    ("DANH SÁCH TRƯỜNG NĂM HỌC 2026 - 2027", "", "", "", "", "", ""),
    *[("", "", "", "", "", "", "")] * 15,
    HEADER,
    ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"),
    ("I", "", "", "", "", "", "Khối công lập"),
    *ROWS,
)


def said(result: Import) -> dict[str, Any]:
    """Return what the report says of the whole file: the words of a warning by its code and column."""
    return {f"{each.code} {each.column}": dict(each.params) for each in result.checked.findings if each.row is None}


@pytest.mark.parametrize("write", [
    lambda text: codecs.BOM_UTF8 + text.encode(), lambda text: text.encode("utf-16"), in_windows_1258,
])  # fmt: skip
def test_a_list_as_an_office_sends_it_is_taken(write: Any) -> None:
    result = imported("schools", write(table(*OFFICIAL, between=";")))

    assert (result.checked.verdict, result.checked.read, result.checked.accepted) == ("clean", 2, 2)
    assert [(row["name_vi"], row["address"], row["ward_code"], row["phones"], row["levels"], row["type"])
            for row in result.rows] == [
        ("Trường Tiểu học Mẫu Một", "12 Lê Lợi", SAI_GON, ["+842838123456"], ["tieu_hoc"], "public"),
        ("Trường THCS – THPT Mẫu Hai", "34 Hàm Nghi", SAI_GON, ["+842838123457"], ["thcs", "thpt"], "private"),
    ]  # fmt: skip
    assert said(result) == {"key_made school_id": {"rows": 2}, "from_name levels": {"rows": 2}}
    assert {("lines_before_header", "", 17), ("row_of_title", "", 2), ("key_made_from", "name_vi", 2),
            ("key_made_from", "address", 2), ("column_left_out", "STT", 1)} <= set(result.checked.notes)  # fmt: skip


def keys(*rows: dict[str, Any], kind: str = "schools") -> list[str]:
    result = imported(kind, json.dumps([{"name_vi": "Trường Mẫu", **row} for row in rows]))
    column = {"schools": "school_id", "health_facilities": "facility_id", "places": "place_id"}[kind]
    return [row[column] for row in result.rows]


def test_the_same_thing_gets_the_same_key_however_the_next_file_writes_it() -> None:
    once = keys({"name_vi": "Trường Kỳ Đồng", "address": "24A Kỳ Đồng, P.9, Q.3"})

    again = keys({"name_vi": " TRƯỜNG KỲ ĐỒNG", "address": "24a Kỳ Đồng - Phường 9 - Quận 3"})

    assert once == again
    assert once[0].startswith("truong-ky-dong-")


def test_namesakes_have_keys_of_their_own_by_address_or_place() -> None:
    found = keys({"address": "1 Lê Lợi"}, {"address": "2 Lê Lợi"}, {"lat": WEST_OF[0], "lon": WEST_OF[1]}, {},
                 {"ward_code": SAI_GON})  # fmt: skip

    assert len(set(found)) == 5
    assert all(key.startswith("truong-mau-") for key in found)


def test_names_without_latin_letters_or_of_any_length_get_a_key() -> None:
    found = keys({"name_vi": "學校"}, {"name_vi": "Trường " + "rất " * 60 + "dài"})

    assert len(found) == 2
    assert all(len(key) <= 80 for key in found)


def test_two_rows_that_give_the_same_key_are_duplicates() -> None:
    rows = [{"name_vi": f"Trường {n}"} for n in range(20)]

    result = schools(*rows, {"name_vi": "TRƯỜNG 3"})

    assert (result.checked.verdict, result.checked.accepted) == ("quarantined", 20)
    assert (21, "school_id", "duplicate_key") in result.found


def test_a_row_without_a_name_gets_no_key() -> None:
    assert {(1, "school_id", "missing"), (1, "name_vi", "missing")} <= set(schools({"address": "1 Lê Lợi"}).found)


def test_a_key_that_is_wrong_is_not_replaced() -> None:
    assert (1, "school_id", "not_an_id") in schools({"school_id": "trường", "name_vi": "A"}).found


@pytest.mark.parametrize("kind", ["practising_certificates", "hotlines", "old_units"])
def test_papers_and_numbers_are_never_given_a_key(kind: str) -> None:
    assert imported(kind, '[{"name_vi": "Tên", "name": "Tên"}]').checked.verdict == "refused"


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("Trường Tiểu học Lê Lợi", "tieu_hoc"),
        ("TRƯỜNG TIỂU HỌC LÊ LỢI", "tieu_hoc"),
        ("Truong Tieu hoc Le Loi", "tieu_hoc"),
        ("Trường TH Lê Lợi", "tieu_hoc"),
        ("TH-THCS-THPT Mẫu", "tieu_hoc|thcs|thpt"),
        ("Trường Tiểu học, THCS và THPT Mẫu", "tieu_hoc|thcs|thpt"),
        ("Trường Trung học cơ sở và Trung học phổ thông Mẫu", "thcs|thpt"),
        ("Trường Tiểu học Thực hành Đại học Mẫu", "tieu_hoc"),
        ("Trường Tiểu học Đại học Mẫu", "tieu_hoc"),
        ("Mầm non 19/5", "mam_non"),
        ("Trường Mẫu giáo Tư thục Mẫu", "mam_non"),
        ("Trường cấp 2-3 Mẫu", "thcs|thpt"),
        ("Trung tâm GDNN – GDTX Quận 1", "gdtx"),
        ("Mau Primary School (Campus 2)", "tieu_hoc"),
        ("Trường Đại học Mẫu", "dai_hoc"),
        ("Trường Nguyễn Huệ", ""),
        ("Trường Phổ thông Năng khiếu", ""),
        ("Trường Trung học Thực hành", ""),
        ("Ký túc xá Đại học Mẫu", ""),
        ("Mau Secondary School", ""),
        ("TH School", ""),
    ],
)
def test_the_name_of_a_school_tells_its_levels_or_nothing(name: str, levels: str) -> None:
    row = schools({"school_id": "s", "name_vi": name}).rows[0]

    assert "|".join(row.get("levels", ())) == levels


def test_what_a_file_says_itself_is_never_overruled_by_the_name() -> None:
    result = schools({"school_id": "s", "name_vi": "Trường Tiểu học Mẫu", "level": "lien_cap"},
                     {"school_id": "t", "name_vi": "Trường Tiểu học Mẫu", "levels": "thcs"})  # fmt: skip

    assert [(row["level"], row.get("levels")) for row in result.rows] == [("lien_cap", None), ("thcs", ["thcs"])]
    assert "from_name" not in result.checked.counts


@pytest.mark.parametrize(
    ("kind", "name", "type_"),
    [
        ("health_facilities", "Bệnh viện Mẫu", "hospital"),
        ("health_facilities", "BV. Mẫu", "hospital"),
        ("health_facilities", "Trạm Y tế phường Sài Gòn", "health_station"),
        ("health_facilities", "PKĐK Mẫu", "polyclinic"),
        ("health_facilities", "Nha khoa Mẫu", "specialist_clinic"),
        ("health_facilities", "Mau General Hospital", "hospital"),
        ("health_facilities", "Bệnh viện thú y Mẫu", None),
        ("health_facilities", "Phòng khám Mẫu", None),
        ("health_facilities", "Nhà thuốc Bệnh viện Mẫu", None),
        ("agencies", "UBND Phường Sài Gòn", "ward_committee"),
        ("agencies", "Công an phường Sài Gòn", "police"),
        ("agencies", "Toà án nhân dân khu vực 1", "court"),
        ("agencies", "Thuế cơ sở 1", "tax"),
        ("agencies", "Thuê xe Mẫu", None),
        ("agencies", "UBND Quận 1", None),
        ("places", "Chợ Mẫu", "market"),
        ("places", "Cho thuê xe Mẫu", None),
        ("places", "Cho Ben Thanh", None),
    ],
)
def test_the_name_of_a_thing_tells_what_it_is_or_nothing(kind: str, name: str, type_: str | None) -> None:
    row = imported(kind, json.dumps([{"id": "x-1", "name": name}])).rows[0]

    assert row.get("type") == type_


@pytest.mark.parametrize(
    ("cell", "levels"),
    [
        ("THCS-THPT", ["thcs", "thpt"]),
        ("TH và THCS", ["tieu_hoc", "thcs"]),
        ("Mầm non, tiểu học", ["mam_non", "tieu_hoc"]),
        ("Tiểu học", ["tieu_hoc"]),
    ],
)
def test_a_cell_of_the_level_may_name_several(cell: str, levels: list[str]) -> None:
    result = imported("schools", table(("Mã", "Tên", "Cấp học"), ("s-1", "Trường Mẫu", cell), between=";"))

    assert (result.checked.verdict, result.rows[0]["levels"]) == ("clean", levels)


def test_a_type_may_be_written_at_length() -> None:
    cell = "Phòng khám chuyên khoa Da liễu"
    result = imported("health_facilities", table(("Mã", "Tên cơ sở", "Loại hình"), ("f-1", "Mẫu", cell)))

    assert result.rows[0]["type"] == "specialist_clinic"


def test_a_licence_of_which_a_list_tells_only_a_part_is_left_out_and_said() -> None:
    header = ("STT", "Tên cơ sở", "Địa chỉ", "Giấy phép hoạt động", "Ngày cấp", "Người chịu trách nhiệm")
    row = ("1", "Phòng khám đa khoa Mẫu", "12 Lê Lợi", "00001/SYT-GPHĐ", "11/03/2024", "Nguyễn Thị Mẫu")

    result = imported("health_facilities", table(header, row))

    assert result.checked.verdict == "clean"
    assert not [name for name in result.rows[0] if name.startswith("licence")]
    assert said(result)["paper_left_out licence_number"] == {"lacking": "licence_issuer, licence_status"}
    assert result.rows[0]["responsible_person"] == "Nguyễn Thị Mẫu"


def test_an_address_in_several_columns_is_put_together() -> None:
    header = ("Tên", "Số nhà", "Đường", "Phường", "Quận")

    result = imported("schools", table(header, ("Trường Mẫu", "553", "Nguyễn Tri Phương", "13", "10")))

    assert result.rows[0]["address"] == "553 Nguyễn Tri Phương, Phường 13, Quận 10"
    assert ("put_together", "address", 1) in result.checked.notes


def test_a_former_ward_is_understood_with_its_district_beside_it() -> None:
    known = imported("schools", table(("Tên", "Phường"), ("Trường Mẫu", '"Phường 13, Quận 10"'))).rows

    result = imported("schools", table(("Tên", "Phường/Xã", "Quận/Huyện"), ("Trường Mẫu", "13", "10"),
                                       ("Trường Mẫu Hai", "Phường Sài Gòn", "Quận 1")))  # fmt: skip

    assert [row["ward_code"] for row in result.rows] == [known[0]["ward_code"], SAI_GON]


@pytest.mark.parametrize("cells", [("106.7", "10.75"), ("10.75", "106.7"), ("10,75", "106,7")])
def test_axes_are_told_apart_by_where_they_lead(cells: tuple[str, str]) -> None:
    result = imported("schools", table(("Tên", "X", "Y"), ("Trường Mẫu", *cells), between=";"))

    assert (result.rows[0]["lat"], result.rows[0]["lon"]) == (10.75, 106.7)


def test_one_axis_alone_is_half_a_position() -> None:
    result = imported("schools", table(("Tên", "X"), ("Trường Mẫu", "106.7")))

    assert (2, "lat", "half_a_position") in result.found
