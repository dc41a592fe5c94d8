"""Search a published data set: by words as people type them, by filters, near a point; ranked, counted, in pages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any, Literal, NamedTuple

from chalicelib.published import layout
from chalicelib.published.artifact import Artifact
from chalicelib.published.bits import numbers_in
from chalicelib.published.lists import Lists
from chalicelib.published.matching import Match, Matcher
from chalicelib.published.nearness import Box, Point
from chalicelib.published.relevance import Relevance
from chalicelib.published.surroundings import Surroundings
from chalicelib.published.words import Forms, words_of
from chalicelib.shared.errors import Unavailable

type Sort = Literal["relevance", "name", "distance", "importance"]
type Position = Mapping[str, Any]

_MOST_WORDS = 12
_LONGEST_TEXT = 200
_KEPT_SEARCHES = 16
_UNTIL_BUILT_ANEW = 600


@dataclass(frozen=True)
class Query:
    """What is looked for: words, wanted values of facets (any of a facet's values, of all facets), and where.

    A facet with no wanted value is met by no row.

    `near` is where the asker stands, `radius` in metres keeps what is farther away out. Without a `sort` the best
    matches come first when there is a text, else the nearest when there is a point, else the most important.
    """

    text: str = ""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    near: Point | None = None
    radius: float | None = None
    bbox: Box | None = None
    sort: Sort | None = None

    @property
    def sorted_by(self) -> Sort:
        """How the results are ordered."""
        return self.sort or ("relevance" if self.text.strip() else "distance" if self.near else "importance")


class Hit(NamedTuple):
    """One result: its number, its row, and its distance in metres where a point was given and it has a position."""

    number: int
    row: dict[str, Any]
    distance: float | None


@dataclass(frozen=True)
class Page:
    """Some results, how many there are in all, where the next page begins, and whether words had to be guessed.

    `match` says how the text was understood: `words` as typed, `repaired` when slips were mended in some of the
    results, `part` when no row has all the words.
    """

    hits: list[Hit]
    total: int
    next_position: Position | None
    match: Literal["words", "repaired", "part"] = "words"


class Search:
    """Search one version of one kind."""

    def __init__(self, artifact: Artifact) -> None:
        """Search in an open artifact."""
        self.artifact = artifact
        self._forms = Forms(artifact.kind.ways_to_write)
        self._lists = Lists(artifact.database, int(artifact.meta["rows"]))
        self._matcher = Matcher(self._lists)
        self._relevance = Relevance(artifact, self._lists, self._forms)
        self._map = Surroundings(artifact.database)
        self._matched = lru_cache(_KEPT_SEARCHES)(self._match)
        # A filter by the clock names a thousand values, and every facet that is counted asks for it again.
        self._with_any = lru_cache(_KEPT_SEARCHES)(self._any_of)

    def page(self, query: Query, limit: int, after: Position | None = None) -> Page:
        """Return a page of results that begins behind a position; the same query must come with it."""
        match = self._matched(query.text)
        rows = self._rows(query, match)
        found = list(islice(self._ordered(query, match, rows, after or {}), limit + 1))
        hits = self._hits(query, [number for number, _ in found[:limit]])
        next_position = found[limit - 1][1] if len(found) > limit else None
        return Page(hits, rows.bit_count(), next_position, _kind_of(match))

    def facets(self, query: Query, wanted: Iterable[str] | None = None) -> dict[str, list[tuple[str, int]]]:
        """Return the values of the wanted facets, else of all, with how many results have each, most first.

        A facet that is filtered by counts what the results would be without its own filter, so that people see what
        else they might choose.
        """
        return {facet: self._counted(facet, query) for facet in wanted or self.artifact.kind.facets}

    def values_of(self, facet: str) -> list[str]:
        """Return all values of a facet that rows have."""
        return [value for value, _ in self._lists.values_of(facet)]

    def binding(self, query: Query) -> tuple[str, ...]:
        """Return what a position is good for: this kind, version and query, for the signature of a cursor."""
        filters = sorted((facet, sorted(values)) for facet, values in query.filters.items())
        place = (query.near, query.radius, query.bbox)
        asked = (" ".join(words_of(query.text)), filters, place, query.sorted_by)
        return self.artifact.kind.name, self.artifact.sha256, repr(asked)

    def _counted(self, facet: str, query: Query) -> list[tuple[str, int]]:
        others = {other: values for other, values in query.filters.items() if other != facet}
        rows = self._rows(Query(query.text, others, query.near, query.radius, query.bbox), self._matched(query.text))
        counts = (
            (value, (rows & self._lists.of(layout.facet_word(facet, value))).bit_count())
            for value, _ in self._lists.values_of(facet)
        )
        return sorted(((value, count) for value, count in counts if count), key=lambda pair: (-pair[1], pair[0]))

    def _match(self, text: str) -> Match | None:
        words = words_of(text[:_LONGEST_TEXT])[:_MOST_WORDS]
        return self._matcher.match(words, self._relevance.answers(text)) if words else None

    def _rows(self, query: Query, match: Match | None) -> int:
        """Return the set of all results."""
        rows = match.rows if match else self._lists.everything
        for facet, values in query.filters.items():
            rows &= self._with_any(facet, tuple(values))
        return self._map.within(rows, query.near, query.radius, query.bbox)

    def _any_of(self, facet: str, values: tuple[str, ...]) -> int:
        if facet not in self.artifact.kind.facets:
            raise ValueError(f"{self.artifact.kind.name} cannot be filtered by {facet}")
        if facet not in self.artifact.meta["facets"]:
            # The file was built before anybody thought of this filter: no answer is better than a wrong one.
            raise Unavailable("dataset_not_available", retry_after=_UNTIL_BUILT_ANEW, kind=self.artifact.kind.name)
        found = 0
        for value in values:
            found |= self._lists.of(layout.facet_word(facet, value))
        return found

    def _ordered(self, query: Query, match: Match | None, rows: int, after: Position) -> Iterator[tuple[int, Position]]:
        """Yield the numbers of the results behind a position in their order, each with its own position."""
        if query.sorted_by == "relevance" and match:
            return self._relevance.ordered(query.text, match, rows, after)
        if query.sorted_by == "name":
            return self._by_name(rows, after.get("place", -1))
        if query.sorted_by == "distance":
            if query.near is None:
                raise ValueError("the order by distance needs a point")
            return self._map.by_distance(rows, query.near, after)
        return ((number, {"number": number}) for number in numbers_in(rows, after.get("number", 0)))

    def _by_name(self, rows: int, after: int) -> Iterator[tuple[int, Position]]:
        wanted = rows.to_bytes(rows.bit_length() // 8 + 1, "little")
        beyond = len(wanted) * 8
        for place, number in enumerate(self.artifact.in_order("name")[after + 1 :], after + 1):
            if number < beyond and wanted[number >> 3] >> (number & 7) & 1:
                yield number, {"place": place}

    def _hits(self, query: Query, numbers: list[int]) -> list[Hit]:
        where = self._map.distances(numbers, query.near) if query.near else {}
        rows = self.artifact.rows_of(numbers)
        return [Hit(number, row, where.get(number)) for number, row in zip(numbers, rows, strict=True)]


def _kind_of(match: Match | None) -> Literal["words", "repaired", "part"]:
    return "part" if match and match.partial else "repaired" if match and match.repaired else "words"
