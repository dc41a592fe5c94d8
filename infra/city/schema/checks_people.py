"""Check the staff and the people of the stand-in identity provider, those made by a pattern included."""

from __future__ import annotations

from collections import Counter

from infra.city.schema.pack import Pack, Problems, twice
from infra.city.schema.people import acting_bodies, people_of, staff_of
from infra.city.schema.shapes_people import Person, StaffMember


def people_problems(pack: Pack) -> Problems:
    """Check everybody whom the pack knows."""
    staff = staff_of(pack)
    yield from staff_problems(staff, {body.body_id for body in pack.bodies.items})
    yield from vacancy_problems(pack, staff)
    yield from claim_problems(people_of(pack, staff), pack.people.default_citizen)


def staff_problems(staff: list[StaffMember], bodies: set[str]) -> Problems:
    """Check that every post is in a known body and held by one person."""
    for name in twice(member.staff_name for member in staff):
        yield f"staff.json: the name {name} stands there twice."
    for subject in twice(member.subject for member in staff):
        yield f"staff.json: the subject {subject} stands there twice."
    for member in staff:
        if member.body_id not in bodies:
            yield f"staff.json: {member.staff_name} works for the unknown body {member.body_id}."
        if member.valid_to and member.valid_to < member.valid_from:
            yield f"staff.json: {member.staff_name} leaves before beginning."


def vacancy_problems(pack: Pack, staff: list[StaffMember]) -> Problems:
    """Check that every body that must act has staff, and the root body every role."""
    held: Counter[tuple[str, str]] = Counter((member.body_id, role) for member in staff for role in member.roles)
    for body_id in acting_bodies(pack):
        for role in ("handler", "supervisor"):
            if not held[body_id, role]:
                yield f"staff.json: {body_id} must act on reports but has no {role}."
    for role in ("operator", "editor", "admin"):
        if not held[pack.city.root_body, role]:
            yield f"staff.json: the root body has no {role}."
    # Whoever drafts an alert never approves it.
    if held[pack.city.root_body, "approver"] < 2:
        yield "staff.json: the root body needs two approvers."


def claim_problems(people: list[Person], default_citizen: str) -> Problems:
    """Check the people of the stand-in identity provider; staff need no check, since a missing one is made up."""
    for name, values in (
        ("key", [person.key for person in people]),
        ("subject", [person.subject for person in people]),
        ("identity number", [person.claims["SoDinhDanh"] for person in people if "SoDinhDanh" in person.claims]),
    ):
        for value in twice(values):
            yield f"people.json: two people have the {name} {value}."
    keys = {person.key: person for person in people}
    if default_citizen not in keys:
        yield f"people.json: the default citizen {default_citizen} is nobody."
    for person in people:
        yield from person_problems(person, keys)


def person_problems(person: Person, people: dict[str, Person]) -> Problems:
    """Check the claims of one person."""
    where = f"people.json: {person.key}"
    claims = person.claims
    if not claims.get("sub") == claims.get("TechID") == person.subject:
        yield f"{where} needs its subject as sub and TechID."
    if claims.get("acr") not in ("1", "2"):
        yield f"{where} has no assurance level 1 or 2."
    if claims.get("LoaiTaiKhoan") != ("2" if person.account_kind == "organisation" else "1"):
        yield f"{where} has the wrong LoaiTaiKhoan for its kind of account."
    if person.account_kind == "minor" and person.guardian not in people:
        yield f"{where} is a minor without a known guardian."
    yield from number_problems(where, person)


def number_problems(where: str, person: Person) -> Problems:
    """Check that a person has an identity number if such a person has one, and that it is surely invented."""
    number = person.claims.get("SoDinhDanh")
    if (number is None) != (person.account_kind in ("foreigner", "organisation")):
        yield f"{where} has an identity number that does not fit its kind of account."
    if number is not None and number != identity_number(person.claims.get("NgayThangNamSinh", ""), number):
        yield f"{where} has an identity number that could be real or does not fit the birth date."


def identity_number(birth_date: str, number: str) -> str:
    """Say how an invented number must look: no province has 999; then century and sex, year of birth, six digits."""
    century = {"19": "01", "20": "23"}.get(birth_date[:2], "")
    fits = len(birth_date) == 8 and len(number) == 12 and number.isdigit() and number[3] in century
    return f"999{number[3]}{birth_date[2:4]}{number[6:]}" if fits else ""
