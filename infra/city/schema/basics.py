"""What the shapes of all files of a pack are built from."""

from __future__ import annotations

from datetime import date as Day
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Filled = Annotated[str, StringConstraints(min_length=1, strip_whitespace=False, pattern=r"^\S(.*\S)?$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([_.][a-z0-9]+)*$", max_length=40)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
WardCode = Annotated[str, StringConstraints(pattern=r"^\d{5}$")]
PhoneNumber = Annotated[str, StringConstraints(pattern=r"^\d{3,11}$")]


class Strict(BaseModel):
    """A shape that refuses what it does not know, so that a typing error in a pack is found."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """One text in both languages."""

    vi: Filled
    en: Filled


class File(Strict):
    """What every file of a pack says about itself: where its facts come from, what is invented, and as of when."""

    source: Filled
    as_of: Day


class VersionedFile(File):
    """A file that clients may keep until its version changes."""

    version: Filled


class Point(Strict):
    """A place on the map."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
