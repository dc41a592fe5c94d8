"""Vietnamese text is matched, ordered and cleaned the way people here write it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.shared import vietnamese

# Text that provokes: Vietnamese letters in both forms, marks alone, junk, emoji joined and broken.
VIETNAMESE = st.text(
    st.sampled_from("aăâeêioôơuưyđqhnAĐQ 1/.,\u0300\u0309\u0303\u0301\u0323\u0302\u031b\u200b\u200d😀👩\n")
)
TEXTS = st.one_of(st.text(), VIETNAMESE)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def test_text_is_composed_so_that_one_word_is_one_string() -> None:
    assert vietnamese.nfc(nfd("Trường Tiểu học Nguyễn Huệ")) == "Trường Tiểu học Nguyễn Huệ"


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Trường Tiểu học Nguyễn Huệ", "truong tieu hoc nguyen hue"),
        (nfd("Trường Tiểu học Nguyễn Huệ"), "truong tieu hoc nguyen hue"),
        ("ĐƯỜNG ĐIỆN BIÊN PHỦ", "duong dien bien phu"),
        ("  Bến \n Nghé\t", "ben nghe"),
        ("Guðrún", "guðrun"),
        ("Café Straße", "cafe strasse"),
        ("", ""),
    ],
)
def test_a_search_without_marks_finds_the_word_with_them(written: str, typed: str) -> None:
    assert vietnamese.fold(written) == typed


@pytest.mark.parametrize("text", ["서울", "が", "हिन्दी"])
def test_scripts_of_visitors_keep_their_signs(text: str) -> None:
    assert vietnamese.fold(text) == text


@pytest.mark.parametrize(
    ("new_style", "old_style"),
    [
        ("hoà", "hòa"),
        ("HOÀ", "HÒA"),
        ("Hoà Bình", "Hòa Bình"),
        ("khoẻ", "khỏe"),
        ("thuỷ", "thủy"),
        ("Thuỵ Điển", "Thụy Điển"),
        ("quý", "quý"),
        ("qúy", "quý"),
        ("qúa", "quá"),
        ("hoàn", "hoàn"),
        ("xoáy", "xoáy"),
        ("ngoèo", "ngoèo"),
        ("huỳnh", "huỳnh"),
        ("thuở", "thuở"),
        (nfd("Thới Hoà"), "Thới Hòa"),
    ],
)
def test_old_and_new_tone_placement_come_to_the_same(new_style: str, old_style: str) -> None:
    assert vietnamese.canonical_tones(new_style) == old_style
    assert vietnamese.canonical_tones(old_style) == old_style


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        ("Phường Thới Hòa", "PHƯỜNG THỚI HOÀ", True),
        ("Thủy", nfd("thuỷ"), True),
        ("Đường", "đường", True),
        ("bán", "bàn", False),
        ("Đa Kao", "Da Kao", False),
        ("hoàn", "hòan", False),
    ],
)
def test_two_spellings_of_one_name_are_the_same_and_two_words_are_not(a: str, b: str, alike: bool) -> None:
    assert vietnamese.same(a, b) is alike


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12 Đ. Lê Lợi, P.Bến Nghé, Q.1, TP.HCM", "12 Đường Lê Lợi, Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh"),
        ("duong le loi q1", "duong le loi Quận 1"),
        ("P.01, Q. 10", "Phường 1, Quận 10"),
        ("P1, Q3, tphcm", "Phường 1, Quận 3, Thành phố Hồ Chí Minh"),
        ("P Đa Kao, Q Bình Thạnh", "Phường Đa Kao, Quận Bình Thạnh"),
        ("Tp. Thủ Đức, TP. Hồ Chí Minh", "Thành phố Thủ Đức, Thành phố Hồ Chí Minh"),
        ("thành phố HCM", "Thành phố Hồ Chí Minh"),
        ("12 Lê Lợi, SG", "12 Lê Lợi, Thành phố Hồ Chí Minh"),
        ("X. Tân Nhựt, H.Bình Chánh", "Xã Tân Nhựt, Huyện Bình Chánh"),
        ("ấp 2 X.Tân Nhựt H. Bình Chánh", "ấp 2 Xã Tân Nhựt Huyện Bình Chánh"),
        ("TX Bến Cát", "Thị xã Bến Cát"),
        ("TT. Tân Túc", "Thị trấn Tân Túc"),
        ("KP3, KP.4", "Khu phố 3, Khu phố 4"),
        ("12 đg. số 5", "12 Đường số 5"),
        ("285/94B CMT8", "285/94B Cách Mạng Tháng Tám"),
        ("12 XVNT", "12 Xô Viết Nghệ Tĩnh"),
        ("QL1A, TL 10, XL Hà Nội", "Quốc lộ 1A, Tỉnh lộ 10, Xa lộ Hà Nội"),
        ("BV Chợ Rẫy", "Bệnh viện Chợ Rẫy"),
        ("UBND P. Tân Định", "Ủy ban nhân dân Phường Tân Định"),
        (nfd("P. Bến Nghé"), "Phường Bến Nghé"),
    ],
)
def test_an_address_in_shorthand_is_written_out(written: str, meant: str) -> None:
    assert vietnamese.expand_abbreviations(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Quận 1, Phường Bến Nghé, Thành phố Hồ Chí Minh",
        "HCM-0000000ZZ",
        "TT Y tế Củ Chi",
        "TT Dạy Nghề Phú Nhuận",
        "TP Bank",
        "160/72 P.H.Ích",
        "Kha H. Nguyen",
        "H'Hen Niê",
        "Nguyễn Văn H.",
        "Block P1, Lô P2 chung cư",
        "P.101",
        "1806/127/2/6/15/48/2A",
        "L1004A",
    ],
)
def test_what_only_looks_like_shorthand_is_left_alone(text: str) -> None:
    assert vietnamese.expand_abbreviations(text) == text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("đường 3/2", "đường 3 Tháng 2"),
        ("Đ.3/2, Q.10", "Đường 3 Tháng 2, Quận 10"),
        ("1042 3/2, P.12", "1042 3 Tháng 2, Phường 12"),
        ("12A 3/2 Q10", "12A 3 Tháng 2 Quận 10"),
        ("số 40bis 3/2", "số 40bis 3 Tháng 2"),
        ("120 Ba Tháng Hai", "120 3 Tháng 2"),
        ("12 đường 30/4, TP Vũng Tàu", "12 đường 30 Tháng 4, Thành phố Vũng Tàu"),
        ("3/2 Lê Lợi", "3/2 Lê Lợi"),
        ("12 3/2 Lê Lợi", "12 3/2 Lê Lợi"),
        ("3/2/1 Hùng Vương", "3/2/1 Hùng Vương"),
        ("đường 3/2/1", "đường 3/2/1"),
        ("12/3/2 Lê Văn Sỹ", "12/3/2 Lê Văn Sỹ"),
        ("hẻm 3/2", "hẻm 3/2"),
        ("ngập từ ngày 3/2", "ngập từ ngày 3/2"),
        ("ngập 20 3/2 lúc 5h", "ngập 20 3/2 lúc 5h"),
    ],
)
def test_a_street_named_after_a_day_is_told_from_a_house_number(written: str, meant: str) -> None:
    assert vietnamese.expand_abbreviations(written) == meant


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("Phường Bến Nghé", "phuong", "Bến Nghé"),
        ("P. Bến Nghé", "phuong", "Bến Nghé"),
        (nfd("PHƯỜNG BẾN NGHÉ"), "phuong", "BẾN NGHÉ"),
        ("phuong ben nghe", "phuong", "ben nghe"),
        ("P1", "phuong", "1"),
        ("Q.1", "quan", "1"),
        ("X. Tân Nhựt", "xa", "Tân Nhựt"),
        ("Đặc khu Côn Đảo", "dac_khu", "Côn Đảo"),
        ("H. Củ Chi", "huyen", "Củ Chi"),
        ("TT Tân Túc", "thi_tran", "Tân Túc"),
        ("TX. Bến Cát", "thi_xa", "Bến Cát"),
        ("TP Thủ Đức", "thanh_pho", "Thủ Đức"),
        ("TP.HCM", "thanh_pho", "Hồ Chí Minh"),
        ("Tỉnh Bình Dương", "tinh", "Bình Dương"),
        ("  Bến   Nghé ", None, "Bến Nghé"),
        ("Xã", None, "Xã"),
        ("", None, ""),
    ],
)
def test_a_unit_is_known_by_its_type_and_its_bare_name(text: str, kind: str | None, name: str) -> None:
    assert vietnamese.unit_name(text) == (kind, name)


# Shuffled by hand; the order is that of Vietnamese dictionaries and of ICU.
@pytest.mark.parametrize(
    "in_order",
    [
        ["a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "g", "h", "i", "k", "l", "m", "n", "o", "ô", "ơ", "p", "q"],
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["an", "án", "anh", "ăn", "ân", "ba"],
        ["An Bình", "an cư", "Ana", "Ấn"],
        ["Bến Nghé", "Bến Thành", "Bình Thạnh", "Cầu Kho", "Đa Kao"],
        ["Phường 2", "Phường Bến Nghé", "Phường Đa Kao"],
        ["t", "u", "ư", "v", "w", "x", "y", "z", "서울"],
        ["", "a"],
    ],
)
def test_lists_follow_the_vietnamese_alphabet_and_then_the_tones(in_order: list[str]) -> None:
    assert sorted(reversed(in_order), key=vietnamese.sort_key) == in_order


@pytest.mark.parametrize(
    ("a", "b"), [("Hoà", "hòa"), ("Đa Kao", nfd("ĐA  KAO")), ("Bà Rịa - Vũng Tàu", "Bà Rịa Vũng Tàu")]
)
def test_two_spellings_of_one_name_stand_at_one_place(a: str, b: str) -> None:
    assert vietnamese.sort_key(a) == vietnamese.sort_key(b)


def test_people_are_listed_by_given_name_then_family_then_middle_names() -> None:
    in_order = [
        "",
        "Lê Văn An",
        "Nguyễn An",
        "Nguyễn Thị An",
        "NGUYỄN VĂN AN",
        "Lê Văn Ân",
        "Y Moan",
        "H'Hen Niê",
        "Sen",
        "Phạm Thị Ánh Tuyết",
    ]

    assert sorted(reversed(in_order), key=vietnamese.sort_key_of_name) == in_order


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  Ổ gà lớn\r\ntrước nhà\rsố 5\u2028 ", "Ổ gà lớn\ntrước nhà\nsố 5"),
        ("a\tb", "a\tb"),
        ("ngập\x00 nước\x07\x1b[31m", "ngập nước[31m"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("a\u2066b\u2069c\u200ed\u200fe", "abcde"),
        ("Sài\u200b Gòn\ufeff\u00ad\u2060", "Sài Gòn"),
        ("\u3164\u200b", ""),
        ("nửa \ud83d mặt cười", "nửa  mặt cười"),
        (nfd("Đường hỏng"), "Đường hỏng"),
        ("e\u200b\u0302", "ê"),
        ("👩\u200d👩\u200d👧 và 👩🏽\u200d🔧", "👩\u200d👩\u200d👧 và 👩🏽\u200d🔧"),
        ("🏳\ufe0f\u200d🌈", "🏳\ufe0f\u200d🌈"),
        ("a\u200db 👩\u200d", "ab 👩"),
        ("Bà con có 5.000 đ — “thật” 100 %", "Bà con có 5.000 đ — “thật” 100 %"),
    ],
)
def test_a_text_is_kept_as_it_looks_without_what_nobody_sees(sent: str, kept: str) -> None:
    assert vietnamese.clean_text(sent) == kept


@given(TEXTS)
def test_folding_cleaning_and_writing_out_twice_changes_nothing_more(text: str) -> None:
    for step in (vietnamese.fold, vietnamese.clean_text, vietnamese.canonical_tones, vietnamese.expand_abbreviations):
        once = step(text)
        assert step(once) == once, step.__name__


@given(TEXTS)
def test_a_clean_text_can_always_be_stored_and_sent(text: str) -> None:
    kept = vietnamese.clean_text(text)

    assert kept.encode("utf-8").decode("utf-8") == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in kept if c not in "\n\t")


@given(TEXTS)
def test_every_spelling_of_a_text_is_the_same_text(text: str) -> None:
    assert vietnamese.same(text, nfd(text))
    assert vietnamese.same(text, vietnamese.canonical_tones(text))
    assert vietnamese.sort_key(text) == vietnamese.sort_key(nfd(text))


@given(TEXTS, TEXTS)
def test_what_is_the_same_stands_at_the_same_place(a: str, b: str) -> None:
    if vietnamese.same(a, b):
        assert vietnamese.sort_key(a) == vietnamese.sort_key(b)
