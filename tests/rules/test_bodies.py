"""Request bodies: which bytes are JSON of ours, which fields are wrong, and which bodies are the same."""

import json
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chalicelib.feedback.schemas import NewReport
from chalicelib.shared.bodies import DEEPEST, LARGEST, checked, fingerprint, parse_json, pointer
from chalicelib.shared.errors import CityError, Invalid, Malformed, TooLarge, UnsupportedMediaType


class Bench(BaseModel):
    """A bench in a park, for the tests."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Annotated[str, StringConstraints(min_length=2, max_length=5)]
    seats: Annotated[int, Field(ge=1, le=9)] = 1
    weight: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0
    shaded: bool = False
    colour: Literal["green", "brown", "white"] = "green"
    slats: Annotated[list[str], Field(min_length=1, max_length=2)] = ["oak"]
    notes: Annotated[dict[str, Any], Field(max_length=1)] = {}
    next_to: "Bench | None" = None


def wrong(value: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        checked(Bench, value)
    return {field.pointer: field.code for field in refusal.value.fields}


@pytest.mark.parametrize(
    "content_type", [None, "application/json", "Application/JSON; charset=utf-8", "application/x+json"]
)
def test_json_is_read_under_any_name_of_json(content_type: str | None) -> None:
    assert parse_json('{"tên":"Ghế đá"}'.encode(), content_type) == {"tên": "Ghế đá"}


@pytest.mark.parametrize(
    "content_type",
    ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "json", "application/jsonp"],
)
def test_anything_else_is_refused_by_its_media_type(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaType):
        parse_json(b"{}", content_type)


def test_a_byte_order_mark_does_no_harm() -> None:
    assert parse_json(b"\xef\xbb\xbf{}", None) == {}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" ",
        b"{",
        b"{'a': 1}",
        b'{"a": 1,}',
        b"NaN",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 01}',
        b'{"a": "\x01"}',
        b"\xff\xfe{\x00}\x00",
        '{"a": "ế"}'.encode("cp1258", "replace") + b"\xea",
        b'{"a": "\xed\xa0\x80"}',
        b"9" * 5000,
        b"{} {}",
    ],
    ids=lambda raw: repr(raw[:20]),
)
def test_bytes_that_are_not_json_in_utf_8_are_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed):
        parse_json(raw, None)


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"a":'])
@pytest.mark.parametrize("depth", [DEEPEST + 1, 9_000, 20_000, 40_000])
def test_a_body_nested_without_end_is_malformed(opening: bytes, depth: int) -> None:
    closing = opening.translate(bytes.maketrans(b"[{", b"]}"), b'"a:')[::-1]
    raw = opening * depth + b"1" + closing * depth

    with pytest.raises((Malformed, TooLarge)):
        parse_json(raw, None)


def test_a_body_nested_as_deep_as_may_be_is_read() -> None:
    raw = b"[" * DEEPEST + b"1" + b"]" * DEEPEST

    assert fingerprint(parse_json(raw, None))


def test_a_body_of_256_kilobytes_is_read_and_one_byte_more_is_not() -> None:
    largest = b'"' + b"a" * (LARGEST - 2) + b'"'

    assert len(parse_json(largest, None)) == LARGEST - 2
    with pytest.raises(TooLarge):
        parse_json(largest + b" ", None)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, {"/name": "missing"}),
        ({"name": 5}, {"/name": "not_a_text"}),
        ({"name": "a"}, {"/name": "too_short"}),
        ({"name": "abcdef"}, {"/name": "too_long"}),
        ({"name": "\ud800\ud800"}, {"/name": "not_a_text"}),
        ({"name": "ab", "seats": 0}, {"/seats": "out_of_range"}),
        ({"name": "ab", "seats": 10}, {"/seats": "out_of_range"}),
        ({"name": "ab", "seats": 1.5}, {"/seats": "not_a_whole_number"}),
        ({"name": "ab", "seats": "1"}, {"/seats": "not_a_whole_number"}),
        ({"name": "ab", "seats": True}, {"/seats": "not_a_whole_number"}),
        ({"name": "ab", "weight": 0}, {"/weight": "out_of_range"}),
        ({"name": "ab", "weight": float("inf")}, {"/weight": "not_a_number"}),
        ({"name": "ab", "weight": "1"}, {"/weight": "not_a_number"}),
        ({"name": "ab", "weight": 10**400}, {"/weight": "not_a_number"}),
        ({"name": "ab", "shaded": "yes"}, {"/shaded": "not_true_or_false"}),
        ({"name": "ab", "shaded": 1}, {"/shaded": "not_true_or_false"}),
        ({"name": "ab", "colour": "red"}, {"/colour": "not_one_of"}),
        ({"name": "ab", "slats": "oak"}, {"/slats": "not_a_list"}),
        ({"name": "ab", "slats": []}, {"/slats": "too_few_items"}),
        ({"name": "ab", "slats": ["a", "b", "c"]}, {"/slats": "too_many_items"}),
        ({"name": "ab", "slats": ["a", 2]}, {"/slats/1": "not_a_text"}),
        ({"name": "ab", "notes": []}, {"/notes": "not_an_object"}),
        ({"name": "ab", "notes": {"a": 1, "b": 2}}, {"/notes": "too_many_items"}),
        ({"name": "ab", "next_to": {"name": "x"}}, {"/next_to/name": "too_short"}),
        ({"name": "ab", "next_to": 5}, {"/next_to": "not_an_object"}),
        ({"name": "ab", "rust": 1}, {"/rust": "unknown_field"}),
        ({"name": "ab", "a/b~c": 1}, {"/a~1b~0c": "unknown_field"}),
        ([], {"": "not_an_object"}),
        (None, {"": "not_an_object"}),
        ("bench", {"": "not_an_object"}),
    ],
    ids=lambda case: repr(case)[:40],
)
def test_a_wrong_field_is_named_by_its_place_and_kind(change: Any, codes: dict[str, str]) -> None:
    assert wrong(change) == codes


def test_all_wrong_fields_are_named_at_once() -> None:
    sent = {"seats": 0, "shaded": "yes", "rust": 1, "next_to": {"name": "x"}}

    assert set(wrong(sent)) == {"/name", "/seats", "/shaded", "/rust", "/next_to/name"}


def test_the_choices_are_listed_in_no_particular_language() -> None:
    with pytest.raises(Invalid) as refusal:
        checked(Bench, {"name": "ab", "colour": "red"})

    assert refusal.value.fields[0].params["choices"] == "'green', 'brown', 'white'"


def test_a_refusal_repeats_nothing_that_was_sent() -> None:
    with pytest.raises(Invalid) as refusal:
        checked(Bench, {"name": "số 999200012345", "seats": "0912345678", "colour": "Nguyễn Văn An"})

    told = repr(refusal.value.fields) + str(refusal.value)
    assert [word for word in ("9992", "0912", "Nguyễn") if word in told] == []


def test_a_name_that_a_stranger_chose_is_cut() -> None:
    assert pointer("x" * 1000) == "/" + "x" * 80


def test_two_bodies_are_the_same_whatever_the_order_of_their_keys() -> None:
    assert fingerprint({"a": 1, "b": [1, 2]}) == fingerprint({"b": [1, 2], "a": 1})
    assert fingerprint({"a": [1, 2]}) != fingerprint({"a": [2, 1]})
    assert fingerprint({"a": 1}) != fingerprint({"a": "1"})
    assert fingerprint({"a": None}) != fingerprint({})


_scalars = (
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False, allow_infinity=False) | some.text()
)
_values = some.recursive(
    _scalars, lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner), max_leaves=20
)


@pytest.mark.long
@settings(deadline=None, max_examples=1000)
@given(some.binary() | some.text().map(str.encode) | _values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_a_value_or_a_refusal(raw: bytes) -> None:
    try:
        value = parse_json(raw, "application/json")
    except CityError:
        return

    assert fingerprint(value)


@pytest.mark.long
@settings(deadline=None, max_examples=1000)
@given(_values | some.fixed_dictionaries({}, optional={name: _values for name in NewReport.model_fields}))
def test_any_value_is_a_report_or_a_refusal_that_names_fields(value: Any) -> None:
    try:
        checked(NewReport, value)
    except Invalid as refusal:
        assert refusal.fields


@pytest.mark.long
@settings(deadline=None, max_examples=1000)
@given(_values)
def test_a_body_that_was_sent_and_read_again_has_the_same_fingerprint(value: Any) -> None:
    again = parse_json(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"), None)

    assert fingerprint(again) == fingerprint(value)
