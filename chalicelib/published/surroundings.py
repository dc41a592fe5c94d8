"""Find rows by their positions, through the R*Tree of a published file."""

import math
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.published import bits, layout
from chalicelib.published.nearness import Box, Point, box_around, metres

type Position = Mapping[str, Any]

# So few rows are looked at one by one; more are found by a box on the map.
_FEW = 500
_FIRST_RING_METRES = 400.0
# Half way round the earth, and a little.
_FARTHEST_METRES = 20_100_000.0
_EVERYWHERE = Box(-180.0, -90.0, 180.0, 90.0)


class Surroundings:
    """The positions of a published file."""

    def __init__(self, database: sqlite3.Connection) -> None:
        """Read from an open file."""
        self._database = database

    def within(self, rows: int, near: Point | None, radius: float | None, bbox: Box | None) -> int:
        """Return those of a set of rows that lie in the box and within so many metres of the point."""
        if bbox is not None:
            rows &= _set_of(number for number, _ in self._in_box(rows, bbox))
        if near is not None and radius is not None:
            inside = self._in_box(rows, box_around(near, radius))
            rows &= _set_of(number for number, point in inside if metres(near, point) <= radius)
        return rows

    def distances(self, numbers: Sequence[int], near: Point) -> dict[int, float]:
        """Return how many metres each of these rows is away; rows without a position are left out."""
        return {number: _told(metres(near, point)) for number, point in self._points_of(numbers)}

    def by_distance(self, rows: int, near: Point, after: Position) -> Iterator[tuple[int, Position]]:
        """Yield the rows of a set, the nearest first and those without a position last, each with its place there."""
        if "placeless" not in after:
            yield from self._placed_by_distance(rows, near, after)
        placeless = rows & ~_set_of(number for number, _ in self._in_box(rows, _EVERYWHERE))
        for number in bits.numbers_in(placeless, after.get("placeless", 0)):
            yield number, {"placeless": number}

    def _placed_by_distance(self, rows: int, near: Point, after: Position) -> Iterator[tuple[int, Position]]:
        last = (after.get("metres", -1.0), after.get("number", 0))
        reached = last[0]
        ring = max(_FIRST_RING_METRES, 1.5 * reached) if rows.bit_count() > _FEW else _FARTHEST_METRES
        while reached < _FARTHEST_METRES:
            around = (
                (_told(metres(near, point)), number) for number, point in self._in_box(rows, box_around(near, ring))
            )
            for distance, number in sorted(each for each in around if each > last and reached <= each[0] < ring):
                yield number, {"metres": distance, "number": number}
            reached, ring = ring, min(ring * 2, _FARTHEST_METRES) if ring < _FARTHEST_METRES else math.inf

    def _in_box(self, rows: int, box: Box) -> Iterator[tuple[int, Point]]:
        """Yield the rows of a set that lie in a box, with their points."""
        if rows.bit_count() <= _FEW:
            found = self._points_of(list(bits.numbers_in(rows)))
            yield from ((number, point) for number, point in found if _holds(box, point))
            return
        wanted = rows.to_bytes(rows.bit_length() // 8 + 1, "little")
        beyond = len(wanted) * 8
        for number, lat, lon in self._database.execute(
            "SELECT number, south, west FROM places WHERE south >= ? AND north <= ? AND west >= ? AND east <= ?",
            (_up(box.min_lat), _down(box.max_lat), _up(box.min_lon), _down(box.max_lon)),
        ):
            if number < beyond and wanted[number >> 3] >> (number & 7) & 1:
                yield number, Point(layout.degrees(lat), layout.degrees(lon))

    def _points_of(self, numbers: Sequence[int]) -> Iterator[tuple[int, Point]]:
        for number in numbers:
            found = self._database.execute("SELECT south, west FROM places WHERE number = ?", (number,)).fetchone()
            if found:
                yield number, Point(*map(layout.degrees, found))


def _set_of(numbers: Iterator[int]) -> int:
    found = list(numbers)
    return int.from_bytes(bits.of(found, max(found, default=0) + 1), "little")


def _told(distance: float) -> float:
    """Return metres to the decimetre, as they are shown and ordered by."""
    return round(distance, 1)


def _holds(box: Box, point: Point) -> bool:
    return box.min_lat <= point.lat <= box.max_lat and box.min_lon <= point.lon <= box.max_lon


def _up(degrees: float) -> int:
    return math.ceil(max(degrees, -200.0) * 10_000_000)


def _down(degrees: float) -> int:
    return math.floor(min(degrees, 200.0) * 10_000_000)
