"""What a stranger never reads in a public text, and what stays readable."""

import pytest

from chalicelib.feedback.masking import masked

PERSONAL = [
    "0912345678", "0912 345 678", "0912.345.678", "(090) 123-4567", "090  123  4567", "090\u00a0123\u00a04567",
    "090–123–4567", "090/123/4567", "090_123_4567", "090,123,4567", "+84 (90) 123 4567", "0084901234567",
    "０９０１２３４５６７", "٠٩٠١٢٣٤٥٦٧", "O9O1234567", "0\u0338901234567", "(028) 3829 7611",
    "079-201-001234", "079 201 001 234", "999200012345", "201234567", "B1234567",
    "59A1-234.56", "59a1-12345", "51F 123 45", "51F - 123.45", "30A-1234", "80-NG-123-45", "TM-12-34",
    "an.nguyen@example.com", "a＠gmail.com", "a(at)c.vn", "a at c.vn",
]  # fmt: skip


@pytest.mark.parametrize("personal", PERSONAL)
def test_numbers_and_addresses_of_persons_are_covered_however_they_are_written(personal: str) -> None:
    hidden = masked(f"Gọi {personal} nhé.")

    assert not any(character.isalnum() for character in hidden.removeprefix("Gọi ").removesuffix(" nhé."))


@pytest.mark.parametrize("personal", ["sdt0901234567", "zalo0901234567", "sđt:0901234567"])
def test_a_number_glued_to_a_word_is_covered_too(personal: str) -> None:
    assert "0901234567" not in masked(personal)


@pytest.mark.parametrize(
    "text",
    [
        "Nhà 1806/127/2/6/15/48/2A, phường Bến Thành",
        "Tuyến 62-11 và trạm Q1 190 lúc 17:30",
        "Phạt 12.500.000 đồng, năm 2026",
        "Từ ngày 23/11/2026 17:30",
        "Cột đèn số 12345 không sáng",
        "Gọi 1022 hoặc 114",
        "Nước ngập 40 cm, 3 nhà, 2 ngày",
    ],
)
def test_what_names_no_person_stays_readable(text: str) -> None:
    assert masked(text) == text


def test_a_hostile_text_keeps_its_length() -> None:
    for text in ("1" * 200_000, "a" * 200_000, "a@" * 50_000, "0 " * 100_000, "59A" * 60_000, "." * 200_000):
        assert len(masked(text)) == len(text)
