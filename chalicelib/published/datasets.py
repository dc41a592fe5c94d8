"""Say what a published data set consists of: its columns, its rules, and how its rows are found."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from chalicelib.published.kinds import Kind, Row

type Type = Literal[
    "id", "ids", "text", "texts", "code", "codes", "ward", "wards", "body", "lat", "lon", "day", "year", "count",
    "amount", "yes_no", "phones", "email", "web", "opening_hours", "number", "json", "unit", "area",
]  # fmt: skip
type Format = Literal["csv", "geojson", "json"]
type Share = float
type Hash = Callable[[str], str]
type Numbered = tuple[int, Row]


class Wrong(NamedTuple):
    """One thing that a rule finds wrong in a row: the column, a stable code, and the words that its text speaks of."""

    column: str
    code: str
    params: Mapping[str, Any] = {}


@dataclass(frozen=True, eq=False)
class Telling:
    """Words of a thing's name that tell the code of a column, with their marks; an empty code means that they do not.

    `begins` are words with which a name begins, behind any of `passed_over`; for a column of several codes each may be
    followed by another, but for those of `first_alone` (a primary school of a university is no university). `ends` are
    words with which it ends, as in English. A code may be several, with `|` between them. Nothing is told where a
    column of `unless` is filled.
    """

    begins: Mapping[str, str] = field(default_factory=dict)
    ends: Mapping[str, str] = field(default_factory=dict)
    passed_over: tuple[str, ...] = ()
    first_alone: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column: its name, what its cells hold, and under which other headers files are known to have it.

    `one_of` are the codes that a `code` or `codes` may be, `words` what people write for them, folded. `example` is a
    cell as it stands in a CSV. Where a `wanted` cell is empty the row is taken, but the report tells how many are.
    Where it is empty the words of the name may tell it (`from_name`). `parts` are columns that make its cell together
    where it has none, in their order, each with the headers it is known under. A cell that is no code of this column
    may be one of the column `otherwise`.
    """

    name: str
    type: Type
    description: str
    example: str
    required: bool = False
    one_of: tuple[str, ...] = ()
    also_called: tuple[str, ...] = ()
    wanted: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    from_name: Telling | None = None
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    otherwise: str | None = None


class Standing(NamedTuple):
    """What a document that is published whole stands beside: the one in force, none before the first, and the day."""

    before: Mapping[str, Any] | None
    today: str


def _no_further_rules(_row: Row) -> Iterable[Wrong]:
    return ()


class Paper(NamedTuple):
    """Columns that say something together and nothing alone; `also` are those that say more of the same."""

    needed: tuple[str, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dataset:
    """A kind of published data as a feature declares it in its `dataset.py`, in a tuple `DATASETS`.

    `title` by language. `rules` say what must hold within one row beyond its columns. Up to the share `quarantine` of
    the rows may be left out as wrong, and the rest published; 0 means all or nothing. A `document` is published whole,
    as its JSON stands, and checked by `document_rules`, which give a JSON pointer in place of a column; `document_rows`
    are its rows, by which versions are counted and compared.

    A row without a key gets one that is made from its name, the first column of `key_from`, and from the first of the
    others that is filled; the column of the latitude stands for the position. Where a table lacks one of the columns of
    a paper, the others of `papers` are left out. `elsewhere` makes of the old units that the city knows what tells of
    the cells of a row, as they came, whether it belongs to another city.

    `completed` gives a checked row with what follows from its cells; `rules` come after it. `kept` makes of a row what
    is stored of it, with a keyed hash at hand: nothing else of the row leaves the check. `assembled` makes records of
    several rows each, for files of at most a few thousand; it gets the rows with their numbers and the old units that
    the city knows, and gives each record, or what is wrong, with a row's number; `compared` then says what is to be
    said of all records together. `attached` makes what is published
    beside the rows, by name, from all of them.
    """

    kind: Kind
    title: Mapping[str, str]
    columns: tuple[Column, ...]
    formats: tuple[Format, ...] = ("csv", "json")
    quarantine: Share = 0.0
    rules: Callable[[Row], Iterable[Wrong]] = _no_further_rules
    document_rules: Callable[[Mapping[str, Any], Standing], Iterable[Wrong]] | None = None
    document_rows: Callable[[Mapping[str, Any]], Iterable[Row]] | None = None
    completed: Callable[[Row], Row] = dict
    kept: Callable[[Row, Hash], Row] | None = None
    assembled: Callable[[Iterable[Numbered], Mapping[str, Any]], Iterable[tuple[int, Row | Wrong]]] | None = None
    key_from: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    elsewhere: Callable[[Mapping[str, Any]], Callable[[Mapping[str, object]], bool]] | None = None
    compared: Callable[[Iterable[Row], Mapping[str, Any]], Iterable[Wrong]] | None = None
    attached: Callable[[Iterable[Row]], Mapping[str, bytes]] | None = None

    @property
    def name(self) -> str:
        """The kind's name, such as `schools`."""
        return self.kind.name

    @property
    def is_document(self) -> bool:
        """Tell whether it is published whole."""
        return self.document_rules is not None

    @property
    def has_areas(self) -> bool:
        """Tell whether its rows are areas on the map."""
        return any(column.type == "area" for column in self.columns)

    def column(self, name: str) -> Column:
        """Return a column; raise KeyError when there is none of this name."""
        return {column.name: column for column in self.columns}[name]
