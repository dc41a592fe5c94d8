"""What a cell of a data set may hold: a CSV knows only text, so every type says how its text is read."""

from __future__ import annotations

import re
import unicodedata
from datetime import date as Day
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from chalicelib.published.datasets import Dataset
from chalicelib.published.opening_hours import HoursError, read_hours
from infra.city.schema.basics import Filled, Slug, WardCode

BETWEEN = "|"
_PHONE = r"\+84\d{9,10}|11\d|1022|1[89]00\d{4,6}"
_FORMULA = ("=", "+", "-", "@")


class Cell(NamedTuple):
    """The name by which a sidecar calls the type of a column."""

    type: str


def wrong(message: str) -> PydanticCustomError:
    """Make the error that a check of ours raises; pydantic puts no words of its own before it."""
    # Given as data, since pydantic would take braces of the text for blanks to be filled in.
    return PydanticCustomError("wrong_cell", "{reason}", {"reason": message})


def sound_cell(text: str, cell: Cell | None) -> str:
    """Refuse a cell that no type may hold: not NFC, blank at an end, of several lines, or a spreadsheet's formula."""
    if not unicodedata.is_normalized("NFC", text):
        raise wrong("it is not NFC")
    if text != text.strip() or not text.isprintable():
        raise wrong("it begins or ends with a blank, or holds a character that cannot be seen")
    is_phone = cell == Cell("phones") and re.match(r"\+84\d", text)
    if text.startswith(_FORMULA) and not is_phone:
        raise wrong(f"it begins with {text[0]}, which a spreadsheet would take for a formula")
    return text


def iso_day(text: Any) -> Any:
    """Let through only a day written as 2025-07-01, of which pydantic would read more than one spelling."""
    if isinstance(text, str) and not re.fullmatch(r"(19|20)\d\d-\d\d-\d\d", text):
        raise wrong("a day is written as 2025-07-01")
    return text


def rounded(text: Any) -> Any:
    """Let through degrees of three to five decimals: a sample claims no more precision than it has."""
    if isinstance(text, str) and not re.fullmatch(r"\d{1,3}\.\d{3,5}", text):
        raise wrong("degrees are written with three to five decimals")
    return text


def known_hours(text: str) -> str:
    """Refuse opening hours that the grammar of `chalicelib.published.opening_hours` does not read."""
    try:
        read_hours(text)
    except HoursError as error:
        raise wrong(str(error)) from error
    return text


def items(text: Any) -> Any:
    """Take a list apart."""
    return tuple(text.split(BETWEEN)) if isinstance(text, str) else text


def once(values: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a list that names something twice."""
    if len(set(values)) < len(values):
        raise wrong("it names something twice")
    return values


def one_of(dataset: Dataset, column: str) -> AfterValidator:
    """Make the check that every code of a cell is one that the kind declares; an empty cell is none."""
    return among(dataset.column(column).one_of)


def among(known: tuple[str, ...]) -> AfterValidator:
    """Make the check that every code of a cell is one of these; an empty cell is none."""

    def check(found: str | tuple[str, ...]) -> str | tuple[str, ...]:
        if unknown := set((found,) if isinstance(found, str) else found) - {*known, ""}:
            raise wrong(f"{', '.join(sorted(unknown))} is none of {', '.join(known)}")
        return found

    return AfterValidator(check)


Id = Annotated[Slug, Cell("id")]
Line = Annotated[Filled, StringConstraints(max_length=200), Cell("text")]
Ward = Annotated[WardCode, Cell("ward")]
Latitude = Annotated[float, BeforeValidator(rounded), Field(ge=-90, le=90), Cell("degrees")]
Longitude = Annotated[float, BeforeValidator(rounded), Field(ge=-180, le=180), Cell("degrees")]
DayCell = Annotated[Day, BeforeValidator(iso_day), Cell("day")]
MaybeDay = Annotated[Day | None, BeforeValidator(iso_day), Cell("day")]
MaybeCount = Annotated[int | None, Field(ge=1), Cell("count")]
MaybeArea = Annotated[float | None, Field(gt=0, le=10_000), Cell("hectares")]
Year = Annotated[int, Field(ge=1900, le=2100), Cell("year")]
YesNo = Annotated[Literal["yes", "no"], Cell("yes or no")]
MaybeYesNo = Annotated[Literal["yes", "no", ""], Cell("yes or no")]
Web = Annotated[str, StringConstraints(pattern=r"^https://[a-z0-9.-]+(/\S*)?$"), Cell("address on the web")]
Hours = Annotated[str, AfterValidator(known_hours), Cell("opening hours")]
# The number of a licence or a decision; it may hold a slash, so it is never a part of a path.
Number = Annotated[str, StringConstraints(pattern=r"^[\w./-]{3,40}$"), Cell("number")]
Ids = Annotated[tuple[Slug, ...], BeforeValidator(items), AfterValidator(once), Cell("ids")]
Wards = Annotated[tuple[WardCode, ...], BeforeValidator(items), AfterValidator(once), Cell("wards")]
Phone = Annotated[str, StringConstraints(pattern=rf"^({_PHONE})$")]
Phones = Annotated[tuple[Phone, ...], BeforeValidator(items), AfterValidator(once), Cell("phones")]
CODE, CODES = Cell("code"), Cell("codes")
