"""What the shapes of documents are built from: of those that are published whole, and of a city pack's files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date as Day
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from chalicelib.published.datasets import Wrong

Filled = Annotated[str, StringConstraints(min_length=1, strip_whitespace=False, pattern=r"^\S(.*\S)?$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([_.][a-z0-9]+)*$", max_length=40)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
PhoneNumber = Annotated[str, StringConstraints(pattern=r"^\d{3,11}$")]

_MOST_TOLD = 200
_CODES = {"missing": "missing", "extra_forbidden": "field_unknown"}


class Strict(BaseModel):
    """A shape that refuses what it does not know, so that a typing error in a document is found."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """One text in both languages."""

    vi: Filled
    en: Filled


class File(Strict):
    """What every document says about itself: where its facts come from, what is invented, and as of when."""

    source: Filled
    as_of: Day


class VersionedFile(File):
    """A document that clients may keep until its version changes."""

    version: Filled


def shaped[T: Strict](shape: type[T], document: Mapping[str, Any]) -> tuple[T | None, list[Wrong]]:
    """Give a document its shape, or say at which JSON pointers it does not fit."""
    try:
        # As JSON, since a day is a text there and a number is never one.
        return shape.model_validate_json(json.dumps(document), strict=True), []
    except ValidationError as error:
        return None, [_wrong(row) for row in error.errors(include_url=False)[:_MOST_TOLD]]


def twice(values: Iterable[str]) -> Iterator[str]:
    """Yield the values that occur more than once, each once."""
    seen: dict[str, int] = {}
    for value in values:
        seen[value] = seen.get(value, 0) + 1
        if seen[value] == 2:
            yield value


def _wrong(row: Any) -> Wrong:
    place = "/" + "/".join(str(step).replace("~", "~0").replace("/", "~1") for step in row["loc"])
    code = _CODES.get(row["type"], "document_wrong")
    return Wrong(place, code, {"problem": row["msg"]} if code == "document_wrong" else {})
