"""Certificates of people: found by a number, or by a full name with the year of birth, and in no other way."""

from collections.abc import Mapping
from typing import Any

from chalicelib.construction import concealing
from chalicelib.construction.certificates import rules
from chalicelib.construction.dataset import PRACTISING_CERTIFICATES
from chalicelib.published import private_rows
from chalicelib.published.current import Current, current
from chalicelib.published.kinds import Row
from chalicelib.published.private_shelf import PrivateShelf
from chalicelib.published.search import Query
from chalicelib.published.showing import about
from chalicelib.shared import city
from chalicelib.shared.errors import FieldError, Invalid, NotFound
from chalicelib.shared.limits import Limit

type Shown = dict[str, Any]

_BY_NUMBER, _BY_PERSON = ("number",), ("name", "birth_year")
# Nobody holds more; a file that says so is not read out at once.
_MOST_OF_ONE_PERSON = 20


def find(asked: Mapping[str, Any], address: str) -> Shown:
    """Return the certificates of a number, or of a person; raise NotFound alike for a wrong number, name or year.

    Raise Invalid unless exactly one of both is asked for, TooMany when this address has asked too often, Unavailable
    when nothing is published or nobody can count.
    """
    _check_question({name for name, value in asked.items() if value is not None})
    _limit().spend(address)
    number = asked["number"]
    rows = _of_number(number) if number is not None else _of_person(asked["name"], asked["birth_year"])
    if not rows:
        raise NotFound("certificate_not_found")
    today = city.today()
    return {"items": [rules.shown(row, today) for row in rows], "dataset": about(_current().artifact())}


def _check_question(given: set[str]) -> None:
    if given in ({*_BY_NUMBER}, {*_BY_PERSON}):
        return
    if given & {*_BY_NUMBER} and given & {*_BY_PERSON}:
        raise Invalid("invalid_fields", fields=[FieldError(f"/{name}", "not_together", {}, "query") for name in given])
    wanted = _BY_PERSON if given else _BY_NUMBER
    missing = [FieldError(f"/{name}", "missing", {}, "query") for name in wanted if name not in given]
    raise Invalid("invalid_fields", fields=missing)


def _of_number(number: str) -> list[Row]:
    row = _current().artifact().look_up(concealing.number_key(number, private_rows.hashed))
    return [row] if row else []


def _of_person(name: str, birth_year: int) -> list[Row]:
    key = concealing.person_key(name, birth_year, private_rows.hashed)
    found = _current().search().page(Query(filters={concealing.PERSON: (key,)}), _MOST_OF_ONE_PERSON)
    return rules.meant(name, [hit.row for hit in found.hits])


def _current() -> Current:
    return current(PRACTISING_CERTIFICATES.kind, PrivateShelf())


def _limit() -> Limit:
    numbers = city.load("city")["certificate_look_ups"]
    return Limit("certificates", numbers["most"], numbers["seconds"])
