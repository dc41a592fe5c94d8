"""Read one cell by the type of its column: what it is taken for, or what is wrong with it."""

import math
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from chalicelib.published.datasets import Column
from chalicelib.published.importing import values
from chalicelib.published.importing.context import Context
from chalicelib.published.importing.findings import Findings, Objection
from chalicelib.published.importing.phones import numbers_in
from chalicelib.published.importing.texts import Texts, parts_of
from chalicelib.published.importing.ward_cells import WardCells

type Read = Callable[[object], Any]
type Parse = Callable[[str], Any]

# What a cell of several values holds, and how people part them.
_SEVERAL = {"ids": "id", "texts": "text", "codes": "code", "wards": "ward", "phones": "phone"}
_BETWEEN_CODES = re.compile(r"[|;,]")
# These part codes as well, where what they stand in is none itself: THCS-THPT, "TH và THCS".
_ALSO_BETWEEN_CODES = re.compile(r"\s*[-–—/&+]\s*|\s+(?:và|va|and)\s+")
# These are different in every row; what occurs over and over is read once.
_ALWAYS_NEW = ("id", "text", "number")
_DIFFERENT_CELLS_KEPT = 4_096
_DEGREES = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,20})?")
_MOST_DEGREES = 180


class Cells:
    """Read the cells of one kind; a reader returns the value, None for nothing, or raises Objection."""

    def __init__(self, context: Context, findings: Findings) -> None:
        self._bodies = context.bodies
        self._texts = Texts(findings)
        self._wards = WardCells(context)

    def reader(self, column: Column) -> Read:
        """Return what reads the cells of a column."""
        if column.type in ("lat", "lon"):
            return lambda raw: self._degrees(column, raw)
        if column.type == "json":
            return lambda raw: raw
        if one := _SEVERAL.get(column.type):
            parse = self._parse(column, one)
            return lambda raw: self._several(column, raw, parse)
        return self._single(column, self._parse(column, column.type))

    def _single(self, column: Column, parse: Parse) -> Read:
        clean, name = self._texts.clean, column.name

        def read(raw: object) -> Any:
            text = clean(raw, name)
            return parse(text) if text else None

        return read

    def _parse(self, column: Column, type_: str) -> Parse:
        by_city: dict[str, Parse] = {"ward": self._wards.code_of, "unit": self._wards.unit_of, "body": self._body}
        parse = by_city.get(type_) or values.parser(column, type_)
        return parse if type_ in _ALWAYS_NEW else lru_cache(_DIFFERENT_CELLS_KEPT)(parse)

    def _several(self, column: Column, raw: object, parse: Parse) -> list[Any] | None:
        found: list[Any] = []
        objections: list[Objection] = []
        for part in _parts(column, raw):
            if text := self._texts.clean(part, column.name):
                for each in _finer(column, text, parse):
                    try:
                        found.append(parse(each))
                    except Objection as objection:
                        objections.append(objection)
                        found.append(objection.value)
        return _gathered(column, [value for value in found if value is not None], objections)

    def _degrees(self, column: Column, raw: object) -> float | None:
        if type(raw) is float:
            number = raw
        else:
            text = self._texts.clean(raw, column.name)
            if not text:
                return None
            # A comma for the point is how spreadsheets here write it.
            number = float(text.replace(",", ".")) if _DEGREES.fullmatch(text.replace(",", ".")) else math.nan
        if not math.isfinite(number):
            raise Objection("not_a_number")
        # Whether it lies in the city, or was swapped, is judged where both numbers are known.
        if abs(number) > _MOST_DEGREES:
            raise Objection("outside_city")
        return number

    def _body(self, text: str) -> str:
        if text not in self._bodies:
            raise Objection("unknown_body", body=text[:80])
        return text


def _parts(column: Column, raw: object) -> Iterable[object]:
    if isinstance(raw, str) and column.type == "phones":
        return numbers_in(raw)
    if isinstance(raw, str) and column.type in ("codes", "wards", "ids"):
        return [part.strip() for part in _BETWEEN_CODES.split(raw)]
    return parts_of(raw)


def _finer(column: Column, text: str, parse: Parse) -> list[str]:
    """Return the codes that a text holds, itself where it is one or where not all of its parts are codes."""
    if column.type != "codes" or text in column.one_of:
        return [text]
    parts = [part for part in _ALSO_BETWEEN_CODES.split(text) if part]
    is_several = len(parts) > 1 and not _is_code(text, parse) and all(_is_code(part, parse) for part in parts)
    return parts if is_several else [text]


def _is_code(text: str, parse: Parse) -> bool:
    try:
        parse(text)
    except Objection as objection:
        return objection.value is not None
    return True


def _gathered(column: Column, found: list[Any], objections: list[Objection]) -> list[Any] | None:
    """Return the values of a cell, codes in the order of their kind; what is wrong with any of them is raised."""
    if column.type == "codes":
        found = sorted(found, key=column.one_of.index)
    if objections:
        gravest = min(objections, key=lambda objection: objection.value is not None)
        is_taken = gravest.value is not None or gravest.code in values.MAY_BE_LEFT_OUT
        kept = list(dict.fromkeys(found)) if is_taken else None
        raise Objection(gravest.code, kept or None, **gravest.params)
    if len(set(found)) < len(found):
        raise Objection("twice_in_cell")
    return found or None
