"""Describe the kinds of published data: what of a row is searched, filtered, sorted, shown on a map."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.shared.short_forms import SHORT_FORMS, Ways

type Row = Mapping[str, Any]

# In bytes. A function keeps the old version until it has opened the new one, and has room for two (grants.yaml).
LARGEST_VERSION = 900_000_000


def _of_no_importance(_row: Row) -> float:
    return 0.0


@dataclass(frozen=True)
class Kind:
    """Say how the rows of one kind are stored, found and ordered.

    `key` names the field that identifies a row, as text. `names` are fields that people search by, the first being the
    one a thing is known by; each holds a text or a list of texts. `searched` are fields whose words also find the row
    but say less about it, such as its address. `facets` hold a text, number, truth value or a list of them, and can be
    filtered by and counted; `made` makes those of them that no field holds. `position` names the two fields of latitude
    and longitude in degrees. The greater `importance`, the earlier a row comes among equals. `ordered_by` are the
    fields behind the order by name, where it is not the first name alone. `short_forms` are further ways to write the
    same words, folded, full form first. A kind that is not `public` may never be downloaded whole; whoever publishes it
    reads this. A row that differs from that of the version before only in `unnoticed` fields counts as unchanged;
    `most_changes` of the past are kept.
    """

    name: str
    key: str
    names: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    position: tuple[str, str] | None = None
    importance: Callable[[Row], float] = _of_no_importance
    ordered_by: tuple[str, ...] = ()
    short_forms: tuple[Ways, ...] = ()
    public: bool = True
    unnoticed: tuple[str, ...] = ("as_of",)
    most_changes: int = 100_000
    made: Mapping[str, Callable[[Row], Any]] = dataclasses.field(default_factory=dict, hash=False)

    @property
    def ways_to_write(self) -> tuple[Ways, ...]:
        """Return all short forms that hold for this kind."""
        return (*SHORT_FORMS, *self.short_forms)

    def facet(self, name: str, row: Row) -> Any:
        """Return what a row has in a facet: what is made for it, else what stands in the field of this name."""
        return self.made[name](row) if name in self.made else row.get(name)


def texts_in(row: Row, fields: tuple[str, ...]) -> list[str]:
    """Return the texts that stand in these fields, in their order; a list of texts gives each of them."""
    found: list[str] = []
    for field in fields:
        value = row.get(field)
        found += (
            [str(each) for each in value] if isinstance(value, list | tuple) else [] if value is None else [str(value)]
        )
    return [text for text in found if text]
