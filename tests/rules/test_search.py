"""A directory is found by what people type: without marks, half, abbreviated, with slips; the likeliest come first."""

import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.published.search import Query, Search
from tests.directories import names_found, names_in, published, schools

HUE, DU, DON, BEN_NGHE, CHO_RAY, Q12, SAO, QUOC_GIA = NAMES = (
    "Trường Tiểu học Nguyễn Huệ",
    "Trường THCS Nguyễn Du",
    "Trường THPT Lê Quý Đôn",
    "Ủy ban nhân dân Phường Bến Nghé",
    "Bệnh viện Chợ Rẫy",
    "Ủy ban nhân dân Quận 12",
    "Trường Mầm non Sao Mai 12",
    "Đại học Quốc gia Thành phố Hồ Chí Minh",
)
ROWS = schools(*NAMES)


@pytest.fixture(scope="module")
def city() -> Iterator[Search]:
    """A search in these names."""
    with published(ROWS) as artifact:
        yield Search(artifact)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        pytest.param("Trường Tiểu học Nguyễn Huệ", HUE, id="as it is written"),
        pytest.param("truong tieu hoc nguyen hue", HUE, id="without marks"),
        pytest.param("TRƯỜNG TIỂU HỌC NGUYỄN HUỆ", HUE, id="in capitals"),
        pytest.param(unicodedata.normalize("NFD", HUE), HUE, id="decomposed"),
        pytest.param("  hue,   nguyen ", HUE, id="in another order"),
        pytest.param("th nguyen hue", HUE, id="TH for tiểu học"),
        pytest.param("trung hoc co so nguyen du", DU, id="THCS written out"),
        pytest.param("thpt le quy don", DON, id="THPT"),
        pytest.param("cap 3 le quy don", DON, id="cấp 3 for THPT"),
        pytest.param("UBND P. Bến Nghé", BEN_NGHE, id="UBND P."),
        pytest.param("ubnd p.ben nghe", BEN_NGHE, id="glued to its dot"),
        pytest.param("bv cho ray", CHO_RAY, id="BV"),
        pytest.param("ubnd q12", Q12, id="Q12"),
        pytest.param("ubnd q.12", Q12, id="Q.12"),
        pytest.param("dai hoc quoc gia tphcm", QUOC_GIA, id="the city's own short name"),
        pytest.param("đhqg tp.hcm", QUOC_GIA, id="two short forms"),
        pytest.param("mn sao mai 12", SAO, id="MN with a number"),
        pytest.param("truong tieu hoc nguy", HUE, id="half a word"),
        pytest.param("le quy d", DON, id="one letter of the last word"),
        pytest.param("nguyn hue", HUE, id="a letter lost"),
        pytest.param("nguyeen hue", HUE, id="a letter too many"),
        pytest.param("nguyem hue", HUE, id="another letter"),
        pytest.param("ngueyn hue", HUE, id="two letters swapped"),
        pytest.param("nguye nhue", HUE, id="a letter swapped with the space"),
        pytest.param("nguyenhue", HUE, id="the space lost"),
        pytest.param("nguyenbhue", HUE, id="a letter for the space"),
        pytest.param("ngu yen hue", HUE, id="a space too many"),
        pytest.param("bneh vien cho ray", CHO_RAY, id="a slip in the first word"),
        pytest.param("benh vien cho rau", CHO_RAY, id="a slip in the last word"),
        pytest.param("bneh vien cho rau", CHO_RAY, id="a slip in two words"),
        pytest.param("nguyeenx hueej", HUE, id="Telex that the phone did not understand"),
        pytest.param("le quy don19", DON, id="a house number glued on"),
        pytest.param("bv cho ray quan 5", CHO_RAY, id="a district that is not in the data"),
        pytest.param("45/6 nguyen hue", HUE, id="a house number that is not in the data"),
        pytest.param("nguyen hue \u0000 \" ' * : ( ^ %", HUE, id="signs that mean something to databases"),
    ],
)
def test_what_people_type_finds_what_they_mean(city: Search, typed: str, found: str) -> None:
    assert names_in(city, typed)[:1] == [found]


@pytest.mark.parametrize("typed", ["xyzzy", "sân bay vũ trụ", "zq"])
def test_what_nobody_could_mean_finds_nothing(city: Search, typed: str) -> None:
    assert names_in(city, typed) == []


@pytest.mark.parametrize("typed", ["", "   ", "!?", "\u0301"])
def test_a_search_without_words_lists_everything_by_importance(city: Search, typed: str) -> None:
    assert names_in(city, typed, limit=9) == list(NAMES)


