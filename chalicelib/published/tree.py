"""Write the R*Tree of points full to the brim.

SQLite fills the nodes of a tree to six tenths when points come one by one. Since all points are known here, they are
laid out along columns of the map (sort-tile-recursive packing) and the nodes written as SQLite keeps them
(https://www.sqlite.org/rtree.html, section 5): the file is smaller, and a search reads fewer pages.
"""

import math
import sqlite3
import struct
from collections.abc import Iterable, Iterator
from itertools import batched
from typing import NamedTuple

_HEADER = 4
_CELL = struct.Struct(">qiiii")
_ROOT = 1


class _Cell(NamedTuple):
    """A point with its number, or the box of a node with the node's number."""

    number: int
    south: int
    north: int
    west: int
    east: int


def write(database: sqlite3.Connection, name: str, points: Iterable[tuple[int, int, int]]) -> None:
    """Fill an empty `rtree_i32` of two dimensions with points given as number, latitude and longitude."""
    node_size: int = database.execute(f"SELECT LENGTH(data) FROM {name}_node").fetchone()[0]  # noqa: S608
    most = (node_size - _HEADER) // _CELL.size
    cells = [_Cell(number, lat, lat, lon, lon) for number, lat, lon in points]
    depth, next_node = 0, _ROOT + 1
    while len(cells) > most:
        nodes = list(enumerate(_tiles(cells, most), next_node))
        _write_nodes(database, name, nodes, node_size, of_points=depth == 0)
        cells = [_around(node, inside) for node, inside in nodes]
        depth, next_node = depth + 1, next_node + len(nodes)
    _write_nodes(database, name, [(_ROOT, tuple(cells))], node_size, of_points=depth == 0, depth=depth)


def _tiles(cells: list[_Cell], most: int) -> Iterator[tuple[_Cell, ...]]:
    """Yield the cells in groups of neighbours, each as full as a node can be."""
    columns = math.ceil(math.sqrt(math.ceil(len(cells) / most)))
    width = most * math.ceil(len(cells) / most / columns)
    cells.sort(key=lambda cell: (cell.west, cell.south, cell.number))
    for column in batched(cells, width):
        yield from batched(sorted(column, key=lambda cell: (cell.south, cell.west, cell.number)), most)


def _around(node: int, inside: tuple[_Cell, ...]) -> _Cell:
    return _Cell(
        node,
        min(cell.south for cell in inside),
        max(cell.north for cell in inside),
        min(cell.west for cell in inside),
        max(cell.east for cell in inside),
    )


def _write_nodes(
    database: sqlite3.Connection,
    name: str,
    nodes: list[tuple[int, tuple[_Cell, ...]]],
    size: int,
    *,
    of_points: bool,
    depth: int = 0,
) -> None:
    blobs = ((node, _blob(inside, size, depth)) for node, inside in nodes)
    database.executemany(f"INSERT OR REPLACE INTO {name}_node (nodeno, data) VALUES (?,?)", blobs)  # noqa: S608
    pairs = ((cell.number, node) for node, inside in nodes for cell in inside)
    table = f"{name}_rowid (rowid, nodeno)" if of_points else f"{name}_parent (nodeno, parentnode)"
    database.executemany(f"INSERT INTO {table} VALUES (?,?)", pairs)  # noqa: S608


def _blob(inside: tuple[_Cell, ...], size: int, depth: int) -> bytes:
    cells = b"".join(_CELL.pack(*cell) for cell in inside)
    return (struct.pack(">HH", depth, len(inside)) + cells).ljust(size, b"\0")
