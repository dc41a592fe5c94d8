"""Languages: which one is spoken to whom, and how a text gets its words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chalicelib.shared.i18n import LANGUAGES, chosen_language, localized, message


@pytest.mark.parametrize(
    ("accept_language", "language"),
    [
        (None, "vi"),
        ("", "vi"),
        ("en", "en"),
        ("EN-us", "en"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("en-GB,en;q=0.9,vi;q=0.8", "en"),
        ("fr-FR,fr;q=0.9,en;q=0.5", "en"),
        ("vi;q=0.3, en;q=0.7", "en"),
        ("en ; q=0.7 , vi ; q=0.3", "en"),
        ("en;q=0, vi;q=0.1", "vi"),
        ("en;q=0", "vi"),
        ("*", "vi"),
        ("*, en;q=0.1", "en"),
        ("fr, de", "vi"),
        ("en, vi", "en"),
        ("vi, en", "vi"),
    ],
)
def test_the_language_asked_for_most_is_spoken_and_vietnamese_where_none_fits(
    accept_language: str | None, language: str
) -> None:
    assert chosen_language(accept_language) == language


@pytest.mark.parametrize(
    "garbage",
    [
        "en;q=",
        "en;q=x",
        "en;q=nan",
        ";;;",
        ",,,",
        "en;q=-1",
        "english",
        "\x00",
        "q=1",
        "đ",
        "x" * 100_000,
        "fr," * 50_000,
    ],
)
def test_a_header_that_makes_no_sense_is_answered_in_vietnamese(garbage: str) -> None:
    assert chosen_language(garbage) == "vi"


def test_a_text_gets_its_words() -> None:
    assert message("field_too_long", "en", maximum=10) == "May have at most 10 characters."
    assert message("field_too_long", "vi", maximum=10) == "Được tối đa 10 ký tự."


def test_a_word_nobody_gave_leaves_its_place_in_the_text() -> None:
    assert message("field_too_long", "en") == "May have at most {maximum} characters."


def test_a_word_that_looks_like_a_place_is_taken_as_it_is() -> None:
    assert message("field_not_one_of", "en", choices="{choices} {0.__class__}") == (
        "Must be one of: {choices} {0.__class__}."
    )


def test_a_code_without_a_text_is_shown_itself() -> None:
    assert message("no_such_code", "vi") == "no_such_code"


def test_a_language_we_do_not_speak_is_answered_in_vietnamese() -> None:
    assert message("field_missing", "fr") == message("field_missing", "vi")


def test_a_pair_of_the_city_pack_is_told_in_the_language_or_in_vietnamese() -> None:
    pair = {"vi": "Chiếu sáng", "en": "Street lighting"}

    assert localized(pair, "en") == "Street lighting"
    assert localized({"vi": "Chiếu sáng"}, "en") == "Chiếu sáng"
    assert localized({"vi": "Chiếu sáng", "en": ""}, "en") == "Chiếu sáng"
    assert localized(None, "en") is None


@pytest.mark.long
@settings(deadline=None, max_examples=1000)
@given(some.text())
def test_any_header_leads_to_a_language_we_speak(header: str) -> None:
    assert chosen_language(header) in LANGUAGES


@pytest.mark.long
@settings(deadline=None, max_examples=1000)
@given(some.sampled_from(LANGUAGES), some.integers(0, 1000).map(lambda thousandths: f"{thousandths / 1000:.3f}"))
def test_the_only_language_named_with_any_weight_is_spoken(language: str, weight: str) -> None:
    expected = language if float(weight) > 0 else "vi"

    assert chosen_language(f"fr, {language};q={weight}") == expected
