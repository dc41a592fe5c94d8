"""Expand the patterns of a pack: the staff of every body, and the people behind them."""

from __future__ import annotations

import hashlib
import uuid
from pathlib import Path
from typing import Any

from chalicelib.feedback.documents.category_shapes import NamedBody
from infra.city.schema.pack import Pack
from infra.city.schema.reading import load_pack
from infra.city.schema.shapes_people import Person, PersonPattern, StaffMember, StaffPattern


def responsible_bodies(pack: Pack) -> list[str]:
    """List the bodies that leaves taking reports name, without the root, whose staff is listed by name."""
    answers = [leaf.responsible_body for leaf in pack.categories.leaves() if not leaf.redirect]
    named = {answer.body_id for answer in answers if isinstance(answer, NamedBody)}
    return [body.body_id for body in pack.bodies.items if body.body_id in named - {pack.city.root_body}]


def ward_committees(pack: Pack) -> list[str]:
    """List the committees of the wards."""
    return [body.body_id for body in pack.bodies.items if body.kind == "ward_committee"]


def acting_bodies(pack: Pack) -> list[str]:
    """List every body to which a report may come: those that leaves name, the committees, and the root."""
    return list(dict.fromkeys([pack.city.root_body, *responsible_bodies(pack), *ward_committees(pack)]))


def staff_of(pack: Pack) -> list[StaffMember]:
    """List all staff of a pack, those made by a pattern included."""
    made: dict[str, StaffMember] = {}
    for pattern in pack.staff.patterns:
        bodies = responsible_bodies(pack) if pattern.for_bodies == "responsible" else ward_committees(pack)
        # A committee that a leaf names outright fits two patterns; it still has one handler.
        made.update((member.staff_name, member) for member in (patterned(pattern, body_id) for body_id in bodies))
    return [*pack.staff.items, *made.values()]


def patterned(pattern: StaffPattern, body_id: str) -> StaffMember:
    """Make the staff member whom a pattern puts into a body; the same body always gets the same subject."""
    return StaffMember(
        subject=str(uuid.uuid5(uuid.NAMESPACE_URL, pattern.subject_seed.replace("{body_id}", body_id))),
        staff_name=pattern.staff_name.replace("{body_id}", body_id),
        body_id=body_id,
        roles=pattern.roles,
        valid_from=pattern.valid_from,
        valid_to=pattern.valid_to,
    )


def people_of(pack: Pack, staff: list[StaffMember]) -> list[Person]:
    """List all people of the stand-in identity provider, those made up for staff included."""
    known = {person.subject for person in pack.people.items}
    made = [made_up(pack.people.staff_pattern, member) for member in staff if member.subject not in known]
    return [*pack.people.items, *made]


def made_up(pattern: PersonPattern, member: StaffMember) -> Person:
    """Make up the person behind a staff member."""
    return Person(
        key=member.staff_name,
        subject=member.subject,
        account_kind="citizen",
        guardian=None,
        claims={**pattern.claims, **made_up_claims(pattern, member.subject)},
    )


def made_up_claims(pattern: PersonPattern, subject: str) -> dict[str, str]:
    """Make up name, number and birth date from the subject alone, so that nobody changes when staff is added."""
    seed = hashlib.sha256(subject.encode()).digest()
    first, last = pattern.birth_years
    year = first + seed[0] % max(1, last - first)
    born = f"{year}{1 + seed[1] % 12:02}{1 + seed[2] % 28:02}"
    sex = seed[3] % 2 + (2 if year >= 2000 else 0)
    names = [
        names[seed[4 + place] % len(names)]
        for place, names in enumerate((pattern.family_names, pattern.middle_names, pattern.given_names))
    ]
    return {
        "sub": subject,
        "TechID": subject,
        "HoVaTen": " ".join(names),
        "SoDinhDanh": f"999{sex}{year % 100:02}{int.from_bytes(seed[8:12]) % 1_000_000:06}",
        "NgayThangNamSinh": born,
    }


def expand_staff(folder: Path) -> list[dict[str, Any]]:
    """List all staff of the pack in a folder as plain JSON values, patterns expanded."""
    return [member.model_dump(mode="json") for member in staff_of(load_pack(folder))]


def expand_people(folder: Path) -> list[dict[str, Any]]:
    """List all people of the stand-in identity provider, patterns expanded, each with the post she holds, if any."""
    pack = load_pack(folder)
    staff = staff_of(pack)
    posts = {member.subject: member for member in staff}
    return [
        {**person.model_dump(mode="json"), **held_by(posts.get(person.subject))} for person in people_of(pack, staff)
    ]


def held_by(post: StaffMember | None) -> dict[str, Any]:
    """Return what a post, if any, lets its holder do."""
    return {"roles": list(post.roles) if post else [], "body_id": post.body_id if post else None}
