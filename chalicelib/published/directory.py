"""What a group's routes offer of one kind of published data: a list to search, one record, former ids, its facets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.published import questions
from chalicelib.published.artifact import Artifact
from chalicelib.published.current import Current, current
from chalicelib.published.datasets import Dataset
from chalicelib.published.kinds import Row
from chalicelib.published.open_now import open_at
from chalicelib.published.search import Hit, Query, Search
from chalicelib.shared import clock, pages
from chalicelib.shared.errors import Gone, Moved, NotFound
from chalicelib.shared.query import Parameter

type Shown = dict[str, Any]
# Shows a row in a language at an instant.
type View = Callable[[Row, str, datetime], Shown]


@dataclass(frozen=True)
class Computed:
    """A filter whose meaning depends on the clock: which values of a facet are wanted, of those that there are."""

    facet: str
    wanted: Callable[[Any, datetime, list[str]], list[str]]


@dataclass(frozen=True)
class Directory:
    """One kind as a group shows it.

    `path` is the list's own; `card` shows a row in the list, `in_full` by itself. `filters` give the facet behind each
    parameter that narrows the list. `computed` are filters that depend on the clock.
    """

    dataset: Dataset
    path: str
    card: View
    in_full: View
    filters: Mapping[str, str]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    computed: Mapping[str, Computed] = field(default_factory=dict)

    @property
    def current(self) -> Current:
        """The version that this process answers from."""
        return current(self.dataset.kind)

    @property
    def asked_of_lists(self) -> dict[str, Parameter]:
        """The query parameters of the list."""
        return {**questions.COMMON, **self.parameters}

    def page(self, asked: Mapping[str, Any], language: str) -> Shown:
        """Return a page of the list, with facets on the first one; raise Invalid, Gone for a cursor that fits no more.

        The shape is `{items, next_cursor, total, match, facets, dataset}`; items near a point have `distance_m`.
        """
        at = asked.get("at") or clock.now()
        search = self.current.search()
        query = self._query(asked, search, at)
        binding = (self.path, *search.binding(query))
        found = search.page(query, asked["limit"], pages.position_of(asked["cursor"], *binding))
        return {
            "items": [self._shown(hit, language, at) for hit in found.hits],
            "next_cursor": pages.next_cursor(found.next_position, *binding),
            "total": found.total,
            "match": found.match,
            **({} if asked["cursor"] else {"facets": self._facets(search, query)}),
            "dataset": about(self.current.artifact()),
        }

    def find(self, key: str, language: str, at: datetime | None = None) -> Shown:
        """Return one record; raise Moved for a former id, Gone for one that was taken out, NotFound for any other."""
        artifact = self.current.artifact()
        row = artifact.look_up(key)
        if row is None:
            raise self._refusal(artifact, key)
        return {**self.in_full(row, language, at or clock.now()), "dataset": about(artifact)}

    def _refusal(self, artifact: Artifact, key: str) -> Exception:
        if now_called := artifact.former(key):
            return Moved("record_moved", location=f"{self.path}/{now_called}")
        return Gone("record_gone") if artifact.removed(key) else NotFound("record_not_found")

    def _query(self, asked: Mapping[str, Any], search: Search, at: datetime) -> Query:
        filters = {facet: asked[name] for name, facet in self.filters.items() if asked.get(name)}
        for name, computed in self.computed.items():
            if asked.get(name) is not None:
                filters[computed.facet] = computed.wanted(asked[name], at, search.values_of(computed.facet))
        return questions.query(asked, filters)

    def _facets(self, search: Search, query: Query) -> dict[str, list[Shown]]:
        counted = search.facets(query, self.filters.values())
        return {
            name: [{"value": value, "count": count} for value, count in counted[facet]]
            for name, facet in self.filters.items()
        }

    def _shown(self, hit: Hit, language: str, at: datetime) -> Shown:
        shown = self.card(hit.row, language, at)
        return shown if hit.distance is None else {**shown, "distance_m": hit.distance}


def _open_now(wanted: bool, at: datetime, hours: list[str]) -> list[str]:
    return [each for each in hours if open_at(each, at) is wanted]


OPEN_NOW = Computed("opening_hours", _open_now)


def about(artifact: Artifact) -> Shown:
    """Say which version of which data an answer stands on."""
    meta = artifact.meta
    return {
        "kind": artifact.kind.name,
        "version": meta["version"],
        "as_of": meta["as_of"],
        "source": meta["source"],
    }
