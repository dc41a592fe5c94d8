"""Order the rows that match by how well their names answer what was typed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from chalicelib.published import layout, ranking
from chalicelib.published.artifact import Artifact
from chalicelib.published.bits import numbers_in
from chalicelib.published.lists import Lists
from chalicelib.published.matching import Match
from chalicelib.published.ranking import Name, Typed
from chalicelib.published.words import Forms, Words

type Position = Mapping[str, Any]
type Ranked = Iterator[tuple[int, Position]]

# So many rows are compared with what was typed at a time; they are the most important ones that match.
WINDOW = 60
_MOST_REPAIRED = 120
# Of rows whose names have no further words more are looked at: the words may stand in another order than was typed.
_MOST_OF_ONE_LENGTH = 240


class Relevance:
    """Rank rows of a published file."""

    def __init__(self, artifact: Artifact, lists: Lists, forms: Forms) -> None:
        """Rank rows of an open file with these lists and short forms."""
        self._artifact = artifact
        self._lists = lists
        self._forms = forms

    def answers(self, text: str) -> Callable[[Match], bool]:
        """Return what tells whether some name among the matching rows holds the words one behind the other."""

        def is_answered(match: Match) -> bool:
            typed = ranking.typed(text, match.words, self._forms)
            head = self._head(typed, match, match.rows)
            readings = {number: self._readings(typed, head[number]) for number in head}
            return any(ranking.holds(readings[number], name) for number, name in self._names(list(head)))

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
        as_typed = [*self._likeliest(typed.readings, match.typed.in_names & rows), *_first(match.typed.anywhere & rows)]
        head: dict[int, tuple[Words, ...]] = dict.fromkeys(as_typed, ())
        most = len(head) + _MOST_REPAIRED
        for meaning in sorted(match.repaired, key=lambda each: each.rows.in_names.bit_count()):
            meant = (meaning.rows.in_names or meaning.rows.anywhere) & rows & ~match.typed.anywhere
            for number in self._likeliest(ranking.readings_of(meaning.words, self._forms), meant):
                if number in head or len(head) < most:
                    head[number] = (*head.get(number, ()), meaning.words)
        return head

    def _likeliest(self, readings: Sequence[Words], rows: int) -> list[int]:
        """Return the most important rows of a set, and the most important ones with hardly any further words."""
        found = _first(rows)
        if len(found) == WINDOW:
            for length in sorted({len(reading) for reading in readings}):
                found += _first(rows & self._lists.of(layout.length_word(length)), _MOST_OF_ONE_LENGTH)
                found += _first(rows & self._lists.of(layout.length_word(length + 1)))
        return found

    def _ranked(self, typed: Typed, meant: Mapping[int, tuple[Words, ...]]) -> list[int]:
        scores = dict.fromkeys(meant, 0.0)
        for number, name in self._names(list(meant)):
            readings = self._readings(typed, meant[number])
            scores[number] = max(scores[number], ranking.score(typed, readings, name, repaired=bool(meant[number])))
        return sorted(scores, key=lambda number: (-scores[number], number))

    def _readings(self, typed: Typed, meant: tuple[Words, ...]) -> tuple[Words, ...]:
        if not meant:
            return typed.readings
        return tuple(way for words in meant for way in ranking.readings_of(words, self._forms))

    def _names(self, numbers: list[int]) -> list[tuple[int, Name]]:
        """Return the names of rows, each with the number of its row."""
        holders = ",".join("?" * len(numbers))
        found = self._artifact.database.execute(
            f"SELECT number, names FROM records WHERE number IN ({holders})",  # noqa: S608
            numbers,
        )
        pairs = [(number, text) for number, names in found for text in names.split(layout.LINE)]
        names = ranking.names_of([text for _, text in pairs], self._forms)
        return [(number, name) for (number, _), name in zip(pairs, names, strict=True)]


def _first(rows: int, most: int = WINDOW) -> list[int]:
    return list(islice(numbers_in(rows), most))
