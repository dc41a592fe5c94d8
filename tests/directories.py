"""Small published directories, for tests of search and of the file it reads."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from chalicelib.published.artifact import Artifact
from chalicelib.published.building import build
from chalicelib.published.kinds import Kind
from chalicelib.published.search import Query, Search
from chalicelib.published.words import ways_of
from chalicelib.shared import city

ABOUT = {"version": "2026-11-24-1", "as_of": "2026-11-24", "source": "made up"}
SCHOOLS = Kind(
    "schools",
    key="school_id",
    names=("name", "name_en", "former_names"),
    searched=("address",),
    facets=("levels", "ward_code", "public"),
    position=("lat", "lon"),
    importance=lambda row: float(row.get("pupils", 0)),
    short_forms=ways_of(city.load("city")["short_forms"]),
)


def schools(*names: str, **same: Any) -> list[dict[str, Any]]:
    """Return a row for each name; the first one has the most pupils."""
    return [
        {"school_id": f"school-{place}", "name": name, "pupils": len(names) - place, **same}
        for place, name in enumerate(names, 1)
    ]


@contextmanager
def published(rows: Iterable[Mapping[str, Any]], kind: Kind = SCHOOLS) -> Iterator[Artifact]:
    """Publish rows and open them; the file is gone at the end."""
    with TemporaryDirectory() as folder:
        built = build(kind, rows, Path(folder) / "published.sqlite", ABOUT)
        with Artifact(kind, built.path, built.sha256) as artifact:
            yield artifact


@contextmanager
def published_in_turn(
    *versions: Iterable[Mapping[str, Any]], kind: Kind = SCHOOLS, **about: Any
) -> Iterator[list[Artifact]]:
    """Publish one version after the other, as `v0`, `v1` and so on, each with the one before; open all of them.

    What is said about them is a list with an item for each version.
    """
    with TemporaryDirectory() as folder, ExitStack() as opened:
        artifacts: list[Artifact] = []
        for place, rows in enumerate(versions):
            told = {**ABOUT, "version": f"v{place}", **{name: values[place] for name, values in about.items()}}
            built = build(kind, rows, Path(folder) / f"v{place}.sqlite", told, artifacts[-1] if artifacts else None)
            artifacts.append(opened.enter_context(Artifact(kind, built.path, built.sha256)))
        yield artifacts


def names_found(rows: Iterable[Mapping[str, Any]], text: str = "", limit: int = 5, **asked: Any) -> list[str]:
    """Return the names that a search of these rows finds."""
    with published(rows) as artifact:
        return names_in(Search(artifact), text, limit, **asked)


def names_in(search: Search, text: str = "", limit: int = 5, **asked: Any) -> list[str]:
    """Return the names that a search finds."""
    return [hit.row["name"] for hit in search.page(Query(text, **asked), limit).hits]


def keys_of_all_pages(search: Search, query: Query, limit: int) -> list[str]:
    """Return the keys of all results, page by page."""
    keys: list[str] = []
    position = None
    while True:
        page = search.page(query, limit, position)
        keys += [hit.row["school_id"] for hit in page.hits]
        # As it comes back inside a cursor.
        position = json.loads(json.dumps(page.next_position))
        if position is None:
            return keys
