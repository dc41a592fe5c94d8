"""What search stands on, each part against a slower way to say the same."""

import random
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.published import bits, tree
from chalicelib.published.repairs import one_slip_apart, shifts_of, splits_of, variants_of, without_keystrokes
from chalicelib.published.words import Forms, words_of, words_of_each
from chalicelib.shared.short_forms import ALSO_WORDS, NUMBERED, SHORT_FORMS
from chalicelib.shared.vietnamese import fold

WORDS = st.text("abc", min_size=1, max_size=6)
NUMBERS = st.sets(st.integers(1, 3000), max_size=60)
FORMS = Forms(SHORT_FORMS)


def slips_of(word: str) -> set[str]:
    """Return every text of the letters a, b, c that is one slip away from a word, and the word itself."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    lost = {a + b[1:] for a, b in cuts if b}
    added = {a + letter + b for a, b in cuts for letter in "abc"}
    other = {a + letter + b[1:] for a, b in cuts if b for letter in "abc"}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    return {word} | lost | added | other | swapped


@given(typed=WORDS, meant=WORDS)
def test_one_slip_is_a_letter_lost_added_replaced_or_swapped(typed: str, meant: str) -> None:
    assert one_slip_apart(typed, meant) == (meant in slips_of(typed))


@given(word=WORDS.filter(lambda word: len(word) > 1))
def test_words_that_are_one_slip_apart_share_a_variant(word: str) -> None:
    assert all(variants_of(word) & variants_of(other) for other in slips_of(word))


@given(first=WORDS, second=WORDS)
def test_a_lost_or_shifted_space_is_put_back(first: str, second: str) -> None:
    joined = first + second

    assert (first, second) in set(splits_of(joined))
    assert (first, second) in set(splits_of(f"{first}x{second}"))
    assert (first, second) in set(shifts_of(first + second[0], second[1:])) or len(second) == 1
    assert (first, second) in set(shifts_of(first[:-1], first[-1] + second)) or len(first) == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ddinhj", "dinh"),
        ("dinh5", "dinh"),
        ("truwowngf", "truong"),
        ("nguyeenx", "nguyen"),
        ("hoaf", "hoa"),
        ("w", "w"),
    ],
)
def test_keystrokes_for_marks_are_taken_out(typed: str, meant: str) -> None:
    assert without_keystrokes(typed) == meant


@given(numbers=NUMBERS, after=st.integers(0, 3100))
def test_a_set_of_rows_gives_back_its_numbers_in_order(numbers: set[int], after: int) -> None:
    kept = bits.read(bits.stored(bits.of(numbers, 3001)))

    assert list(bits.numbers_in(kept)) == sorted(numbers)
    assert list(bits.numbers_in(kept, after)) == sorted(number for number in numbers if number > after)
    assert kept.bit_count() == len(numbers)


def test_a_set_of_many_rows_is_kept_small() -> None:
    chance = random.Random(1)

    assert len(bits.stored(bits.of(range(1, 100_001), 100_001))) < 200
    assert len(bits.stored(bits.of([7], 100_001))) < 10
    assert len(bits.stored(bits.of(chance.sample(range(100_000), 1000), 100_001))) < 2_500


@pytest.mark.parametrize("count", [0, 1, 50, 51, 500, 30_000])
def test_a_tree_that_was_written_full_is_whole_and_finds_what_lies_in_a_box(count: int) -> None:
    chance = random.Random(count)
    points = [(number, chance.randrange(-900, 900), chance.randrange(-900, 900)) for number in range(1, count + 1)]
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE VIRTUAL TABLE places USING rtree_i32(number, south, north, west, east)")
        tree.write(database, "places", points)
        check = database.execute("SELECT rtreecheck('places')").fetchone()[0]
        box = "SELECT number FROM places WHERE south >= -100 AND north <= 250 AND west >= 0 AND east <= 77"
        found = {number for (number,) in database.execute(box)}
    database.close()

    assert check == "ok"
    assert found == {number for number, lat, lon in points if -100 <= lat <= 250 and 0 <= lon <= 77}


@given(texts=st.lists(st.text(max_size=20), max_size=6))
def test_many_texts_have_the_words_that_each_of_them_has(texts: list[str]) -> None:
    assert words_of_each(texts) == [words_of(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Q.1, đ. 3/2", ["q", "1", "d", "3", "2"]),
        ("Trần Hưng \u00d0ạo", ["tran", "hung", "dao"]),
        ("1806/127/2/6/15/48/2A", ["1806", "127", "2", "6", "15", "48", "2a"]),
        ("P&Q_R", ["p", "q", "r"]),
    ],
)
def test_words_are_letters_and_digits(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("typed", "written_out"),
    [
        ("thcs le loi", "trung hoc co so le loi"),
        ("ubnd q1", "uy ban nhan dan quan 1"),
        ("ttyt q.12", "trung tam y te quan 12"),
        ("cmt8", "cach mang thang tam"),
        ("ql13", "quoc lo 13"),
    ],
)
def test_short_forms_are_written_out(typed: str, written_out: str) -> None:
    assert " ".join(FORMS.written_out(words_of(typed))) == written_out


def test_short_forms_are_written_as_folding_leaves_them() -> None:
    texts = [way for ways in SHORT_FORMS for way in ways] + [*NUMBERED, *NUMBERED.values(), *ALSO_WORDS]

    assert [text for text in texts if " ".join(words_of(text)) != text or fold(text) != text] == []
    assert all(len(ways) > 1 for ways in SHORT_FORMS)
