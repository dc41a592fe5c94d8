"""Make the grid of `Polygons` out of the areas of units: which units each cell has, and which edges each band."""

import math
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from chalicelib.published.geojson import Area, Ring
from chalicelib.published.polygons import Frame, Polygons, is_inside

type Edge = tuple[float, float, float, float]
type Cells = dict[tuple[int, int], list[int]]

# So many cells for each edge: most cells then lie in one unit whole, and the grid stays about as large as the edges.
_CELLS_PER_EDGE = 20
_MOST_CELLS = 4_000_000
_BANDS_PER_CELL = 4

# Degrees by which an edge counts as touching the next cell, too: a tenth of a millimetre, ten thousand times what
# floating point may be wrong by.
_MARGIN = 1e-9


def build(areas: Sequence[Area]) -> Polygons:
    """Make the polygons of at least one area; the order of the areas decides where they overlap."""
    edges = [[edge for ring in area.rings for edge in _edges(ring)] for area in areas]
    frame = _frame(edges)
    bands = [_bands(frame, each) for each in edges]
    marked: Cells = defaultdict(list)
    whole: Cells = defaultdict(list)
    for unit, own in enumerate(edges):
        border = {cell for edge in own for cell in _cells_of_edge(frame, edge)}
        for cell in border:
            marked[cell].append(unit)
        for cell in _cells_inside(frame, border, bands[unit]):
            whole[cell].append(unit)
    cells, groups = _grid(frame, len(areas), marked, whole)
    return Polygons(frame, [area.code for area in areas], cells, groups, *_packed(bands))


def _edges(ring: Ring) -> Iterator[Edge]:
    """Give the edges of a closed ring as (lat, lon, lat, lon), the southern end first; none without length."""
    for (lon1, lat1), (lon2, lat2) in pairwise(ring):
        if (lat1, lon1) != (lat2, lon2):
            # Neighbours draw a shared edge in opposite directions; turned alike it is the very same to both.
            yield (lat1, lon1, lat2, lon2) if (lat1, lon1) < (lat2, lon2) else (lat2, lon2, lat1, lon1)


def _frame(edges: list[list[Edge]]) -> Frame:
    lats = [lat for own in edges for edge in own for lat in (edge[0], edge[2])]
    lons = [lon for own in edges for edge in own for lon in (edge[1], edge[3])]
    west, south = min(lons), min(lats)
    width, height = max(lons) - west + 2 * _MARGIN, max(lats) - south + 2 * _MARGIN
    wanted = min(_MOST_CELLS, _CELLS_PER_EDGE * sum(map(len, edges)))
    per_degree = math.sqrt(wanted / (width * height))
    columns, rows = math.ceil(width * per_degree), math.ceil(height * per_degree)
    return Frame(west, south, per_degree, per_degree * _BANDS_PER_CELL, columns, rows)


def _band(frame: Frame, lat: float) -> int:
    return int((lat - frame.south) * frame.bands_per_degree)


def _column(frame: Frame, lon: float) -> int:
    return min(max(0, int((lon - frame.west) * frame.cells_per_degree)), frame.columns - 1)


def _row(frame: Frame, lat: float) -> int:
    return min(max(0, int((lat - frame.south) * frame.cells_per_degree)), frame.rows - 1)


def _bands(frame: Frame, edges: list[Edge]) -> dict[int, list[Edge]]:
    """Give the edges by the bands they pass: rounding keeps the order of numbers, so none is missed at any place."""
    bands: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        for band in range(_band(frame, edge[0]), _band(frame, edge[2]) + 1):
            bands[band].append(edge)
    return bands


def _cells_of_edge(frame: Frame, edge: Edge) -> Iterator[tuple[int, int]]:
    """Give (row, column) of every cell that an edge touches, and of some that it nearly touches."""
    for row in range(_row(frame, edge[0] - _MARGIN), _row(frame, edge[2] + _MARGIN) + 1):
        south, north = (frame.south + each / frame.cells_per_degree for each in (row, row + 1))
        ends = _lons_between(edge, south - _MARGIN, north + _MARGIN)
        for column in range(_column(frame, min(ends) - _MARGIN), _column(frame, max(ends) + _MARGIN) + 1):
            yield row, column


def _lons_between(edge: Edge, south: float, north: float) -> tuple[float, float]:
    """Give the longitudes where an edge enters and leaves a slice of the map."""
    lat1, lon1, lat2, lon2 = edge
    if lat2 - lat1 <= 2 * _MARGIN:
        # It runs due east, or so nearly that the slice's own margin holds all of it.
        return lon1, lon2
    slope = (lon2 - lon1) / (lat2 - lat1)
    enters = lon1 + (south - lat1) * slope if south > lat1 else lon1
    leaves = lon1 + (north - lat1) * slope if north < lat2 else lon2
    return enters, leaves


def _cells_inside(
    frame: Frame, border: set[tuple[int, int]], bands: dict[int, list[Edge]]
) -> Iterator[tuple[int, int]]:
    """Give the cells between the border's cells that lie in the area whole."""
    columns: dict[int, list[int]] = defaultdict(list)
    for row, column in sorted(border):
        columns[row].append(column)
    for row, own in columns.items():
        for left, right in pairwise(own):
            # No edge passes between two cells of the border, so what holds for one place there holds for all.
            if right - left > 1 and _holds(frame, bands, row, left + 1):
                yield from ((row, column) for column in range(left + 1, right))


def _holds(frame: Frame, bands: dict[int, list[Edge]], row: int, column: int) -> bool:
    lat = frame.south + (row + 0.5) / frame.cells_per_degree
    lon = frame.west + (column + 0.5) / frame.cells_per_degree
    return is_inside(_corners(bands.get(_band(frame, lat), [])), lat, lon)


def _corners(edges: list[Edge]) -> "array[float]":
    return array("d", [number for edge in edges for number in edge])


def _grid(frame: Frame, units: int, marked: Cells, whole: Cells) -> tuple["array[int]", list[tuple[int, ...]]]:
    """Number the cells: 0 is nobody's, up to the number of units one unit's alone, above it a group to be asked."""
    groups: dict[tuple[int, ...], int] = {}
    cells = array("I", bytes(4 * frame.columns * frame.rows))
    for row, column in sorted(marked.keys() | whole.keys()):
        group = tuple(sorted({*marked[row, column], *whole[row, column]}))
        alone = len(group) == 1 and not marked[row, column]
        number = group[0] + 1 if alone else units + 1 + groups.setdefault(group, len(groups))
        cells[row * frame.columns + column] = number
    return array("H", cells) if units + len(groups) < 2**16 else cells, list(groups)


def _packed(bands: list[dict[int, list[Edge]]]) -> tuple["array[int]", "array[int]", "array[int]", "array[float]"]:
    first_bands, first_slots, edge_starts, corners = array("I"), array("I"), array("I"), array("d")
    for own in bands:
        first_bands.append(min(own))
        first_slots.append(len(edge_starts))
        for band in range(min(own), max(own) + 1):
            edge_starts.append(len(corners) // 4)
            corners.extend(number for edge in own.get(band, []) for number in edge)
    first_slots.append(len(edge_starts))
    edge_starts.append(len(corners) // 4)
    return first_bands, first_slots, edge_starts, corners
