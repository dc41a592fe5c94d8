"""Which unit a place lies in, exactly, from the polygons of the units: a grid, and rays where a cell is shared."""

import json
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

_MAGIC = b"city-polygons 1\n"

# A sign reckoned in floating point is surely right when it is farther from zero than this share of its parts
# (Shewchuk 1997, `ccwerrboundA`), and than what may have vanished by underflow.
_RELATIVE_ERROR = 3.4e-16
_UNDERFLOW = 1e-290


@dataclass(frozen=True)
class Frame:
    """The grid over all areas: its south-western corner in degrees, and how many cells and bands there are.

    A band is a slice of a row of cells; edges are found by band, units by cell. Both are `per_degree` wide and high.
    """

    west: float
    south: float
    cells_per_degree: float
    bands_per_degree: float
    columns: int
    rows: int


class Polygons:
    """The areas of units, ready to be asked for the unit of a place; made by `polygon_building.build`.

    A place on a border belongs to the unit east of it, and on a border that runs due east to the unit north of it, so
    each has exactly one unit. On the outer border it belongs to the unit it touches. Where areas overlap, or a border
    is drawn in two ways, the unit whose code comes first has the place.
    """

    def __init__(
        self, frame: Frame, codes: Sequence[str], cells: "array[int]", groups: Sequence[Sequence[int]],
        first_bands: "array[int]", first_slots: "array[int]", edge_starts: "array[int]", corners: "array[float]",
    ) -> None:  # fmt: skip
        self.frame = frame
        self.codes = tuple(codes)
        self._cells = cells
        self._groups = tuple(tuple(group) for group in groups)
        # The edges of a unit in a band are those from edge_starts[slot] to edge_starts[slot + 1], where the unit's
        # slot of its first band is first_slots[unit]; four numbers an edge, its southern end first.
        self._first_bands = first_bands
        self._first_slots = first_slots
        self._edge_starts = edge_starts
        self._corners = corners

    def at(self, lat: float, lon: float) -> str | None:
        """Give the code of the unit at a place in degrees; None outside all of them."""
        frame = self.frame
        column, row = (lon - frame.west) * frame.cells_per_degree, (lat - frame.south) * frame.cells_per_degree
        # Not a number fails these comparisons, too.
        if not (0 <= column < frame.columns and 0 <= row < frame.rows):
            return None
        cell = self._cells[int(row) * frame.columns + int(column)]
        if cell <= len(self.codes):
            return self.codes[cell - 1] if cell else None
        return self._among(self._groups[cell - len(self.codes) - 1], lat, lon)

    def _among(self, units: Sequence[int], lat: float, lon: float) -> str | None:
        band = int((lat - self.frame.south) * self.frame.bands_per_degree)
        for unit in units:
            if is_inside(self._edges(unit, band), lat, lon):
                return self.codes[unit]
        for unit in units:
            if is_on_border(self._edges(unit, band), lat, lon):
                return self.codes[unit]
        return None

    def _edges(self, unit: int, band: int) -> "array[float]":
        place = band - self._first_bands[unit]
        slot, end = self._first_slots[unit] + place, self._first_slots[unit + 1]
        if place < 0 or slot >= end:
            return self._corners[:0]
        return self._corners[4 * self._edge_starts[slot] : 4 * self._edge_starts[slot + 1]]

    def to_bytes(self) -> bytes:
        """Give all of it as bytes, the same for the same areas, to be stored and read back by `from_bytes`."""
        sizes = array("H", [len(group) for group in self._groups])
        members = array("H", [unit for group in self._groups for unit in group])
        numbers = [self._cells, sizes, members, self._first_bands, self._first_slots, self._edge_starts]
        kinds = [(each.typecode, len(each)) for each in numbers] + [("d", len(self._corners))]
        header = json.dumps({"frame": vars(self.frame), "codes": self.codes, "arrays": kinds})
        parts = [*map(_written, numbers), _written(self._corners)]
        return _MAGIC + header.encode() + b"\n" + b"".join(parts)

    @classmethod
    def from_bytes(cls, content: bytes) -> "Polygons":
        """Read what `to_bytes` gave; raise ValueError for anything else."""
        if not content.startswith(_MAGIC):
            raise ValueError("these bytes are no polygons of this version")
        header, _, rest = content[len(_MAGIC) :].partition(b"\n")
        told = json.loads(header)
        cells, sizes, members, bands, slots, starts, corners = _read(told["arrays"], rest)
        return cls(
            Frame(**told["frame"]), told["codes"], cells, _grouped(sizes, members), bands, slots, starts, corners
        )


def is_inside(edges: "array[float]", lat: float, lon: float) -> bool:
    """Tell whether a ray due east from a place crosses an odd number of edges; the borders count as in `Polygons`."""
    inside = False
    numbers = iter(edges)
    for lat1, lon1, lat2, lon2 in zip(numbers, numbers, numbers, numbers, strict=True):
        if not lat1 <= lat < lat2 or (lon >= lon1 and lon >= lon2):
            continue
        if (lon < lon1 and lon < lon2) or _side(lat1, lon1, lat2, lon2, lat, lon) > 0:
            inside = not inside
    return inside


def is_on_border(edges: "array[float]", lat: float, lon: float) -> bool:
    """Tell whether a place lies on one of the edges, its ends included."""
    numbers = iter(edges)
    return any(
        lat1 <= lat <= lat2
        and (lon1 <= lon <= lon2 or lon2 <= lon <= lon1)
        and _side(lat1, lon1, lat2, lon2, lat, lon) == 0
        for lat1, lon1, lat2, lon2 in zip(numbers, numbers, numbers, numbers, strict=True)
    )


def _side(lat1: float, lon1: float, lat2: float, lon2: float, lat: float, lon: float) -> float:
    """Tell on which side of an edge towards the north a place lies: above 0 is west of it, 0 is on it; exact."""
    one, other = (lon2 - lon1) * (lat - lat1), (lat2 - lat1) * (lon - lon1)
    if abs(one - other) > _RELATIVE_ERROR * (abs(one) + abs(other)) + _UNDERFLOW:
        return one - other
    y1, x1 = Fraction(lat1), Fraction(lon1)
    exact = (Fraction(lon2) - x1) * (Fraction(lat) - y1) - (Fraction(lat2) - y1) * (Fraction(lon) - x1)
    return (exact > 0) - (exact < 0)


def _read(kinds: list[tuple[str, int]], content: bytes) -> "Iterator[array[Any]]":
    begin = 0
    for typecode, length in kinds:
        numbers: array[Any] = array(typecode)
        end = begin + length * numbers.itemsize
        if end > len(content):
            raise ValueError("the polygons are cut short")
        numbers.frombytes(content[begin:end])
        yield _little_endian(numbers)
        begin = end
    if begin != len(content):
        raise ValueError("the polygons are followed by something else")


def _written(numbers: "array[Any]") -> bytes:
    return _little_endian(numbers).tobytes()


def _little_endian(numbers: "array[Any]") -> "array[Any]":
    if sys.byteorder == "little":
        return numbers
    turned = array(numbers.typecode, numbers)
    turned.byteswap()
    return turned


def _grouped(sizes: "array[int]", members: "array[int]") -> list[tuple[int, ...]]:
    units = iter(members)
    return [tuple(next(units) for _ in range(size)) for size in sizes]
