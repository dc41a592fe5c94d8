"""What a group's routes offer of one kind of published data: a list to search, one record, former ids, its changes."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from chalicelib.published import labels, layout, questions, syncing
from chalicelib.published.artifact import Artifact
from chalicelib.published.current import Current, current
from chalicelib.published.datasets import Dataset
from chalicelib.published.kinds import Row
from chalicelib.published.open_now import open_at
from chalicelib.published.search import Hit, Query, Search
from chalicelib.published.showing import about
from chalicelib.shared import clock, pages
from chalicelib.shared.errors import Gone, Moved, NotFound
from chalicelib.shared.query import PAGE, Parameter

type Shown = dict[str, Any]
# Shows a row in a language at an instant.
type View = Callable[[Row, str, datetime], Shown]


type Meaning = Callable[[str, datetime], bool | str | None]


@dataclass(frozen=True)
class Computed:
    """A filter that no stored value answers by itself: which values of a facet are wanted, of those that there are.

    With a `meaning` the first page counts how many results have each. What is true of `today` alone is reckoned at the
    instant of the answer, whatever other instant is asked about.
    """

    facet: str
    wanted: Callable[[Any, datetime, list[str]], list[str]]
    meaning: Meaning | None = None
    today: bool = False


def by_meaning(facet: str, meaning: Meaning, *, counted: bool = False, today: bool = False) -> Computed:
    """Return a filter by what a stored value means at an instant; None is nothing that can be asked for.

    To have it `counted` costs a look at every stored value for every list.
    """

    def wanted(asked: Any, at: datetime, values: list[str]) -> list[str]:
        sought = layout.values_of(asked)
        return [value for value in values for each in layout.values_of(meaning(value, at)) if each in sought]

    return Computed(facet, wanted, meaning if counted else None, today)


@dataclass(frozen=True)
class Directory:
    """One kind as a group shows it.

    `path` is the list's own, and `thing` what a report calls one of them that it is about. `card` shows a row in the
    list, `in_full` by itself. `filters` give the facet behind each parameter that narrows the list; `computed` are
    filters that depend on the clock. `unsaid` are fields whose values the log of changes keeps to itself, since only
    the clock tells what they mean.
    """

    dataset: Dataset
    path: str
    thing: str
    card: View
    in_full: View
    filters: Mapping[str, str]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    computed: Mapping[str, Computed] = field(default_factory=dict)
    unsaid: tuple[str, ...] = ()

    @property
    def current(self) -> Current:
        """The version that this process answers from."""
        return current(self.dataset.kind)

    @property
    def asked_of_lists(self) -> dict[str, Parameter]:
        """The query parameters of the list."""
        return {**questions.COMMON, **self.parameters}

    @property
    def asked_of_changes(self) -> Mapping[str, Parameter]:
        """The query parameters of the changes of one record."""
        return PAGE

    def page(self, asked: Mapping[str, Any], language: str) -> Shown:
        """Return a page of the list, with facets on the first one; raise Invalid, Gone for a cursor that fits no more.

        The shape is `{items, next_cursor, total, match, facets, dataset}`; items near a point have `distance_m`. With
        `since` it is `{items, removed, next_cursor, version, dataset}`, and Gone is raised for a version too long ago.
        """
        now = clock.now()
        search = self.current.search()
        if asked["since"]:
            return self._changed_since(search.artifact, asked, language, now)
        query = self._query(asked, search, now)
        binding = (self.path, *search.binding(query))
        found = search.page(query, asked["limit"], pages.position_of(asked["cursor"], *binding))
        return {
            "items": [self._shown(hit, language, asked.get("at") or now) for hit in found.hits],
            "next_cursor": pages.next_cursor(found.next_position, *binding),
            "total": found.total,
            "match": found.match,
            **({} if asked["cursor"] else {"facets": self._facets(asked, search, query, now)}),
            "dataset": about(search.artifact),
        }

    def find(self, key: str, language: str, at: datetime | None = None) -> Shown:
        """Return one record; raise Moved for a former id, Gone for one that was taken out, NotFound for any other."""
        artifact = self.current.artifact()
        row = artifact.look_up(key)
        if row is None:
            raise self._refusal(artifact, key)
        return {**self.in_full(row, language, at or clock.now()), "dataset": about(artifact)}

    def changes(self, key: str, asked: Mapping[str, Any]) -> Shown:
        """Return a page of what changed in a record, the latest first; raise Moved for a former id, NotFound, Gone.

        One that was taken out has its changes still. The shape is `{items, next_cursor, known_since}`.
        """
        artifact = self.current.artifact()
        told = artifact.changes_of(key)
        if artifact.look_up(key) is None and (not told or artifact.former(key)):
            raise self._refusal(artifact, key, "/changes")
        binding = (self.path, key, artifact.sha256)
        after = (pages.position_of(asked["cursor"], *binding) or {"after": 0})["after"]
        end = after + asked["limit"]
        return {
            "items": list(syncing.log(told[after:end], self.unsaid)),
            "next_cursor": pages.next_cursor({"after": end} if end < len(told) else None, *binding),
            "known_since": artifact.meta["changes_since"],
        }

    def _changed_since(self, artifact: Artifact, asked: Mapping[str, Any], language: str, now: datetime) -> Shown:
        syncing.check_alone(asked)
        binding = (self.path, "since", asked["since"], artifact.sha256)
        after = (pages.position_of(asked["cursor"], *binding) or {"after": None})["after"]
        found = syncing.changed_since(artifact, asked["since"], after, asked["limit"])
        position = None if found.next_position is None else {"after": found.next_position}
        return {
            "items": [self.in_full(row, language, now) for row in found.rows],
            "removed": found.removed,
            "next_cursor": pages.next_cursor(position, *binding),
            "version": artifact.version,
            "dataset": about(artifact),
        }

    def _refusal(self, artifact: Artifact, key: str, beyond: str = "") -> Exception:
        if now_called := artifact.former(key):
            return Moved("record_moved", location=f"{self.path}/{quote(now_called, safe='')}{beyond}")
        return Gone("record_gone") if artifact.removed(key) else NotFound("record_not_found")

    def _query(self, asked: Mapping[str, Any], search: Search, now: datetime) -> Query:
        filters = {
            facet: layout.values_of(asked[name]) for name, facet in self.filters.items() if asked.get(name) is not None
        }
        for name, computed in self.computed.items():
            if asked.get(name) is not None:
                at = _instant(computed, asked, now)
                filters[computed.facet] = computed.wanted(asked[name], at, search.values_of(computed.facet))
        return questions.query(asked, filters)

    def _facets(self, asked: Mapping[str, Any], search: Search, query: Query, now: datetime) -> dict[str, list[Shown]]:
        told = {name: each for name, each in self.computed.items() if each.meaning}
        counted = search.facets(query, {*self.filters.values(), *(each.facet for each in told.values())})
        facets = {name: self._counts(facet, counted[facet]) for name, facet in self.filters.items()}
        for name, each in told.items():
            facets[name] = self._counts(name, _summed(each, counted[each.facet], _instant(each, asked, now)))
        return facets

    def _counts(self, facet: str, counted: list[tuple[str, int]]) -> list[Shown]:
        kind = self.dataset.name
        return [
            {"value": value, "count": count, **(labels.names_of(kind, facet, value) or {})} for value, count in counted
        ]

    def _shown(self, hit: Hit, language: str, at: datetime) -> Shown:
        shown = self.card(hit.row, language, at)
        return shown if hit.distance is None else {**shown, "distance_m": hit.distance}


def _instant(computed: Computed, asked: Mapping[str, Any], now: datetime) -> datetime:
    return now if computed.today else asked.get("at") or now


def _summed(computed: Computed, counted: list[tuple[str, int]], at: datetime) -> list[tuple[str, int]]:
    sums: Counter[str] = Counter()
    for value, count in counted:
        for meaning in layout.values_of(computed.meaning(value, at)) if computed.meaning else ():
            sums[meaning] += count
    return sums.most_common()


OPEN_NOW = by_meaning("opening_hours", open_at)
