"""Check that every code of published data has a name, and every name a code."""

from __future__ import annotations

from chalicelib import features
from chalicelib.published.rights import STANDINGS
from chalicelib.published.things import PATHS
from infra.city.schema.pack import Pack, Problems

_EVERY = "every"
# What answers say beyond the codes that are stored: how a right stands on the day.
_MEANT = set(STANDINGS)

type Codes = dict[tuple[str, str], set[str]]


def label_problems(pack: Pack) -> Problems:
    """Find codes and things without a name, and names of codes that no column has."""
    wanted = _codes()
    given = {
        (kind, column): set(codes) for kind, columns in pack.labels.kinds.items() for column, codes in columns.items()
    }
    for (kind, column), codes in wanted.items():
        for code in sorted(codes - given.get((kind, column), given.get((_EVERY, column), set()))):
            yield f"labels.json: {code} of {column} of {kind} has no name."
    for (kind, column), codes in given.items():
        for code in sorted(codes - _known(kind, column, wanted) - _MEANT):
            yield f"labels.json: {column} of {kind} has no code {code}."
    for thing in sorted(PATHS.keys() - pack.labels.things.keys()):
        yield f"labels.json: {thing} has no name."


def _known(kind: str, column: str, wanted: Codes) -> set[str]:
    if kind != _EVERY:
        return wanted.get((kind, column), set())
    return {code for (_, other), codes in wanted.items() if other == column for code in codes}


def _codes() -> Codes:
    columns = ((dataset.name, column) for dataset in features.datasets() for column in dataset.columns)
    return {(kind, column.name): set(column.one_of) for kind, column in columns if column.one_of}
