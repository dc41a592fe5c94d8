"""The shapes of the files that say who works for the city, and whom its stand-in identity provider knows."""

from __future__ import annotations

from datetime import date as Day
from typing import Annotated, Literal

from pydantic import Field

from infra.city.schema.basics import File, Filled, Slug, Strict

Role = Literal["operator", "handler", "supervisor", "editor", "approver", "admin"]


class StaffMember(Strict):
    """One person's post: which body, which roles, from when."""

    subject: Filled
    staff_name: Filled
    body_id: Slug
    roles: Annotated[list[Role], Field(min_length=1)]
    valid_from: Day
    valid_to: Day | None


class StaffPattern(Strict):
    """One post in every body of a sort: those that a leaf names, or every ward committee."""

    for_bodies: Literal["responsible", "ward_committee"]
    staff_name: Filled
    subject_seed: Filled
    roles: Annotated[list[Role], Field(min_length=1)]
    valid_from: Day
    valid_to: Day | None


class Staff(File):
    """staff.json: the staff by name and by pattern; invented staff is never seeded outside of a local city."""

    invented: bool
    items: list[StaffMember]
    patterns: list[StaffPattern]


class Person(Strict):
    """One person whom the stand-in identity provider knows, with VNeID's claims."""

    key: Filled
    subject: Filled
    account_kind: Literal["citizen", "foreigner", "minor", "organisation"]
    guardian: Filled | None
    claims: dict[str, str]


class PersonPattern(Strict):
    """How a person is made up for a staff member whom the items do not name."""

    family_names: Annotated[list[Filled], Field(min_length=1)]
    middle_names: Annotated[list[Filled], Field(min_length=1)]
    given_names: Annotated[list[Filled], Field(min_length=1)]
    birth_years: tuple[int, int]
    claims: dict[str, str]


class People(File):
    """people.json: the invented people of the stand-in identity provider."""

    invented: Literal[True]
    default_citizen: Filled
    items: list[Person]
    staff_pattern: PersonPattern
