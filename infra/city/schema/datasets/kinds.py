"""The kinds of data sets that a pack may bring along: the columns of each, and what must hold within one row.

A pack is stricter than an import (`chalicelib/published/importing`): what it brings along was written with care. The
codes themselves are those that the features declare.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from chalicelib.agencies.dataset import AGENCIES
from chalicelib.construction.dataset import HOUSING_PROJECTS, PRACTISING_CERTIFICATES
from chalicelib.education.dataset import SCHOOLS
from chalicelib.health.dataset import HEALTH_FACILITIES
from chalicelib.map.dataset import PLACES
from chalicelib.published.datasets import Dataset
from chalicelib.transport.dataset import CAMERAS
from infra.city.schema.datasets.cells import (
    CODE,
    CODES,
    Cell,
    DayCell,
    Hours,
    Id,
    Line,
    MaybeArea,
    MaybeCount,
    MaybeDay,
    MaybeYesNo,
    Number,
    Phones,
    Wards,
    Web,
    Year,
    YesNo,
    items,
    once,
    one_of,
    wrong,
)
from infra.city.schema.datasets.rows import Addressed, Row, Standing

SchoolLevel = Annotated[str, one_of(SCHOOLS, "level"), CODE]
Levels = Annotated[tuple[str, ...], BeforeValidator(items), AfterValidator(once), one_of(SCHOOLS, "levels"), CODES]
Specialities = Annotated[
    tuple[str, ...], BeforeValidator(items), AfterValidator(once), one_of(HEALTH_FACILITIES, "specialities"), CODES
]
Stage = Annotated[str, one_of(HOUSING_PROJECTS, "stage"), CODE]
Mortgage = Annotated[str, one_of(HOUSING_PROJECTS, "mortgage"), CODE]
RightStatus = Annotated[str, one_of(PRACTISING_CERTIFICATES, "status"), CODE]


class School(Addressed):
    """A row of schools.csv."""

    school_id: Id
    level: SchoolLevel
    levels: Levels
    type: Annotated[str, one_of(SCHOOLS, "type"), CODE]
    phones: Phones = ()
    opening_hours: Hours = ""

    @model_validator(mode="after")
    def _level_sums_levels_up(self) -> Self:
        if self.level != ("lien_cap" if len(self.levels) > 1 else self.levels[0]):
            raise wrong("level must be the one level taught, or lien_cap for several")
        return self


class Facility(Addressed):
    """A row of health_facilities.csv."""

    facility_id: Id
    type: Annotated[str, one_of(HEALTH_FACILITIES, "type"), CODE]
    ownership: Annotated[str, one_of(HEALTH_FACILITIES, "ownership"), CODE]
    specialities: Specialities
    emergency: YesNo
    insurance: MaybeYesNo = ""
    phones: Phones = ()
    opening_hours: Hours = ""
    licence_number: Number = ""
    licence_issuer: Line = ""
    licence_issued: MaybeDay = None
    licence_expires: MaybeDay = None
    licence_status: Annotated[str, one_of(HEALTH_FACILITIES, "licence_status"), CODE] = ""
    responsible_person: Line = ""

    @model_validator(mode="after")
    def _licence_is_whole(self) -> Self:
        whole = [bool(part) for part in (self.licence_number, self.licence_issuer, self.licence_issued)]
        if len({*whole, bool(self.licence_status)}) > 1 or (self.licence_expires and not self.licence_issued):
            raise wrong("a licence has number, issuer, day of issue and status, or none of them")
        if self.licence_issued and self.licence_expires and self.licence_expires <= self.licence_issued:
            raise wrong("licence_expires lies before licence_issued")
        return self


class Office(Addressed):
    """A row of agencies.csv."""

    office_id: Id
    body_id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$"), Cell("body")] = ""
    type: Annotated[str, one_of(AGENCIES, "type"), CODE]
    level: Annotated[str, one_of(AGENCIES, "level"), CODE]
    serves: Wards = ()
    phones: Phones = ()
    opening_hours: Hours = ""

    @model_validator(mode="after")
    def _a_ward_office_serves_wards(self) -> Self:
        if (self.level == "ward") != bool(self.serves):
            raise wrong("an office of a ward names the wards that it serves, one of the city none")
        return self


class Project(Addressed):
    """A row of housing_projects.csv."""

    project_id: Id
    developer: Line
    type: Annotated[str, one_of(HOUSING_PROJECTS, "type"), CODE]
    area_ha: MaybeArea = None
    homes: MaybeCount = None
    stage: Stage
    approval_number: Number = ""
    approval_date: MaybeDay = None
    permit_number: Number = ""
    permit_date: MaybeDay = None
    sale_notice_number: Number = ""
    sale_notice_date: MaybeDay = None
    sale_notice_homes: MaybeCount = None
    mortgage: Mortgage = ""

    @model_validator(mode="after")
    def _papers_are_whole_and_in_order(self) -> Self:
        papers = (
            (self.approval_number, self.approval_date),
            (self.permit_number, self.permit_date),
            (self.sale_notice_number, self.sale_notice_date),
        )
        if any(bool(number) != bool(day) for number, day in papers):
            raise wrong("every paper has a number and a date, or neither")
        days = [day for _, day in papers if day]
        if days != sorted(days):
            raise wrong("approval, permit and sale notice follow one another")
        if bool(self.sale_notice_number) != bool(self.sale_notice_homes):
            raise wrong("a sale notice says for how many homes")
        if self.homes and self.sale_notice_homes and self.sale_notice_homes > self.homes:
            raise wrong("more homes are offered than there are")
        return self


class Certificate(Row):
    """A row of practising_certificates.csv."""

    certificate_id: Id
    certificate_number: Number
    kind: Annotated[str, one_of(PRACTISING_CERTIFICATES, "kind"), CODE]
    field: Annotated[str, one_of(PRACTISING_CERTIFICATES, "field"), CODE]
    grade: Annotated[str, one_of(PRACTISING_CERTIFICATES, "grade"), CODE] = ""
    holder_name: Line
    birth_year: Year
    issuer: Line
    issued_on: DayCell
    expires_on: DayCell
    status: RightStatus
    status_since: MaybeDay = None

    @model_validator(mode="after")
    def _life_is_in_order(self) -> Self:
        if not self.birth_year + 18 <= self.issued_on.year or self.expires_on <= self.issued_on:
            raise wrong("birth, issue and expiry do not follow one another")
        if (self.status == "valid") == bool(self.status_since):
            raise wrong("status_since says when the certificate was suspended or revoked, and nothing else")
        if self.status_since and self.status_since < self.issued_on:
            raise wrong("status_since lies before issued_on")
        if (self.kind == "broker") != (self.field == "brokerage"):
            raise wrong("a broker, and no other, has the field brokerage")
        return self


class Place(Addressed):
    """A row of places.csv."""

    place_id: Id
    type: Annotated[str, one_of(PLACES, "type"), CODE]
    phones: Phones = ()
    opening_hours: Hours = ""


class Camera(Standing):
    """A row of cameras.csv."""

    camera_id: Id
    snapshot_url: Web = ""


class Kind(NamedTuple):
    """A kind of data set as a pack brings it along: what its feature declares of it, and the shape of its rows."""

    dataset: Dataset
    shape: type[Row]

    @property
    def name(self) -> str:
        """The kind's name, such as `schools`."""
        return self.dataset.name

    @property
    def key(self) -> str:
        """The column that names a row for good: the first one, also where what is published has another key."""
        return self.dataset.columns[0].name

    @property
    def public(self) -> bool:
        """Tell whether everybody may read it."""
        return self.dataset.kind.public


KINDS = (
    Kind(SCHOOLS, School),
    Kind(HEALTH_FACILITIES, Facility),
    Kind(AGENCIES, Office),
    Kind(HOUSING_PROJECTS, Project),
    Kind(PRACTISING_CERTIFICATES, Certificate),
    Kind(PLACES, Place),
    Kind(CAMERAS, Camera),
)
