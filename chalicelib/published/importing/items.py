"""Read the objects of a JSON file one by one, of whatever size the file is: an array, one in an object, or lines."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from chalicelib.published.datasets import Dataset
from chalicelib.published.importing.findings import Findings, shown
from chalicelib.published.importing.headers import Headers
from chalicelib.published.importing.tables import Cells, Raw

_CHUNK = 1 << 18
LARGEST_ITEM = 4 << 20
_LISTS = ("items", "features", "data", "records", "results", "rows")
_BLANK = re.compile(r"[ \t\r\n]*")
_LONGEST_NUMBER = 40
_LONGEST_ESCAPE = 20
# In place of an object that cannot be read.
_NOTHING = object()
_MOST_NAMES_NOTED = 50


class _Broken(Exception):
    """The text is no JSON from here on; carries the code of the finding."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _whole(digits: str) -> int | str:
    # Python refuses to read very long numbers, and none of ours is long.
    return int(digits) if len(digits) <= _LONGEST_NUMBER else digits


DECODER = json.JSONDecoder(parse_int=_whole, parse_constant=str)


class _Text:
    """A text that is read piece by piece and taken apart value by value."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._held = ""
        self._at = 0
        self._ended = False

    def _more(self) -> bool:
        piece = self._file.read(max(_CHUNK, len(self._held)))
        if piece:
            self._held, self._at = self._held[self._at :] + piece, 0
        return bool(piece)

    def next_sign(self) -> str:
        """Return the next character that is no blank, without taking it; nothing at the end."""
        while True:
            self._at = _blank_until(self._held, self._at)
            if self._at < len(self._held):
                return self._held[self._at]
            if not self._more():
                return ""

    def take(self, sign: str) -> bool:
        """Take the next character if it is this one."""
        if self.next_sign() != sign:
            return False
        self._at += 1
        return True

    def value(self) -> Any:
        """Take the next value whole; raise _Broken where there is none."""
        self.next_sign()
        while True:
            try:
                value, end = DECODER.raw_decode(self._held, self._at)
            except RecursionError as error:
                raise _Broken("broken_json") from error
            except json.JSONDecodeError as error:
                self._wait_for_more(error)
                continue
            # A number, or a word, may go on in the next piece.
            if end < len(self._held) or not self._more():
                self._at = end
                return value

    def _wait_for_more(self, error: json.JSONDecodeError) -> None:
        if len(self._held) - self._at > LARGEST_ITEM:
            raise _Broken("item_too_large") from error
        may_go_on = error.pos > len(self._held.rstrip()) - _LONGEST_ESCAPE or error.msg.startswith(
            "Unterminated string"
        )
        if not may_go_on or not self._more():
            raise _Broken("broken_json") from error


def _blank_until(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def rows_of(path: Path, encoding: str, dataset: Dataset, findings: Findings) -> Iterator[Raw]:
    """Yield the objects of a file as rows, numbered from 1, members by the names of their columns.

    A file is an array, an object with an array in one of the usual members (`items`, `features`), or an object a line.
    The features of GeoJSON are rows, too. What is no object is named in the findings; so is where the JSON breaks off.
    """
    columns = _Columns(dataset, findings)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = _is_lines(file)
        file.seek(0)
        for number, item in _of_lines(file) if lines else _of_document(_Text(file), findings):
            if not isinstance(item, dict):
                findings.add(number, "", "not_an_object" if item is not _NOTHING else "broken_json", {"place": number})
            yield number, columns.cells(number, item) if isinstance(item, dict) else None


def _is_lines(file: TextIO) -> bool:
    """Tell whether the first line is an object by itself, and not the one that holds all others."""
    try:
        first, _ = DECODER.raw_decode(file.readline(LARGEST_ITEM).strip())
    except (ValueError, RecursionError):
        return False
    return isinstance(first, dict) and not any(isinstance(first.get(name), list) for name in _LISTS)


def _of_lines(file: TextIO) -> Iterator[tuple[int, Any]]:
    number = 0
    while line := file.readline(LARGEST_ITEM):
        number += 1
        if not line.strip():
            continue
        try:
            item = _whole_value(line)
        except (ValueError, RecursionError):
            item = _NOTHING
        yield number, item


def _whole_value(line: str) -> Any:
    value, end = DECODER.raw_decode(line, _blank_until(line, 0))
    if _blank_until(line, end) < len(line):
        raise ValueError("something follows the value")
    return value


def _of_document(text: _Text, findings: Findings) -> Iterator[tuple[int, Any]]:
    number = 0
    try:
        if _at_array(text):
            for item in _elements(text):
                number += 1
                yield number, item
        else:
            findings.add(None, "", "not_an_object")
    except _Broken as broken:
        findings.add(None, "", broken.code, {"place": number + 1, "maximum": LARGEST_ITEM})


def _at_array(text: _Text) -> bool:
    """Go to the array of the document; tell whether there is one."""
    if text.take("["):
        return True
    if not text.take("{"):
        raise _Broken("broken_json")
    while not text.take("}"):
        name = text.value()
        if not isinstance(name, str) or not text.take(":"):
            raise _Broken("broken_json")
        if name in _LISTS and text.take("["):
            return True
        text.value()
        text.take(",")
    return False


def _elements(text: _Text) -> Iterator[Any]:
    if text.take("]"):
        return
    while True:
        yield text.value()
        if text.take("]"):
            return
        if not text.take(","):
            raise _Broken("broken_json")


class _Columns:
    """Turn objects into cells: nested names get one name, features of GeoJSON give properties, id and position."""

    def __init__(self, dataset: Dataset, findings: Findings) -> None:
        self._headers = Headers(dataset)
        self._key = dataset.kind.key
        self._findings = findings
        self._told: set[str] = set()

    def cells(self, number: int, item: dict[str, Any]) -> Cells:
        """Return the cells of one object."""
        found: dict[str, tuple[int, object]] = {}
        for name, value in self._members(number, item):
            if value is None or value == "" or value == []:
                continue
            meant = self._headers.of(name)
            if meant is None:
                self._tell("column_left_out", name)
                continue
            column, rank = meant
            if name != column:
                self._tell("column_by_other_name", f"{column} ← {name}")
            if column not in found or rank < found[column][0]:
                found[column] = (rank, value)
        return {column: value for column, (_, value) in found.items()}

    def _tell(self, code: str, name: str) -> None:
        if name not in self._told and len(self._told) < _MOST_NAMES_NOTED:
            self._told.add(name)
            self._findings.mended[code, shown(name[:130])] += 1

    def _members(self, number: int, item: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        if item.get("type") == "Feature":
            properties = item.get("properties")
            yield from self._members(number, properties) if isinstance(properties, dict) else ()
            yield self._key_of_feature(properties), item.get("id")
            yield from self._position(number, item.get("geometry"))
            return
        for name, value in item.items():
            if isinstance(value, dict) and name == "geometry":
                yield from self._position(number, value)
            elif isinstance(value, dict):
                yield from _flat(name, value)
            else:
                yield name, value

    def _key_of_feature(self, properties: Any) -> str:
        """Return the column that a feature's id stands for, unless its properties have one of their own."""
        names = properties if isinstance(properties, dict) else {}
        has_one = any((found := self._headers.of(name)) and found[0] == self._key for name in names)
        return "" if has_one else self._key

    def _position(self, number: int, geometry: Any) -> Iterator[tuple[str, Any]]:
        kind, numbers = (geometry.get("type"), geometry.get("coordinates")) if isinstance(geometry, dict) else ("", ())
        if kind == "Point" and isinstance(numbers, list) and len(numbers) >= 2:
            yield from (("lon", numbers[0]), ("lat", numbers[1]))
        elif positions := list(_positions(numbers)):
            lons, lats = zip(*positions, strict=True)
            self._findings.add(number, "lat", "position_of_area")
            yield from (("lon", _middle(lons)), ("lat", _middle(lats)))


def _flat(name: str, value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the members of an object inside a row: name.vi is the column name_vi, and lat and lon are what they are."""
    for inner, each in value.items():
        yield inner if inner in ("lat", "lon") else f"{name}_{inner}", each


def _middle(degrees: Sequence[float]) -> float:
    return round((min(degrees) + max(degrees)) / 2, 7)


def _positions(numbers: Any) -> Iterator[tuple[float, float]]:
    """Yield every pair of numbers in the coordinates of a geometry."""
    waiting = [numbers]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list) and len(each) >= 2 and all(_is_number(n) for n in each[:2]):
            yield float(each[0]), float(each[1])
        elif isinstance(each, list):
            waiting += each


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 1_000
