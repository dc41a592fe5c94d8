"""Tables of former units, with codes or by names alone, of the city or of the whole country."""

import unicodedata
from collections.abc import Iterator
from typing import Any, Literal

import pytest

from chalicelib.shared import city
from tests.imports import Import, imported, table

OLD = ("old_ward_code", "old_ward", "old_district", "old_province", "new_ward_code", "is_default", "old_lat", "old_lon")
Q1, HCM = "Quận 1", "Thành phố Hồ Chí Minh"
FIRST = ("26740", "Phường Bến Nghé", Q1, HCM, "26740", "1", "10.78", "106.70")
SECOND = ("26740", "Phường Bến Nghé", Q1, HCM, "26743", "0", "10.78", "106.70")

NAMES = ("old_name", "old_district", "old_province")
KNOWN = city.load("old_units")["items"]
TODAY = {unit["code"]: unit["full_name"] for unit in city.load("units")["items"]}
BY_NAMES = ("Tỉnh/Thành cũ", "Quận/Huyện cũ", "Phường/Xã cũ", "Tỉnh/Thành mới", "Phường/Xã mới")
Line = tuple[str, ...]


def rest(*codes: str) -> Iterator[Line]:
    """Yield lines of all former units but some, as OLD has them."""
    for item in KNOWN:
        for new in item["new"] if item["old_code"] not in codes else ():
            names = (item["old_code"], item["old_name"], item["old_district"], item["old_province"])
            yield (*names, new["code"], "1" if new["default"] else "0", "", "")


def record(result: Import, code: str) -> Any:
    return next(row for row in result.rows if row["old_code"] == code)


def by_names(*left_out: str) -> Iterator[Line]:
    """Yield lines of all former units but some, with names alone and no defaults."""
    for item in KNOWN:
        for new in item["new"] if item["old_code"] not in left_out else ():
            yield (item["old_province"], item["old_district"], item["old_name"], HCM, TODAY[new["code"]])


def became(rows: list[Any]) -> dict[str, list[str]]:
    return {row["old_code"]: sorted(map(str, row["new"])) for row in rows}


def test_lines_of_an_old_unit_become_one_record_with_its_default_first() -> None:
    con_dao = ("", "", "Huyện Côn Đảo", "Tỉnh Bà Rịa - Vũng Tàu", "26732", "1", "", "")
    whole = ("26734", "Phường Tân Định", Q1, HCM, "26737", "", "", "")

    centre = {item["old_code"]: item["centre"] for item in city.load("old_units")["items"]}
    result = imported("old_units", table(OLD, SECOND, FIRST, whole, con_dao, *rest("26740", "26734", "755")))

    assert (result.checked.verdict, result.checked.accepted) == ("clean", len(KNOWN))
    assert result.rows[:3] == [
        {"old_code": "26740", "old_name": "Phường Bến Nghé", "old_district": Q1, "old_province": HCM,
         "centre": {"lat": 10.78, "lon": 106.7},
         "new": [{"code": "26740", "default": True}, {"code": "26743", "default": False}]},
        {"old_code": "26734", "old_name": "Phường Tân Định", "old_district": Q1, "old_province": HCM,
         "centre": centre["26734"], "new": [{"code": "26737", "default": True}]},
        {"old_code": "755", "old_name": "Huyện Côn Đảo", "old_district": "Huyện Côn Đảo",
         "old_province": "Tỉnh Bà Rịa - Vũng Tàu", "centre": centre["755"],
         "new": [{"code": "26732", "default": True}]},
    ]  # fmt: skip


def test_what_a_table_leaves_out_is_taken_from_what_the_city_knows() -> None:
    split = next(item for item in city.load("old_units")["items"] if len(item["new"]) == 2)
    by_code = [(f"{split['old_code']}.0", "", each["code"] + ".0") for each in split["new"]]
    by_name = [("", split["old_name"], TODAY[each["code"]]) for each in split["new"]]
    district = (split["old_district"], split["old_province"])

    whole = [line[:5] for line in rest(split["old_code"])]
    rest_named = [(code, name, new, of, province) for code, name, of, province, new in whole]
    result = imported(
        "old_units", table(("old_code", "old_name", "new_ward"), *by_code, *[each[:3] for each in rest_named])
    )
    named = imported("old_units", table(("ma_cu", "old_ward", "new_ward", "old_district", "old_province"),
                                        *[(*row, *district) for row in by_name], *rest_named))  # fmt: skip

    assert record(result, split["old_code"]) == record(named, split["old_code"]) == split
    assert (named.checked.verdict, named.checked.refused) == ("clean", 0)
    assert (2, "default", "default_from_known") in named.found


