"""The whole pack, and what every check of it uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from chalicelib.feedback.documents.calendar_shapes import Holidays
from chalicelib.feedback.documents.category_shapes import Categories
from infra.city.schema.basics import Strict
from infra.city.schema.shapes_city import Bodies, City, EarlierDistricts, Hotlines, OldUnits, Units
from infra.city.schema.shapes_labels import Labels
from infra.city.schema.shapes_notices import Notices
from infra.city.schema.shapes_people import People, Staff


class Pack(Strict):
    """A whole city pack, read and well-formed."""

    city: City
    bodies: Bodies
    categories: Categories
    units: Units
    old_units: OldUnits
    earlier_districts: EarlierDistricts
    holidays: Holidays
    staff: Staff
    people: People
    hotlines: Hotlines
    notices: Notices
    labels: Labels


PARTS = tuple(Pack.model_fields)
Problems = Iterator[str]


def twice(values: Iterable[str]) -> list[str]:
    """List the values that occur more than once."""
    listed = list(values)
    # Nearly always nothing is there twice, and a set finds that out faster than counting does.
    return [] if len(set(listed)) == len(listed) else [value for value, times in Counter(listed).items() if times > 1]
