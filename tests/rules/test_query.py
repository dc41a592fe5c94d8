"""Query parameters: what is read, what is refused, and that every wrong one is named."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chalicelib.shared.errors import Invalid
from chalicelib.shared.query import CURSOR, PAGE, Parameter, read_query, whole, word

RADIUS = whole(1, 10_000, 500)
WARD = word(r"[0-9]{5}", required=True)


def wrong(expected: dict[str, Parameter], given: dict[str, list[str]]) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        read_query(expected, given)
    assert {field.location for field in refusal.value.fields} == {"query"}
    return {field.pointer: field.code for field in refusal.value.fields}


def test_what_is_absent_or_empty_gets_its_default() -> None:
    assert read_query({"radius": RADIUS}, {}) == {"radius": 500}
    assert read_query({"radius": RADIUS}, {"radius": [""]}) == {"radius": 500}
    assert read_query(PAGE, {}) == {"limit": 20, "cursor": None}


def test_what_is_needed_and_absent_or_empty_is_missing() -> None:
    assert wrong({"ward": WARD}, {}) == {"/ward": "missing"}
    assert wrong({"ward": WARD}, {"ward": [""]}) == {"/ward": "missing"}


@pytest.mark.parametrize(
    ("text", "value"), [("1", 1), ("10000", 10_000), ("007", 7)], ids=["least", "most", "leading zeros"]
)
def test_a_whole_number_within_its_bounds_is_read(text: str, value: int) -> None:
    assert read_query({"radius": RADIUS}, {"radius": [text]}) == {"radius": value}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0", "out_of_range"),
        ("-1", "out_of_range"),
        ("10001", "out_of_range"),
        ("1.5", "not_a_whole_number"),
        ("1e3", "not_a_whole_number"),
        ("+1", "not_a_whole_number"),
        (" 1", "not_a_whole_number"),
        ("1\n", "not_a_whole_number"),
        ("1_000", "not_a_whole_number"),
        ("٣", "not_a_whole_number"),
        ("9" * 5000, "not_a_whole_number"),
        ("mười", "not_a_whole_number"),
        ("\x00", "not_a_whole_number"),
    ],
)
def test_anything_else_is_no_whole_number_or_out_of_range(text: str, code: str) -> None:
    assert wrong({"radius": RADIUS}, {"radius": [text]}) == {"/radius": code}


@pytest.mark.parametrize(
    ("text", "code"),
    [("2674", "wrong_format"), ("26740\n", "wrong_format"), ("26740 ", "wrong_format"), ("2" * 501, "too_long")],
)
def test_a_word_must_have_its_whole_form(text: str, code: str) -> None:
    assert wrong({"ward": WARD}, {"ward": [text]}) == {"/ward": code}


def test_a_parameter_given_twice_is_refused_even_with_one_value() -> None:
    assert wrong({"ward": WARD}, {"ward": ["26740", "26740"]}) == {"/ward": "repeated_parameter"}


def test_all_that_is_wrong_is_named_at_once() -> None:
    given = {"radius": ["0"], "colour": ["red"], "limit": ["1", "2"]}

    assert wrong({"radius": RADIUS, "ward": WARD, **PAGE}, given) == {
        "/colour": "unknown_parameter",
        "/radius": "out_of_range",
        "/ward": "missing",
        "/limit": "repeated_parameter",
    }


def test_the_name_of_an_unknown_parameter_is_escaped_and_cut() -> None:
    assert wrong({}, {"a/b~c": ["1"]}) == {"/a~1b~0c": "unknown_parameter"}
    assert list(wrong({}, {"x" * 9000: ["1"]})) == ["/" + "x" * 80]


def test_every_parameter_tells_its_schema_as_it_is_checked() -> None:
    assert RADIUS.schema == {"type": "integer", "minimum": 1, "maximum": 10_000}
    assert WARD.schema["pattern"] == "^[0-9]{5}$"


@pytest.mark.long
@settings(deadline=None, max_examples=1000)
@given(some.dictionaries(some.text(max_size=20), some.lists(some.text(), max_size=3), max_size=5))
def test_whatever_is_asked_is_read_or_refused_by_name(asked: dict[str, list[str]]) -> None:
    expected = {"radius": RADIUS, "ward": WARD, "cursor": CURSOR}
    try:
        found = read_query(expected, asked)
    except Invalid as refusal:
        assert refusal.fields
        return

    assert set(found) == set(expected)


@pytest.mark.long
@settings(deadline=None, max_examples=1000)
@given(some.integers(-(10**13), 10**13))
def test_a_whole_number_is_read_exactly_when_it_lies_within_the_bounds(number: int) -> None:
    try:
        assert read_query({"radius": RADIUS}, {"radius": [str(number)]}) == {"radius": number}
        assert 1 <= number <= 10_000
    except Invalid:
        assert not 1 <= number <= 10_000
