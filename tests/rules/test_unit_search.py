"""Today's units are found as people type: half a name, no marks, an abbreviation, a slip of the finger."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from chalicelib.published.unit_search import UnitSearch
from chalicelib.published.unit_words import has_one_slip
from chalicelib.shared.vietnamese import fold
from tests.slips import with_a_slip

PACK = Path(__file__).parents[2] / "infra" / "city" / "hcmc"
UNITS: dict[str, Any] = json.loads((PACK / "units.json").read_text("utf-8"))
SEARCH = UnitSearch(UNITS)


def names(text: str) -> list[str]:
    return [unit["full_name"] for unit in SEARCH.find(text)]


@pytest.mark.parametrize(
    "text",
    ["Phường Bến Thành", "Bến Thành", "ben thanh", "BEN THANH", "phuong ben thanh", "P. Bến Thành", "p ben thanh",
     "P.Bến Thành, TP.HCM", "ben thanh q1", "benthanh", "ben than", "ben t", "ben thanh ward", "Ben Thanh Ward",
     "26743", "xã bến thành", "ben thahn", "bem thanh", "bben thanh", "ben tanh", "phuogn ben thanh", "be nthanh"],
)  # fmt: skip
def test_a_unit_is_found_first_however_its_name_is_typed(text: str) -> None:
    assert names(text)[0] == "Phường Bến Thành"


def test_the_beginning_of_a_name_gives_all_that_begin_so_in_the_order_of_the_alphabet() -> None:
    assert names("tân h") == ["Phường Tân Hải", "Phường Tân Hiệp", "Phường Tân Hòa", "Phường Tân Hưng"]


def test_whole_words_come_before_beginnings_of_longer_ones() -> None:
    found = names("tan")

    assert found.index("Phường Tân Sơn") < found.index("Phường Tăng Nhơn Phú")


def test_a_word_within_a_name_is_found_behind_names_that_begin_with_it() -> None:
    found = names("thạnh")

    assert found.index("Phường Thạnh Mỹ Tây") < found.index("Phường Bình Thạnh")


def test_typed_marks_tell_apart_what_sounds_alike() -> None:
    assert names("Thạnh An") == ["Xã Thạnh An", "Xã Thanh An"]
    assert names("Thanh An") == ["Xã Thanh An", "Xã Thạnh An"]


def test_a_kind_alone_gives_all_units_of_the_kind() -> None:
    assert len(names("phường")) == 113
    assert len(names("xã")) == 54


@pytest.mark.parametrize("text", ["", " ", "?!", "Hà Nội", "xyz", "12", "ph ường xyz"])
def test_what_is_no_name_gives_nothing(text: str) -> None:
    assert names(text) == []


def test_every_unit_is_found_first_by_each_way_of_writing_its_name() -> None:
    for unit in UNITS["items"]:
        for text in (unit["code"], unit["name"], unit["full_name"], fold(unit["full_name"]), unit["full_name_en"]):
            found = [each["full_name"] for each in SEARCH.find(text)]
            alike = [each for each in found if fold(each) == fold(unit["full_name"])]
            assert unit["full_name"] in found[: len(alike)], (text, found)


def test_a_name_with_one_slip_is_among_the_first_five_nineteen_times_in_twenty() -> None:
    chance = random.Random(1685)
    slipped = [(unit["code"], with_a_slip(fold(unit["name"]), chance)) for unit in UNITS["items"] for _ in range(2)]

    found = [code in [unit["code"] for unit in SEARCH.find(text)[:5]] for code, text in slipped]

    assert sum(found) / len(found) >= 0.95


@pytest.mark.parametrize(
    ("typed", "meant", "one"),
    [
        ("abc", "abc", True), ("abxc", "abc", True), ("ac", "abc", True), ("axc", "abc", True), ("acb", "abc", True),
        ("", "a", True), ("abcd", "ab", False), ("cab", "abc", False), ("badc", "abcd", False), ("xbx", "abc", False),
    ],
)  # fmt: skip
def test_one_slip_is_a_letter_too_many_missing_wrong_or_swapped(typed: str, meant: str, one: bool) -> None:
    assert has_one_slip(typed, meant) is one
