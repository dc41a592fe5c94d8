"""Find the rows that what was typed can mean: word for word, then with a slip repaired, then in part."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_

from chalicelib.published.lists import NO_ROWS, Lists, Rows
from chalicelib.published.repairs import shifts_of, splits_of, without_keystrokes
from chalicelib.published.words import Words

_MOST_UNKNOWN_WORDS = 2
# Below this share of the letters a search that matches in part would be about something else.
_LEAST_SHARE_IN_COMMON = 0.5


@dataclass(frozen=True)
class Meaning:
    """One way that what was typed may have been meant, and the set of rows that have all its words."""

    words: Words
    rows: Rows


@dataclass(frozen=True)
class Match:
    """The rows that match what was typed, those that match it repaired, and whether it is matched only in part."""

    typed: Rows
    words: Words
    repaired: tuple[Meaning, ...] = ()
    partial: bool = False
    rows: int = field(init=False)

    def __post_init__(self) -> None:
        """Join the sets."""
        sets = (meaning.rows.anywhere for meaning in self.repaired)
        object.__setattr__(self, "rows", reduce(or_, sets, self.typed.anywhere))


class Matcher:
    """Match words with the lists of a published file."""

    def __init__(self, lists: Lists) -> None:
        """Read from these lists."""
        self._lists = lists

    def match(self, words: Words, is_answered: Callable[[int], bool]) -> Match:
        """Return what the words match; they are repaired only when the rows that match as typed do not answer them."""
        known = self._known(words)
        typed = _all(known)
        if typed.in_names and is_answered(typed.in_names):
            return Match(typed, words)
        plain = self._without_keystrokes(words, known)
        if plain != words and (found := _all(self._known(plain))).anywhere:
            return Match(found, plain)
        repaired = tuple(self._repaired(words, known))
        return Match(typed, words, repaired) if typed.anywhere or repaired else self._in_part(words, known)

    def _known(self, words: Words) -> list[Rows]:
        """Return the set of every word; the last one may be the beginning of a word."""
        return [*map(self._lists.rows_with, words[:-1]), *map(self._lists.rows_with_beginning, words[-1:])]

    def _without_keystrokes(self, words: Words, known: list[Rows]) -> Words:
        return [word if rows.anywhere else without_keystrokes(word) for word, rows in zip(words, known, strict=True)]

    def _repaired(self, words: Words, known: list[Rows]) -> Iterator[Meaning]:
        unknown = [place for place, rows in enumerate(known) if not rows.anywhere]
        if len(unknown) <= 1:
            for place in unknown or range(len(words)):
                yield from self._repaired_at(words, known, place)
        elif len(unknown) == _MOST_UNKNOWN_WORDS:
            yield from self._repaired_at_both(words, known, *unknown)

    def _repaired_at(self, words: Words, known: list[Rows], place: int) -> Iterator[Meaning]:
        """Yield what remains possible when the word at a place, or the space before or behind it, is wrong."""
        if (rest := self._all_but(known, place)).anywhere:
            one = ((word,) for word in self._lists.neighbours(words[place]))
            yield from self._with(words, rest, place, 1, [*one, *splits_of(words[place])])
        for first in (place - 1, place):
            yield from self._respaced(words, known, first)

    def _respaced(self, words: Words, known: list[Rows], first: int) -> Iterator[Meaning]:
        if 0 <= first < len(words) - 1 and (rest := self._all_but(known, first, first + 1)).anywhere:
            pair = words[first], words[first + 1]
            yield from self._with(words, rest, first, 2, [("".join(pair),), *shifts_of(*pair)])

    def _repaired_at_both(self, words: Words, known: list[Rows], first: int, second: int) -> Iterator[Meaning]:
        if not (rest := self._all_but(known, first, second)).anywhere:
            return
        if second == first + 1:
            yield from self._respaced(words, known, first)
        for one in self._with(words, rest, first, 1, ((word,) for word in self._lists.neighbours(words[first]))):
            others = ((word,) for word in self._lists.neighbours(words[second]))
            yield from self._with(one.words, one.rows, second, 1, others)

    def _with(
        self, words: Words, rest: Rows, place: int, length: int, instead: Iterable[tuple[str, ...]]
    ) -> Iterator[Meaning]:
        """Yield the words with others instead of those at a place, where rows of the rest have them all."""
        for others in instead:
            rows = rest
            for word in others:
                rows &= self._lists.rows_with(word)
            if rows.anywhere:
                yield Meaning([*words[:place], *others, *words[place + length :]], rows)

    def _all_but(self, known: list[Rows], *places: int) -> Rows:
        kept = (rows for place, rows in enumerate(known) if place not in places)
        return reduce(and_, kept, self._lists.all_rows)

    def _in_part(self, words: Words, known: list[Rows]) -> Match:
        """Match the largest part of the words that any row has; numbers of houses count for little."""
        sets = [rows if rows.anywhere else self._nearly(word) for word, rows in zip(words, known, strict=True)]
        found, kept = max((self._from(start, words, sets) for start in range(len(words))), key=lambda each: _weight(each[1]))
        if not found.anywhere or _weight(kept) < _LEAST_SHARE_IN_COMMON * _weight(words):
            return Match(NO_ROWS, words)
        return Match(found, kept, partial=True)

    def _nearly(self, word: str) -> Rows:
        return reduce(or_, map(self._lists.rows_with, self._lists.neighbours(word)), NO_ROWS)

    def _from(self, start: int, words: Words, sets: list[Rows]) -> tuple[Rows, Words]:
        """Return the rows that have the word at a place and as many others as can be, taken from left to right."""
        found, kept = sets[start], {start} if sets[start].anywhere else set[int]()
        for place, rows in enumerate(sets):
            if (found & rows).anywhere:
                found &= rows
                kept.add(place)
        return found, [words[place] for place in sorted(kept)]


def _all(sets: list[Rows]) -> Rows:
    return reduce(and_, sets)


def _weight(words: Words) -> float:
    return sum(0.5 if word[0].isdecimal() else len(word) for word in words)
