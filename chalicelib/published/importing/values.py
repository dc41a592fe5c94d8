"""What a clean text is taken for, by the type of its column; nothing here knows of a city."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from chalicelib.published.datasets import Column
from chalicelib.published.importing.days import day_of
from chalicelib.published.importing.findings import Objection
from chalicelib.published.importing.naming import words_of
from chalicelib.published.importing.phones import normalised
from chalicelib.published.importing.texts import looks_like_formula
from chalicelib.published.opening_hours import HoursError, read_hours
from chalicelib.shared.vietnamese import fold

# What a row can well do without is left out where it cannot be read, and the rest of the row is taken.
MAY_BE_LEFT_OUT = frozenset(("phone_left_out", "email_left_out", "web_left_out", "hours_left_out"))

_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9_-])?")
_ID_SIGNS = re.compile(r"[\s/:]+")
_NUMBER = re.compile(r"[\w./&()-]+(?: [\w./&()-]+)*")
_LONGEST_NUMBER = 60
_AMOUNT = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,10})?")
_YES = frozenset(("yes", "y", "true", "1", "co"))
_NO = frozenset(("no", "n", "false", "0", "khong"))
_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}")
_WEB = re.compile(
    r"(https?://)?((?:\w(?:[\w-]{0,61}\w)?\.)+[a-z][\w-]{1,23})(:[0-9]{2,5})?([/?#][^\s<>\"'`\\]*)?", re.IGNORECASE
)
# Longer ones are none, and looking for their parts would take a while.
_LONGEST_EMAIL, _LONGEST_WEB, _LONGEST_HOURS = 254, 1_000, 300
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_MOST_COUNTED = 1_000_000_000


def parser(column: Column, type_: str) -> Callable[[str], Any]:
    """Return what reads a clean text that is not empty, or raises Objection."""
    return partial(_PARSERS[type_], column)


def _as(code: str, value: Any, text: str) -> Any:
    """Return the value, noting the code where the text was written in another way."""
    if value != text:
        raise Objection(code, value)
    return value


def _id(_column: Column, text: str) -> str:
    mended = _ID_SIGNS.sub("-", text)
    if not _ID.fullmatch(mended):
        raise Objection("not_an_id")
    return str(_as("id_mended", mended, text))


def _text(_column: Column, text: str) -> str:
    if looks_like_formula(text):
        raise Objection("looks_like_formula", text)
    return text


def _code(column: Column, text: str) -> str:
    folded = fold(text)
    code = column.words.get(folded) or re.sub(r"[\s-]+", "_", folded)
    if code not in column.one_of and column.from_name and column.type == "code":
        # "Phòng khám chuyên khoa Da liễu" says of a thing what its name would say.
        code = next(iter(words_of(column.from_name, several=False).codes_in(text)), code)
    if code not in column.one_of:
        raise Objection("not_a_code", choices=", ".join(column.one_of))
    return str(_as("read_as_code", code, text))


def _day(_column: Column, text: str) -> str:
    day = day_of(text)
    if day is None:
        raise Objection("not_a_day")
    return str(_as("written_as_usual", day, text))


def _year(_column: Column, text: str) -> int:
    if not (re.fullmatch(r"[12][0-9]{3}", text) and _FIRST_YEAR <= int(text) <= _LAST_YEAR):
        raise Objection("not_a_year")
    return int(text)


def _count(_column: Column, text: str) -> int:
    if not (re.fullmatch(r"[0-9]{1,10}", text) and int(text) <= _MOST_COUNTED):
        raise Objection("not_a_count", maximum=_MOST_COUNTED)
    return int(text)


def _amount(_column: Column, text: str) -> float:
    if not _AMOUNT.fullmatch(text):
        raise Objection("not_a_number")
    return float(text.replace(",", "."))


def _yes_no(_column: Column, text: str) -> bool:
    folded = fold(text)
    if folded not in _YES and folded not in _NO:
        raise Objection("not_yes_or_no")
    return folded in _YES


def _number(_column: Column, text: str) -> str:
    if not (len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text)):
        raise Objection("not_an_official_number")
    return text


def _phone(_column: Column, text: str) -> str:
    number = normalised(text)
    if number is None:
        raise Objection("phone_left_out", phone=text[:40])
    return str(_as("written_as_usual", number, text))


def _email(_column: Column, text: str) -> str:
    if len(text) > _LONGEST_EMAIL or not _EMAIL.fullmatch(text):
        raise Objection("email_left_out")
    return text


def _web(_column: Column, text: str) -> str:
    found = _WEB.fullmatch(text) if len(text) <= _LONGEST_WEB else None
    if found is None:
        raise Objection("web_left_out")
    scheme, host, port, path = found.groups(default="")
    return str(_as("written_as_usual", f"{scheme.lower() or 'https://'}{host.lower()}{port}{path}", text))


def _opening_hours(_column: Column, text: str) -> str:
    if len(text) > _LONGEST_HOURS:
        raise Objection("hours_left_out", reason=text[:40])
    usual = re.sub(r"\s*;\s*", "; ", re.sub(r"\s*,\s*", ",", text)).strip("; ")
    try:
        read_hours(usual)
    except HoursError as error:
        raise Objection("hours_left_out", reason=str(error)[:120]) from error
    return str(_as("written_as_usual", usual, text))


_PARSERS: Mapping[str, Callable[[Column, str], Any]] = {
    "id": _id, "text": _text, "code": _code, "day": _day, "year": _year, "count": _count, "amount": _amount,
    "yes_no": _yes_no, "number": _number, "phone": _phone, "email": _email, "web": _web,
    "opening_hours": _opening_hours,
}  # fmt: skip
