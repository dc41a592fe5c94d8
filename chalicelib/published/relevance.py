"""Order the rows that match by how well their names answer what was typed."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from chalicelib.published import layout, ranking
from chalicelib.published.artifact import Artifact
from chalicelib.published.bits import numbers_in
from chalicelib.published.lists import Lists
from chalicelib.published.matching import Match
from chalicelib.published.ranking import Typed
from chalicelib.published.words import Forms, Words

type Position = Mapping[str, Any]
type Ranked = Iterator[tuple[int, Position]]

# So many rows are compared with what was typed at a time; they are the most important ones that match.
WINDOW = 60
_MOST_REPAIRED = 120


class Relevance:
    """Rank rows of a published file."""

    def __init__(self, artifact: Artifact, lists: Lists, forms: Forms) -> None:
        """Rank rows of an open file with these lists and short forms."""
        self._artifact = artifact
        self._lists = lists
        self._forms = forms

    def answers(self, text: str, words: Words) -> Callable[[int], bool]:
        """Return what tells whether a set of rows has a name that holds the words as they were typed."""
        typed = ranking.typed(text, words, self._forms)

        def is_answered(rows: int) -> bool:
            names = self._names(self._likeliest(typed, rows))
            return any(ranking.holds(typed, each, self._forms) for each in names.values())

        return is_answered

    def ordered(self, text: str, match: Match, rows: int, after: Position) -> Ranked:
        """Yield numbers out of a set behind a position, each with its own.

        First comes the head: the most important rows that match, with those whose names have no other words, however
        unimportant. All others follow in windows by importance, each in its order. A position is the window's start
        and the place in it.
        """
        typed = ranking.typed(text, match.words, self._forms)
        head = self._head(typed, match, rows)
        start, place = after.get("start", 0), after.get("place", 0)
        if not start:
            yield from self._placed(self._ranked(typed, head), 0, place)
            place = 0
        rest = rows
        for number in head:
            rest ^= 1 << number
        while window := list(islice(numbers_in(rest, max(start - 1, 0)), WINDOW)):
            yield from self._placed(self._ranked(typed, dict.fromkeys(window, ())), window[0], place)
            start, place = window[-1] + 1, 0

    def _placed(self, ranked: list[int], start: int, place: int) -> Ranked:
        yield from ((number, {"start": start, "place": at}) for at, number in enumerate(ranked[place:], place + 1))

    def _head(self, typed: Typed, match: Match, rows: int) -> dict[int, tuple[Words, ...]]:
        """Return the numbers of the head, each with the ways the words may have been meant; none means as typed."""
        as_typed = [*self._likeliest(typed, match.typed.in_names & rows), *_first(match.typed.anywhere & rows)]
        head: dict[int, tuple[Words, ...]] = dict.fromkeys(as_typed, ())
        most = len(head) + _MOST_REPAIRED
        for meaning in sorted(match.repaired, key=lambda each: each.rows.in_names.bit_count()):
            for number in _first((meaning.rows.in_names or meaning.rows.anywhere) & rows & ~match.typed.anywhere):
                if number in head or len(head) < most:
                    head[number] = (*head.get(number, ()), meaning.words)
        return head

    def _likeliest(self, typed: Typed, rows: int) -> list[int]:
        """Return the most important rows of a set, and the most important ones with hardly any further words."""
        found = _first(rows)
        if len(found) == WINDOW:
            lengths = {len(reading) + further for reading in typed.readings for further in (0, 1)}
            for length in sorted(lengths):
                found += _first(rows & self._lists.of(layout.length_word(length)))
        return found

    def _ranked(self, typed: Typed, meant: Mapping[int, tuple[Words, ...]]) -> list[int]:
        names = self._names(list(meant))
        scores = {number: ranking.score(typed, names[number], self._forms, meant[number]) for number in meant}
        return sorted(scores, key=lambda number: (-scores[number], number))

    def _names(self, numbers: list[int]) -> dict[int, list[str]]:
        holders = ",".join("?" * len(numbers))
        found = self._artifact.database.execute(
            f"SELECT number, names FROM records WHERE number IN ({holders})",  # noqa: S608
            numbers,
        )
        return {number: names.split(layout.LINE) for number, names in found}


def _first(rows: int) -> list[int]:
    return list(islice(numbers_in(rows), WINDOW))
