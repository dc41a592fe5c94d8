"""A process answers from the newest published version, and from the one before when anything is wrong with it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.education.dataset import SCHOOLS
from chalicelib.published.current import current, derived, read_pointer
from chalicelib.shared import clock
from chalicelib.shared.errors import Unavailable
from tests.published import BASE, PublicFiles

POINTER = f"{BASE}/datasets/schools/current.json"
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> "Hand":
    hand = Hand()
    monkeypatch.setattr(clock, "now", lambda: hand.at)
    return hand


class Hand:
    """A clock's hand that a test moves."""

    def __init__(self) -> None:
        self.at = NOON

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def rows(*names: str) -> list[dict[str, Any]]:
    return [{"school_id": f"s-{place}", "name_vi": name} for place, name in enumerate(names)]


def names() -> list[str]:
    return sorted(row["name_vi"] for row in current(SCHOOLS.kind).artifact().rows())


def test_a_new_version_is_answered_from_within_half_a_minute(public: PublicFiles, time: Hand) -> None:
    public.publish(SCHOOLS, rows("Trường An"), "1")
    before = names()
    public.publish(SCHOOLS, rows("Trường Bình"), "2")

    time.move(30)

    assert (before, names()) == (["Trường An"], ["Trường Bình"])


def test_many_questions_ask_for_the_pointer_once_and_fetch_the_file_once(public: PublicFiles, time: Hand) -> None:
    public.publish(SCHOOLS, rows("Trường An"))

    for _ in range(100):
        time.move(0.1)
        names()

    assert public.fetched == [POINTER, f"{BASE}/datasets/schools/1.sqlite"]


def test_while_nobody_answers_the_known_version_goes_on(public: PublicFiles, time: Hand) -> None:
    public.publish(SCHOOLS, rows("Trường An"), "1")
    names()
    public.publish(SCHOOLS, rows("Trường Bình"), "2")
    public.broken = {POINTER}
    time.move(60)
    during = names()
    public.broken = set()
    time.move(6)

    assert (during, names()) == (["Trường An"], ["Trường Bình"])


@pytest.mark.parametrize("harm", ["cut short", "changed", "longer", "another kind's", "empty", "gone", "no pointer"])
def test_a_file_that_is_not_what_the_pointer_says_is_refused_and_the_old_one_kept(
    public: PublicFiles, time: Hand, harm: str
) -> None:
    public.publish(SCHOOLS, rows("Trường An"), "1")
    names()
    public.publish(SCHOOLS, rows("Trường Bình"), "2")
    address = f"{BASE}/datasets/schools/2.sqlite"
    whole = public[address]
    match harm:
        case "cut short":
            public[address] = whole[:-100]
        case "changed":
            public[address] = whole.replace("Trường Bình".encode(), "Trường Bịnh".encode())
        case "longer":
            public[address] = whole + b"more"
        case "another kind's":
            public[address] = public[f"{BASE}/datasets/schools/1.sqlite"]
        case "empty":
            public[address] = b""
        case "gone":
            public.broken = {address}
        case "no pointer":
            public[POINTER] = b'{"version": "2"}'

    time.move(30)

    assert names() == ["Trường An"]


def test_a_refused_file_is_not_fetched_at_every_question_but_tried_again_later(public: PublicFiles, time: Hand) -> None:
    public.publish(SCHOOLS, rows("Trường An"), "1")
    names()
    public.publish(SCHOOLS, rows("Trường Bình"), "2")
    address = f"{BASE}/datasets/schools/2.sqlite"
    whole, public[address] = public[address], b"broken on the way"
    for _ in range(10):
        time.move(21)
        names()
    tries = public.fetched.count(address)
    public[address] = whole
    time.move(300)

    assert (tries, names()) == (1, ["Trường Bình"])


def test_a_process_that_begins_with_a_broken_file_answers_from_the_version_before_until_it_is_whole(
    public: PublicFiles, time: Hand
) -> None:
    public.publish(SCHOOLS, rows("Trường An"), "1")
    public.publish(SCHOOLS, rows("Trường Bình"), "2")
    address = f"{BASE}/datasets/schools/2.sqlite"
    whole, public[address] = public[address], b"broken where it lies"
    during = [names()]
    time.move(60)
    during.append(names())
    public[address] = whole
    time.move(300)

    assert (during, names()) == ([["Trường An"]] * 2, ["Trường Bình"])


def test_before_anything_is_published_the_answer_is_that_it_is_not_there_yet(public: PublicFiles, time: Hand) -> None:
    public[POINTER] = b""

    with pytest.raises(Unavailable) as refusal:
        names()

    assert refusal.value.code == "dataset_not_available"


def test_going_back_to_the_version_before_is_followed_as_well(public: PublicFiles, time: Hand) -> None:
    public.publish(SCHOOLS, rows("Trường An"), "1")
    first = public[POINTER]
    public.publish(SCHOOLS, rows("Trường Bình"), "2")
    names()

    public[POINTER] = first
    time.move(30)

    assert names() == ["Trường An"]


def test_what_is_derived_from_a_version_is_made_once_for_each(public: PublicFiles, time: Hand) -> None:
    made: list[int] = []

    def count(artifact: Any) -> int:
        made.append(1)
        return sum(1 for _ in artifact.rows())

    public.publish(SCHOOLS, rows("Trường An"), "1")
    counts = [derived("count", current(SCHOOLS.kind).artifact(), count) for _ in range(3)]
    public.publish(SCHOOLS, rows("Trường An", "Trường Bình"), "2")
    time.move(30)
    counts.append(derived("count", current(SCHOOLS.kind).artifact(), count))

    assert (counts, len(made)) == ([1, 1, 1, 2], 2)


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"null", b"{}", b'{"version":"1","sha256":"a","size":"x","url":"f"}',
            b'{"version":"1","sha256":"a","size":1,"url":"../f"}',
            b'{"version":"1","sha256":"a","size":1,"url":"f","fallback":{"version":"0"}}',
            b'{"version":"1","sha256":"a","size":1,"url":"f","fallback":"0"}'],
)  # fmt: skip
def test_what_is_no_pointer_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError):
        read_pointer(raw)
