"""Ids sort by time or cannot be guessed, and a report id survives people."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.shared import ids

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MOMENT = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)


def number_of(characters: str) -> int:
    return sum(CROCKFORD.index(c) * 32**place for place, c in enumerate(reversed(characters)))


def test_a_ulid_carries_its_kind_and_the_millisecond_it_was_made() -> None:
    with time_machine.travel(MOMENT, tick=False):
        made = ids.new_ulid("photo")

    kind, ulid = made.split("_")
    assert kind == "photo"
    assert re.fullmatch(f"[{CROCKFORD}]{{26}}", ulid)
    assert number_of(ulid[:10]) == int(MOMENT.timestamp() * 1000)


def test_ulids_of_one_millisecond_sort_in_the_order_they_were_made() -> None:
    with time_machine.travel(MOMENT, tick=False):
        made = [ids.new_ulid("event") for _ in range(1000)]

    assert made == sorted(set(made))


def test_a_later_ulid_sorts_after_an_earlier_one() -> None:
    with time_machine.travel(MOMENT, tick=False) as traveller:
        earlier = ids.new_ulid("event")
        traveller.shift(timedelta(milliseconds=1))
        later = ids.new_ulid("event")

    assert earlier < later


def test_a_report_id_is_the_citys_prefix_and_nine_characters_nobody_confuses() -> None:
    made = {ids.new_report_id("HCM") for _ in range(2000)}

    assert len(made) == 2000
    assert all(re.fullmatch(f"HCM-[{CROCKFORD}]{{9}}", report_id) for report_id in made)


def test_the_check_character_is_crockfords_number_modulo_37() -> None:
    body = ids.new_report_id("HCM").removeprefix("HCM-")

    assert number_of(body[:8]) % 37 == CROCKFORD.index(body[8])


# Reckoned by hand: 00000011 is 33, whose check character would be the 33rd, "~"; 00000010 is 32, so "*";
# 0000000Z is 31, so "Z"; 00000015 is 37, so "0"; 00000016 is 38, so "1".
@pytest.mark.parametrize(
    ("typed", "report_id"),
    [
        ("HCM-0000000ZZ", "HCM-0000000ZZ"),
        ("hcm-0000000zz", "HCM-0000000ZZ"),
        ("  HCM-0000000ZZ\n", "HCM-0000000ZZ"),
        ("HCM0000000ZZ", "HCM-0000000ZZ"),
        ("HCM 0000 000Z Z", "HCM-0000000ZZ"),
        ("HCM\u20130000000ZZ", "HCM-0000000ZZ"),
        ("HCM-ooooooozz", "HCM-0000000ZZ"),
        ("HCM-OOOOOOI6L", "HCM-000000161"),
        ("HCM-000000150", "HCM-000000150"),
        ("HCM-00000015O", "HCM-000000150"),
        ("DN-0000000ZZ", "DN-0000000ZZ"),
    ],
)
def test_a_report_is_found_however_its_id_was_typed(typed: str, report_id: str) -> None:
    assert ids.normal_report_id(typed) == report_id


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "HCM",
        "0000000ZZ",
        "HCM-0000000ZY",
        "HCM-0000000Z",
        "HCM-00000000ZZ",
        "HCM-000000UZZ",
        "HCM-00000010*",
        "HCM-00000011~",
        "H1M-0000000ZZ",
        "HCM-0000000ZZ' OR 1=1",
        "HCM-0000000ZZ" + " " * 1000,
        "HCM-０000000ZZ",
        "hcm-0000000ſz",
    ],
)
def test_what_cannot_be_a_report_id_is_told_at_once(typed: str) -> None:
    assert ids.normal_report_id(typed) is None


def test_every_wrong_character_in_a_report_id_is_noticed() -> None:
    report_id = ids.new_report_id("HCM")

    for place in range(4, 13):
        for wrong in set(CROCKFORD) - {report_id[place]}:
            assert ids.normal_report_id(report_id[:place] + wrong + report_id[place + 1 :]) is None


def test_every_swap_of_neighbours_in_a_report_id_is_noticed() -> None:
    for _ in range(200):
        report_id = ids.new_report_id("HCM")
        for place in range(4, 12):
            swapped = report_id[:place] + report_id[place + 1] + report_id[place] + report_id[place + 2 :]
            assert swapped == report_id or ids.normal_report_id(swapped) is None


@given(st.text(max_size=80))
def test_no_text_whatever_upsets_the_reading_of_ids(text: str) -> None:
    read = ids.normal_report_id(text)

    assert read is None or ids.normal_report_id(read) == read