def test_marks_that_were_typed_come_first() -> None:
    rows = schools("Chợ Bán Cờ", "Chợ Bàn Cờ", "Chợ Bạn Cờ")

    assert names_found(rows, "cho ban co") == ["Chợ Bán Cờ", "Chợ Bàn Cờ", "Chợ Bạn Cờ"]
    assert names_found(rows, "chợ bàn cờ")[0] == "Chợ Bàn Cờ"
    assert names_found(rows, "chợ bạn cờ")[0] == "Chợ Bạn Cờ"


@pytest.mark.parametrize(("written", "typed"), [("Thạnh Hòa", "thạnh hoà"), ("Thạnh Hoà", "thạnh hòa")])
def test_either_way_to_place_a_tone_mark_is_the_same(written: str, typed: str) -> None:
    assert names_found(schools("Thạnh Hóa", written), typed)[0] == written


def test_the_very_name_comes_before_names_that_hold_it() -> None:
    crowd = [f"Trường Tiểu học Lê Lợi {number}" for number in range(200)]

    assert names_found(schools(*crowd, "Lê Lợi"), "le loi")[0] == "Lê Lợi"


def test_among_equals_the_more_important_comes_first() -> None:
    rows = [
        {"school_id": key, "name": "Trường Tiểu học Nguyễn Du", "pupils": pupils}
        for key, pupils in (("a", 5), ("b", 9))
    ]

    with published(rows) as artifact:
        hits = Search(artifact).page(Query("nguyen du"), 5).hits

    assert [hit.row["school_id"] for hit in hits] == ["b", "a"]


def test_a_name_comes_before_an_address_with_the_same_words() -> None:
    rows = schools("Trường Tiểu học Kim Đồng", address="9 Nguyễn Huệ") + schools("Trường THPT Nguyễn Huệ", pupils=0)
    rows[1]["school_id"] = "other"

    assert names_found(rows, "nguyen hue") == ["Trường THPT Nguyễn Huệ", "Trường Tiểu học Kim Đồng"]


def test_every_name_of_a_thing_finds_it() -> None:
    rows = schools(
        "Trường THPT Chuyên Trần Đại Nghĩa", name_en="Tran Dai Nghia High School", former_names=["La San Taberd"]
    )

    assert [names_found(rows, typed) for typed in ("high school", "taberd", "tran dai")] == [[rows[0]["name"]]] * 3


def test_words_in_another_order_are_not_taken_for_slips() -> None:
    assert names_found(schools("Trường Huệ Nguyệt", "Trường Nguyễn Huệ"), "hue nguyen truong")[0] == "Trường Nguyễn Huệ"


def test_a_capital_on_a_sign_is_a_short_form_and_a_word_is_not() -> None:
    rows = schools("CA Phường 5", "Cà phê Phường 5")

    assert names_found(rows, "cong an phuong 5") == ["CA Phường 5"]


def test_a_search_says_how_it_was_understood(city: Search) -> None:
    understood = [city.page(Query(text), 5).match for text in ("nguyen hue", "nguyne hue", "nguyen hue quan 5")]

    assert understood == ["words", "repaired", "part"]


def test_a_slip_is_not_mended_where_what_was_typed_is_a_name() -> None:
    assert names_found(schools("Trường Nguyễn Huy", "Trường Nguyễn Huệ"), "nguyen huy") == ["Trường Nguyễn Huy"]


def test_a_house_number_is_never_taken_for_another() -> None:
    assert names_found(schools("12 Lê Lợi", "13 Lê Lợi"), "13 le loi") == ["13 Lê Lợi"]
    assert names_found(schools("Trường Sao Mai 12"), "sao mai 13", limit=1) == ["Trường Sao Mai 12"]


def test_no_text_is_too_long_to_be_answered(city: Search) -> None:
    assert names_in(city, "nguyen hue " * 500)[:1] == [HUE]
    assert names_in(city, "a" * 5000) == []


@settings(deadline=None)
@given(text=st.text(max_size=40) | st.text("aănguyeênhuệ 12.,'\"*\x00đ", max_size=30))
def test_whatever_is_typed_gets_an_answer(city: Search, text: str) -> None:
    page = city.page(Query(text), 3)

    assert len(page.hits) <= page.total


def test_a_name_may_hold_any_character() -> None:
    odd = "Trường\x00 \x1c A\u2028B \u202e*^\" ' 😀"

    assert names_found(schools("Trường A B C", odd), "truong b a") == [odd, "Trường A B C"]
