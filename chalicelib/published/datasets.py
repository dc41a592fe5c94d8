"""Say what a published data set consists of: its columns, its rules, and how its rows are found."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from chalicelib.published.kinds import Kind, Row

type Type = Literal[
    "id", "ids", "text", "texts", "code", "codes", "ward", "wards", "body", "lat", "lon", "day", "year", "count",
    "amount", "yes_no", "phones", "email", "web", "opening_hours", "number", "json",
]  # fmt: skip
type Format = Literal["csv", "geojson", "json"]
type Share = float


class Wrong(NamedTuple):
    """One thing that a rule finds wrong in a row: the column, a stable code, and the words that its text speaks of."""

    column: str
    code: str
    params: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Column:
    """One column: its name, what its cells hold, and under which other headers files are known to have it.

    `one_of` are the codes that a `code` or `codes` may be. `example` is a cell as it stands in a CSV.
    """

    name: str
    type: Type
    description: str
    example: str
    required: bool = False
    one_of: tuple[str, ...] = ()
    also_called: tuple[str, ...] = ()


def _no_further_rules(_row: Row) -> Iterable[Wrong]:
    return ()


@dataclass(frozen=True)
class Dataset:
    """A kind of published data as a feature declares it in its `dataset.py`, in a tuple `DATASETS`.

    `title` by language. `rules` say what must hold within one row beyond its columns. Up to the share `quarantine` of
    the rows may be left out as wrong, and the rest published; 0 means all or nothing. A `document` is published whole,
    as its JSON stands, and checked by `document_rules`, which give a JSON pointer in place of a column.
    """

    kind: Kind
    title: Mapping[str, str]
    columns: tuple[Column, ...]
    formats: tuple[Format, ...] = ("csv", "json")
    quarantine: Share = 0.0
    rules: Callable[[Row], Iterable[Wrong]] = _no_further_rules
    document_rules: Callable[[Mapping[str, Any]], Iterable[Wrong]] | None = None

    @property
    def name(self) -> str:
        """The kind's name, such as `schools`."""
        return self.kind.name

    @property
    def is_document(self) -> bool:
        """Tell whether it is published whole."""
        return self.document_rules is not None

    def column(self, name: str) -> Column:
        """Return a column; raise KeyError when there is none of this name."""
        return {column.name: column for column in self.columns}[name]
