"""Request bodies: JSON in, a checked pydantic model out, every wrong field named at once."""

import hashlib
import json
from typing import TYPE_CHECKING, Any

from chalicelib.shared.errors import FieldError, Invalid, Malformed, TooLarge, UnsupportedMediaType

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

LARGEST = 256 * 1024
# No shape of this API is deeper than a handful of levels; what walks a value later need not fear for its stack.
DEEPEST = 64

# pydantic's error types to our stable codes; whatever is not named here keeps the general code `wrong_value`.
_CODES = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "string_type": "not_a_text",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "string_pattern_mismatch": "wrong_format",
    "string_unicode": "not_a_text",
    "float_type": "not_a_number",
    "float_parsing": "not_a_number",
    "finite_number": "not_a_number",
    "int_type": "not_a_whole_number",
    "int_parsing": "not_a_whole_number",
    "int_from_float": "not_a_whole_number",
    "bool_type": "not_true_or_false",
    "bool_parsing": "not_true_or_false",
    "list_type": "not_a_list",
    "dict_type": "not_an_object",
    "model_type": "not_an_object",
    "model_attributes_type": "not_an_object",
    "too_long": "too_many_items",
    "too_short": "too_few_items",
    "less_than_equal": "out_of_range",
    "greater_than_equal": "out_of_range",
    "less_than": "out_of_range",
    "greater_than": "out_of_range",
    "enum": "not_one_of",
    "literal_error": "not_one_of",
}
_WORDS = {
    "min_length": "minimum",
    "max_length": "maximum",
    "le": "maximum",
    "ge": "minimum",
    "lt": "maximum",
    "gt": "minimum",
}


def parse_json(raw: bytes, content_type: str | None) -> Any:
    """Return the JSON value of a request's body; refuse other media types, oversized and unreadable bodies."""
    media = (content_type or "application/json").split(";")[0].strip().lower()
    if media != "application/json" and not media.endswith("+json"):
        raise UnsupportedMediaType("unsupported_media_type", expected="application/json")
    if len(raw) > LARGEST:
        raise TooLarge("body_too_large", maximum=LARGEST)
    try:
        value = json.loads(raw.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Malformed("malformed_json") from error
    if _is_deeper_than(DEEPEST, value):
        raise Malformed("malformed_json")
    return value


def checked(model: "type[BaseModel]", value: Any, context: Any = None) -> "BaseModel":
    """Return the value as this model; raise Invalid with one entry for every wrong field."""
    from pydantic import ValidationError

    try:
        return model.model_validate(value, context=context)
    except ValidationError as error:
        raise Invalid("invalid_fields", fields=field_errors(error)) from None


def field_errors(error: "ValidationError") -> list[FieldError]:
    """Translate pydantic's findings to field errors; a value that was sent is never repeated in them."""
    return [_field_error(found) for found in error.errors(include_url=False, include_input=False)]


def fingerprint(value: Any) -> str:
    """Return the hash that tells one request body from another, whatever the order of its keys."""
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def pointer(*steps: int | str) -> str:
    """Return the JSON pointer of a place (RFC 6901 §3); a name that a stranger chose is cut to a bearable length."""
    return "".join("/" + str(step)[:80].replace("~", "~0").replace("/", "~1") for step in steps)


def _field_error(found: Any) -> FieldError:
    context = found.get("ctx") or {}
    code = context.get("city_code") or _CODES.get(found["type"], "wrong_value")
    words = {ours: context[theirs] for theirs, ours in _WORDS.items() if theirs in context}
    if code == "not_one_of":
        # pydantic joins the last two by an English word.
        words["choices"] = context.get("expected", "").replace(" or ", ", ")
    return FieldError(pointer(*found["loc"]), code, {**words, **context.get("city_params", {})})


def _is_deeper_than(levels: int, value: Any) -> bool:
    level = [value]
    for _ in range(levels + 1):
        level = [inner for each in level for inner in _inner(each)]
    return bool(level)


def _inner(value: Any) -> Any:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
