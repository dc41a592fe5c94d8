"""Where a row stands: a position in the city, and the ward that lies there."""

import math
from collections.abc import Iterator
from typing import Any

from chalicelib.published.datasets import Dataset
from chalicelib.published.importing.context import Context
from chalicelib.published.importing.findings import Objection
from chalicelib.published.importing.headers import AXES, POSITION
from chalicelib.published.importing.tables import Cells

WARD = "ward_code"
DIVIDED = "ward_divided"
# A beach or a pier lies outside of borders that were simplified, yet a step away from its ward.
_STEPS = tuple((math.sin(turn), math.cos(turn)) for turn in (each * math.pi / 4 for each in range(8)))
_STEP_DEGREES = (0.001, 0.003)

type Found = tuple[Objection, str]


class Positions:
    """Judge positions of one kind, and fill in the ward where a row has none."""

    def __init__(self, dataset: Dataset, context: Context) -> None:
        self._context = context
        self._names = dataset.kind.position
        self._has_ward = any(column.name == WARD for column in dataset.columns)

    def split(self, cells: Cells) -> Cells:
        """Put both numbers of a position that stands in one cell into two, latitude first; leave what is none."""
        written = cells["position"]
        numbers = written if isinstance(written, list) else str(written).replace(";", ",").split(",")
        rest = {name: cell for name, cell in cells.items() if name != "position"}
        if self._names is None or len(numbers) != 2:
            return {**rest, **({self._names[0]: str(written)[:100]} if self._names else {})}
        return {self._names[0]: numbers[0], self._names[1]: numbers[1], **rest}

    def of_axes(self, cells: Cells) -> Cells:
        """Put the numbers of two axes, x and y, where they belong: which of them points north shows where they lie."""
        rest = {name: cell for name, cell in cells.items() if name not in AXES}
        x, y = (cells.get(axis) for axis in AXES)
        if self._names is None or x is None or y is None:
            alone = zip(self._names or (), (y, x), strict=False)
            return {**{name: cell for name, cell in alone if cell is not None}, **rest}
        north, east = _degrees(x), _degrees(y)
        is_north = north is not None and east is not None and self._context.holds(north, east)
        return {**rest, POSITION: [x, y] if is_north else [y, x]}

    def complete(self, row: dict[str, Any], wrong: set[str], divided: Objection | None = None) -> Iterator[Found]:
        """Fill in the ward of a row; yield what is to be said of its position and ward, with the column.

        Of a ward that was `divided` the position decides, as long as it says one of the wards that it went into.
        """
        yield from self._complete(row, wrong, divided)
        if divided and WARD not in row:
            yield divided, WARD

    def _complete(self, row: dict[str, Any], wrong: set[str], divided: Objection | None) -> Iterator[Found]:
        if self._names is None:
            return
        lat_name, lon_name = self._names
        lat, lon = row.get(lat_name), row.get(lon_name)
        if lat is None or lon is None:
            if (lat is None) != (lon is None) and not wrong & {lat_name, lon_name}:
                yield Objection("half_a_position"), lat_name if lat is None else lon_name
        elif not self._context.holds(lat, lon):
            swapped = self._context.holds(lon, lat)
            yield Objection("swapped_position" if swapped else "outside_city"), lat_name
        elif self._has_ward:
            yield from self._divided(row, lat, lon, divided) if divided else self._ward(row, lat, lon, wrong)

    def _divided(self, row: dict[str, Any], lat: float, lon: float, divided: Objection) -> Iterator[Found]:
        there, _ = self._at(lat, lon)
        if there and there in divided.params["candidates"].split(", "):
            row[WARD] = there
            yield Objection("ward_by_position", old=divided.params["old"], ward=there), WARD

    def _ward(self, row: dict[str, Any], lat: float, lon: float, wrong: set[str]) -> Iterator[Found]:
        given = row.get(WARD)
        if given is not None and not self._context.exact:
            return
        there, is_exact = self._at(lat, lon)
        if given is None and WARD not in wrong:
            if there is None:
                yield Objection("outside_city"), self._names[0] if self._names else ""
                return
            row[WARD] = there
            yield Objection("ward_from_position" if is_exact else "ward_approximate", ward=there), WARD
        elif given is not None and there is None:
            yield Objection("outside_wards"), WARD
        elif given is not None and is_exact and there != given:
            yield Objection("ward_differs", given=given, there=there), WARD

    def _at(self, lat: float, lon: float) -> tuple[str | None, bool]:
        """Return the ward at a place, or a step away from it, and whether it is surely this one."""
        finder = self._context.finder
        answer = finder.at(lat, lon)
        if answer.unit is not None:
            return answer.unit["code"], answer.precision == "exact"
        if not self._context.exact:
            return None, False
        near = (
            finder.at(lat + step * north, lon + step * east).unit for step in _STEP_DEGREES for north, east in _STEPS
        )
        unit = next((unit for unit in near if unit is not None), None)
        return (None, False) if unit is None else (unit["code"], False)


def _degrees(cell: object) -> float | None:
    try:
        return float(str(cell).strip().replace(",", "."))
    except ValueError:
        return None
