"""What the shapes of all files of a pack are built from, beside what every document is built from."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from chalicelib.published.shapes import Code, File, Filled, PhoneNumber, Slug, Strict, Text, VersionedFile

WardCode = Annotated[str, StringConstraints(pattern=r"^\d{5}$")]


class Point(Strict):
    """A place on the map."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


__all__ = ["Code", "File", "Filled", "PhoneNumber", "Point", "Slug", "Strict", "Text", "VersionedFile", "WardCode"]
