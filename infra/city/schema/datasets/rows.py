"""What the rows of every kind have in common, and the sidecar that describes a file of rows."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from chalicelib.published.usual_columns import STATUSES
from infra.city.schema.basics import Code, File, Filled, Slug, Strict, Text
from infra.city.schema.datasets.cells import (
    CODE,
    Cell,
    DayCell,
    Ids,
    Latitude,
    Line,
    Longitude,
    MaybeDay,
    Ward,
    Web,
    YesNo,
    among,
    sound_cell,
    wrong,
)


class Row(Strict):
    """One row of any kind. Cells that are empty are left out before, so a cell that must be filled is missing."""

    former_ids: Ids = ()
    invented: YesNo
    source: Line
    as_of: DayCell

    @field_validator("*", mode="before")
    @classmethod
    def _sound_cell(cls, value: Any, info: ValidationInfo) -> Any:
        return sound_cell(value, cell_of(cls, str(info.field_name))) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _invented_says_so(self) -> Self:
        if (self.invented == "yes") != (self.source == "Invented"):
            raise wrong("an invented row, and no other, has the source Invented")
        return self

    def numbers(self) -> list[str]:
        """List the official numbers that the row gives."""
        return [value for name in type(self).model_fields if (value := getattr(self, name)) and is_number(self, name)]


class Standing(Row):
    """A row about something that stands somewhere and opens and closes."""

    name_vi: Line
    name_en: Line
    ward_code: Ward
    lat: Latitude
    lon: Longitude
    status: Annotated[str, among(STATUSES), CODE]
    valid_from: DayCell
    valid_to: MaybeDay = None

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> Self:
        if self.valid_to and self.valid_to < self.valid_from:
            raise wrong("valid_to lies before valid_from")
        return self


class Addressed(Standing):
    """A row about something with an address."""

    address: Line
    former_address: Line = ""
    website: Web = ""


class Column(Strict):
    """One column as a sidecar describes it."""

    name: Code
    type: Filled
    required: bool
    description: Filled
    example: str


class Sidecar(File):
    """The description of a file of rows; `invented_mark` is the part of an id by which an invented row is known."""

    kind: Code
    title: Text
    licence: Filled
    public: bool
    invented: Filled
    invented_mark: Slug
    key: Code
    at_least: int = Field(ge=1)
    columns: Annotated[list[Column], Field(min_length=1)]


def cell_of(shape: type[Row], column: str) -> Cell | None:
    """Find the type that a column declares."""
    return next((mark for mark in shape.model_fields[column].metadata if isinstance(mark, Cell)), None)


def is_number(row: Row, column: str) -> bool:
    """Tell whether a column holds an official number."""
    return cell_of(type(row), column) == Cell("number")


def columns_of(shape: type[Row]) -> tuple[str, ...]:
    """List the columns of a kind."""
    return tuple(shape.model_fields)
