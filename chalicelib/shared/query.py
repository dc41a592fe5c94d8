"""Query parameters, read without a validation library so that look-up functions start fast; all wrong ones at once."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.shared import clock
from chalicelib.shared.bodies import pointer
from chalicelib.shared.errors import FieldError, Invalid

LONGEST = 500


class _Wrong(ValueError):
    """One parameter's value is not what it should be; carries the code and words of its text."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Parameter:
    """One query parameter: how it is read, what stands in when it is absent, and its JSON Schema for the OpenAPI."""

    read: Callable[[str], Any]
    schema: Mapping[str, Any]
    default: Any = None
    required: bool = False
    description: str = ""


def whole(minimum: int, maximum: int, default: int | None = None, description: str = "") -> Parameter:
    """Return a parameter that holds a whole number between two bounds, both included."""

    def read(value: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,12}", value):
            raise _Wrong("not_a_whole_number")
        if not minimum <= int(value) <= maximum:
            raise _Wrong("out_of_range", minimum=minimum, maximum=maximum)
        return int(value)

    schema = {"type": "integer", "minimum": minimum, "maximum": maximum}
    return Parameter(read, schema, default, description=description)


def decimal(minimum: float, maximum: float, description: str = "", required: bool = False) -> Parameter:
    """Return a parameter that holds a number between two bounds, both included; a point parts its decimals."""

    def read(value: str) -> float:
        if not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,30})?", value):
            raise _Wrong("not_a_number")
        if not minimum <= float(value) <= maximum:
            raise _Wrong("out_of_range", minimum=minimum, maximum=maximum)
        return float(value)

    schema = {"type": "number", "minimum": minimum, "maximum": maximum}
    return Parameter(read, schema, None, required, description)


def word(pattern: str = r".+", default: str | None = None, required: bool = False, description: str = "") -> Parameter:
    """Return a parameter that holds a text of this pattern, at most 500 characters long."""

    def read(value: str) -> str:
        if len(value) > LONGEST:
            raise _Wrong("too_long", maximum=LONGEST)
        if not re.fullmatch(pattern, value, re.DOTALL):
            raise _Wrong("wrong_format")
        return value

    schema = {"type": "string", "maxLength": LONGEST, "pattern": f"^{pattern}$"}
    return Parameter(read, schema, default, required, description)


def several(pattern: str, description: str = "", codes: tuple[str, ...] = ()) -> Parameter:
    """Return a parameter that holds one or more values parted by commas, each of this pattern; read as a tuple."""

    def read(value: str) -> tuple[str, ...]:
        given = tuple(dict.fromkeys(part.strip() for part in value[: LONGEST + 1].split(",")))
        if len(value) > LONGEST:
            raise _Wrong("too_long", maximum=LONGEST)
        if not all(re.fullmatch(pattern, part) for part in given):
            raise _Wrong("unknown_choice", choices=", ".join(codes)) if codes else _Wrong("wrong_format")
        return given

    item: dict[str, Any] = {"type": "string", **({"enum": list(codes)} if codes else {"pattern": f"^{pattern}$"})}
    return Parameter(read, {"type": "array", "items": item}, description=description)


def choices(codes: tuple[str, ...], description: str = "") -> Parameter:
    """Return a parameter that holds one or more of these codes parted by commas; read as a tuple."""
    return several("|".join(map(re.escape, codes)), description, codes)


def choice(codes: tuple[str, ...], description: str = "") -> Parameter:
    """Return a parameter that holds one of these codes."""

    def read(value: str) -> str:
        if value not in codes:
            raise _Wrong("unknown_choice", choices=", ".join(codes))
        return value

    return Parameter(read, {"type": "string", "enum": list(codes)}, description=description)


def yes_no(description: str = "") -> Parameter:
    """Return a parameter that is true or false."""

    def read(value: str) -> bool:
        if value not in ("true", "false"):
            raise _Wrong("unknown_choice", choices="true, false")
        return value == "true"

    return Parameter(read, {"type": "boolean"}, description=description)


def moment(description: str = "") -> Parameter:
    """Return a parameter that holds a time with an offset (RFC 3339), read as a time in UTC."""

    def read(value: str) -> datetime:
        try:
            # A plus sign that was not escaped arrives as a blank.
            return clock.parse_rfc3339(value.replace(" ", "+"))
        except ValueError:
            raise _Wrong("not_a_moment") from None

    return Parameter(read, {"type": "string", "format": "date-time"}, description=description)


def box(description: str = "") -> Parameter:
    """Return a parameter that holds `min_lon,min_lat,max_lon,max_lat` in degrees, read as four numbers."""
    number = r"-?[0-9]{1,3}(?:\.[0-9]{1,15})?"

    def read(value: str) -> tuple[float, ...]:
        if not re.fullmatch(rf"{number}(?:,{number}){{3}}", value):
            raise _Wrong("not_a_box")
        west, south, east, north = found = tuple(map(float, value.split(",")))
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise _Wrong("not_a_box")
        return found

    pattern = f"^{number}(,{number}){{3}}$"
    return Parameter(read, {"type": "string", "pattern": pattern}, description=description)


LIMIT = whole(1, 100, 20, "How many items a page holds.")
CURSOR = word(r"[A-Za-z0-9_.\-]+", description="The `next_cursor` of the page before.")
PAGE: Mapping[str, Parameter] = {"limit": LIMIT, "cursor": CURSOR}


def read_query(expected: Mapping[str, Parameter], given: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return every expected parameter's value; raise Invalid naming all that are wrong, repeated or unknown."""
    problems = [FieldError(pointer(name), "unknown_parameter", {}, "query") for name in given if name not in expected]
    values: dict[str, Any] = {}
    for name, parameter in expected.items():
        try:
            values[name] = _value(parameter, given.get(name, []))
        except _Wrong as wrong:
            problems.append(FieldError(pointer(name), wrong.code, wrong.params, "query"))
    if problems:
        raise Invalid("invalid_fields", fields=problems)
    return values


def _value(parameter: Parameter, texts: list[str]) -> Any:
    if len(texts) > 1:
        raise _Wrong("repeated_parameter")
    if not texts or texts[0] == "":
        if parameter.required:
            raise _Wrong("missing")
        return parameter.default
    return parameter.read(texts[0])
