"""Check what is given as HSDS 3 against the specification's schemas, and that no property has a name of its own."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker

_SCHEMAS = json.loads((Path(__file__).parent / "schemas" / "hsds-3.json").read_text(encoding="utf-8"))
_FORMATS = FormatChecker()
# The specification's own description of an organization names its services, its schema does not.
_BEYOND_THE_SCHEMA = {("organization", "services")}


@_FORMATS.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme and urlsplit(value).netloc)


def problems_of(name: str, thing: dict[str, Any]) -> list[str]:
    """Return what is wrong with a `service`, an `organization`, a `page` and so on."""
    found = [f"{error.json_path}: {error.message}" for error in _validator(name).iter_errors(thing)]
    return found + list(_unknown(name, thing, name))


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({**_SCHEMAS, "$ref": f"#/$defs/{name}"}, format_checker=_FORMATS)


def _unknown(name: str, thing: dict[str, Any], path: str) -> Iterator[str]:
    known = _SCHEMAS["$defs"][name]["properties"]
    for field, value in thing.items():
        if field in known:
            inside = _inside(known[field])
            for each in (value if isinstance(value, list) else [value]) if inside else ():
                yield from _unknown(inside, each, f"{path}.{field}")
        elif (name, field) not in _BEYOND_THE_SCHEMA:
            yield f"{path} has no {field}"


def _inside(schema: dict[str, Any]) -> str:
    reference: str = schema.get("$ref", schema.get("items", {}).get("$ref", ""))
    return reference.rpartition("/")[2]
