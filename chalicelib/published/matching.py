"""Find the rows that what was typed can mean: word for word, then with a slip repaired, then in part."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_

from chalicelib.published.lists import NO_ROWS, Lists, Rows
from chalicelib.published.repairs import apart_from_number, shifts_of, splits_of, without_keystrokes
from chalicelib.published.words import Words

_MOST_UNKNOWN_WORDS = 2
# Below this share of the letters a search that matches in part would be about something else.
_LEAST_SHARE_IN_COMMON = 0.5
# A shorter unknown word has neighbours in every direction, which together with other guesses match anything.
_SHORTEST_TO_GUESS = 4


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

    def match(self, words: Words, is_answered: Callable[[Match], bool]) -> Match:
        """Return what the words match.

        A match that is not answered (no name holds the words one behind the other) is compared with what the words
        may have been meant to be; the first that is answered counts, or else the first that has any row.
        """
        known = self._known(words)
        as_typed = Match(_all(known), words)
        if as_typed.typed.in_names and is_answered(as_typed):
            return as_typed
        for plain in self._plainer(words, known):
            if plain != words and (found := _all(self._known(plain))).anywhere:
                return Match(found, plain)
        repaired = Match(as_typed.typed, words, tuple(self._repaired(words, known)))
        if repaired.repaired and is_answered(repaired):
            return repaired
        part = as_typed if as_typed.rows else self._in_part(words, known)
        return part if not repaired.repaired or as_typed.rows or is_answered(part) else repaired

    def _known(self, words: Words) -> list[Rows]:
        """Return the set of every word; the last one may be the beginning of a word."""
        return [*map(self._lists.rows_with, words[:-1]), *map(self._lists.rows_with_beginning, words[-1:])]

    def _plainer(self, words: Words, known: list[Rows]) -> Iterator[Words]:
        """Yield the words with the unknown ones read as a word and a number, then as a word with left-over keys."""
        pairs = [(word, not rows.anywhere) for word, rows in zip(words, known, strict=True)]
        yield [part for word, unknown in pairs for part in (apart_from_number(word) if unknown else [word])]
        yield [without_keystrokes(word) if unknown else word for word, unknown in pairs]

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
        """Match the most telling part of the words that any name has, or else any row."""
        sets = [rows if rows.anywhere else self._nearly(word) for word, rows in zip(words, known, strict=True)]
        for these in ([Rows(rows.in_names, rows.in_names) for rows in sets], sets):
            found, kept = max(
                (_from(start, these) for start in range(len(words))), key=lambda each: _told(words, each[1])
            )
            if found.anywhere and _weight(words, kept) >= _LEAST_SHARE_IN_COMMON * _weight(words, range(len(words))):
                return Match(found, [words[place] for place in kept], partial=True)
        return Match(NO_ROWS, words)

    def _nearly(self, word: str) -> Rows:
        if len(word) < _SHORTEST_TO_GUESS:
            return NO_ROWS
        return reduce(or_, map(self._lists.rows_with, self._lists.neighbours(word)), NO_ROWS)


def _all(sets: list[Rows]) -> Rows:
    return reduce(and_, sets)


def _from(start: int, sets: list[Rows]) -> tuple[Rows, list[int]]:
    """Return the rows that have the word at a place and as many others as can be, taken from there to the right."""
    found, kept = sets[start], [start] if sets[start].anywhere else []
    for place in (*range(start + 1, len(sets)), *range(start)):
        if (found & sets[place]).anywhere:
            found &= sets[place]
            kept.append(place)
    return found, sorted(kept)


def _weight(words: Words, places: Iterable[int]) -> float:
    """Return how much these words say; the number of a house says little where nobody keeps house numbers."""
    return sum(0.25 if words[place][0].isdecimal() else 1.0 for place in places)


def _told(words: Words, places: list[int]) -> float:
    """Return how much these words say of what is meant: who adds a ward or a district adds it at the end."""
    return sum(_weight(words, (place,)) * (1 - 0.6 * place / len(words)) for place in places)