@pytest.mark.parametrize(
    ("rows", "column", "code"),
    [
        ([FIRST, (*SECOND[:5], "1", *SECOND[6:])], "default", "default_not_one"),
        (
            [("00001", *SECOND[1:5], "", *SECOND[6:]), ("00001", *FIRST[1:5], "", *FIRST[6:])],
            "default",
            "default_not_one",
        ),
        ([FIRST, FIRST], "new_code", "twice_in_cell"),
        ([FIRST, (SECOND[0], "Phường Đa Kao", *SECOND[2:])], "old_name", "ids_differ"),
        ([(*FIRST[:4], "99999", *FIRST[5:])], "new_code", "not_a_unit"),
        ([("", "Phường Không Mã", *FIRST[2:])], "old_code", "unit_unknown"),
        ([("", "", "", *FIRST[3:])], "old_code", "missing"),
    ],
)
def test_old_units_that_lead_nowhere_or_to_two_places_are_refused_whole(
    rows: list[tuple[str, ...]], column: str, code: str
) -> None:
    result = imported("old_units", table(OLD, *rows))

    assert (column, code) in {found[1:] for found in result.found}
    assert (result.checked.verdict, result.rows) == ("refused", [])


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_table_of_the_whole_country_by_names_alone_says_the_same_as_the_packs(form: Literal["NFC", "NFD"]) -> None:
    others = [
        ("Tỉnh Lâm Đồng", "Thành phố Đà Lạt", f"Phường {n}", "Tỉnh Lâm Đồng", "Phường Xuân Hương") for n in range(300)
    ]
    text = unicodedata.normalize(form, table(BY_NAMES, *others, *by_names()))

    result = imported("old_units", text)

    assert (result.checked.verdict, result.checked.accepted) == ("clean", len(KNOWN))
    assert became(result.rows) == became(KNOWN)
    assert ("of_another_city", "", 300) in result.checked.notes
    assert set(result.checked.counts) == {"default_from_known"}
    names = [[row[name] for name in NAMES] for row in (*result.rows, *KNOWN)]
    assert sorted(names[: len(KNOWN)]) == sorted(names[len(KNOWN) :])


@pytest.mark.parametrize(
    "names",
    [
        ("TP.HCM", "Q1", "P. Bến Nghé"),
        ("Hồ Chí Minh", "1", "Bến Nghé"),
        ("Thành phố Hồ Chí Minh", "Quận 1", "phuong ben nghe"),
        ("", "Quận 1", "Phường Bến Nghe"),
        ("", "", "Phường Bến Nghé, Quận 1, TP.HCM"),
        ("TPHCM", "Quận 1", "Phường Bến Nghéc"),
    ],
)
def test_an_old_unit_is_known_however_its_names_are_written(names: Line) -> None:
    old = next(item for item in KNOWN if item["old_name"] == "Phường Bến Nghé")
    lines = [(*names, HCM, TODAY[new["code"]]) for new in old["new"]]

    result = imported("old_units", table(BY_NAMES, *lines, *by_names(old["old_code"]), between=";"))

    assert (result.checked.verdict, record(result, old["old_code"])) == ("clean", old)


def test_names_that_begin_like_a_kind_of_unit_are_names() -> None:
    old = next(item for item in KNOWN if item["old_name"] == "Xã Xà Bang")
    line = (old["old_province"], "Châu Đức", "Xà Bang", HCM, TODAY[old["new"][0]["code"]])

    result = imported("old_units", table(BY_NAMES, line, *by_names(old["old_code"])))

    assert (result.checked.verdict, record(result, old["old_code"])) == ("clean", old)


def test_an_old_unit_that_nobody_knows_is_named() -> None:
    result = imported("old_units", table(BY_NAMES, (HCM, Q1, "Phường Không Có", HCM, "Phường Sài Gòn"), *by_names()))

    assert (2, "old_code", "unit_unknown") in result.found
    assert any("Phường Không Có, Quận 1" in found.message("en") for found in result.checked.findings)
    assert result.checked.verdict == "refused"


def test_a_table_of_a_part_of_the_city_says_what_would_be_lost() -> None:
    result = imported("old_units", table(BY_NAMES, *by_names("26740", "755")))

    lost = [found.message("en") for found in result.checked.findings if found.code == "unit_lacking"]
    assert (result.checked.verdict, result.checked.accepted) == ("clean", len(KNOWN) - 2)
    assert len(lost) == 2
    assert any("Phường Bến Nghé, Quận 1" in text for text in lost)


def test_a_table_that_lacks_most_old_units_is_refused() -> None:
    some = [line for line in by_names() if line[0] == "Tỉnh Bình Dương"]

    result = imported("old_units", table(BY_NAMES, *some))

    assert result.found[0] == (None, "old_code", "units_of_another_city")
    assert (result.checked.verdict, result.rows) == ("refused", [])
