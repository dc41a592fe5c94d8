"""Match what a file calls its columns with the columns of a kind."""

import re
from collections.abc import Iterable, Mapping
from itertools import islice

from chalicelib.published.datasets import Column, Dataset
from chalicelib.shared.vietnamese import fold

# One cell or member that holds both numbers of a position, latitude first.
POSITION = "position"
_POSITION_CALLED = ("position", "latlon", "latlng", "location", "toado", "vitri", "c")
# Which axis is which differs: on maps of this country x often points north.
AXES = {"position.x": ("x", "toadox"), "position.y": ("y", "toadoy")}
_MOST_LETTERS = 200
# No file of ours has more columns; what stands farther right is not looked at.
MOST_COLUMNS = 1_000


def squeezed(name: str) -> str:
    """Return a header without marks, case, spaces and signs: "Địa chỉ", dia_chi and diaChi are the same."""
    return re.sub(r"[\W_]+", "", fold(name[:_MOST_LETTERS]))


class Headers:
    """The columns of one kind by all their names, the best name first."""

    def __init__(self, dataset: Dataset) -> None:
        self._by_name: dict[str, tuple[str, int]] = {}
        for column in dataset.columns:
            for rank, name in enumerate(_names_of(column)):
                self._by_name.setdefault(squeezed(name), (column.name, rank))
        if dataset.kind.position:
            for rank, name in enumerate(_POSITION_CALLED):
                self._by_name.setdefault(name, (POSITION, rank))
            self._by_name.update({name: (axis, 0) for axis, called in AXES.items() for name in called})
        for column in dataset.columns:
            for part, names in column.parts.items():
                for rank, name in enumerate(names):
                    self._by_name.setdefault(squeezed(name), (f"{column.name}.{part}", rank))
        self._known: dict[str, tuple[str, int] | None] = {}

    def of(self, name: str) -> tuple[str, int] | None:
        """Return the column that a name means and how far down among its names it stands; None for no column."""
        if name not in self._known:
            if len(self._known) > 1_000:
                self._known.clear()
            self._known[name] = self._by_name.get(squeezed(name))
        return self._known[name]

    def known_among(self, names: Iterable[str]) -> int:
        """Return how many different columns some names mean."""
        return len({found[0] for name in islice(names, MOST_COLUMNS) if (found := self.of(name))})

    def places(self, names: list[str]) -> dict[str, list[int]]:
        """Return for every column where it stands among the names, the best name first."""
        found: dict[str, list[tuple[int, int]]] = {}
        for place, name in enumerate(names[:MOST_COLUMNS]):
            if meant := self.of(name):
                found.setdefault(meant[0], []).append((meant[1], place))
        return {column: [place for _, place in sorted(ranked)] for column, ranked in found.items()}


def missing_in(dataset: Dataset, found: Mapping[str, object]) -> list[str]:
    """Return the columns that must be there and are not; a key that can be made need not be."""
    made = dataset.kind.key if dataset.key_from else None
    return [each.name for each in dataset.columns if each.required and each.name not in found and each.name != made]


def _names_of(column: Column) -> tuple[str, ...]:
    return (column.name, *column.also_called)
