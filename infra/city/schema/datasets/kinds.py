"""The kinds of data sets that a pack may bring along: the columns of each, and what must hold within one row."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

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
    wrong,
)
from infra.city.schema.datasets.rows import Addressed, Row, Standing

Level = Literal["mam_non", "tieu_hoc", "thcs", "thpt", "gdtx", "trung_cap", "cao_dang", "dai_hoc"]
SchoolLevel = Annotated[Literal[Level, "lien_cap"], CODE]
Levels = Annotated[tuple[Level, ...], BeforeValidator(items), AfterValidator(once), CODES]
Ownership = Annotated[Literal["public", "private"], CODE]
Speciality = Literal[
    "cardiology", "dental", "dermatology", "diagnostics", "emergency_medicine", "ent", "gastroenterology", "general",
    "geriatrics", "haematology", "infectious_diseases", "laboratory", "lung", "neurology", "obstetrics", "oncology",
    "ophthalmology", "orthopaedics", "paediatrics", "prevention", "psychiatry", "rehabilitation",
    "traditional_medicine", "urology",
]  # fmt: skip
Specialities = Annotated[tuple[Speciality, ...], BeforeValidator(items), AfterValidator(once), CODES]
FacilityType = Annotated[
    Literal[
        "hospital", "health_centre", "health_station", "polyclinic", "specialist_clinic", "maternity_home",
        "laboratory", "prevention_centre", "emergency_centre",
    ],
    CODE,
]  # fmt: skip
OfficeType = Annotated[
    Literal[
        "city_committee", "department", "centre", "reception", "hotline_desk", "public_service_centre", "police",
        "emergency", "military", "tax", "social_insurance", "treasury", "customs", "court", "procuracy",
        "enforcement", "land_registry", "employment", "legal_aid", "notary", "utility", "ward_committee",
    ],
    CODE,
]  # fmt: skip
ProjectType = Annotated[Literal["apartment", "township", "mixed", "social_housing"], CODE]
Stage = Annotated[Literal["preparing", "under_construction", "suspended", "handed_over"], CODE]
Mortgage = Annotated[Literal["none", "mortgaged", "released", ""], CODE]
PlaceType = Annotated[
    Literal[
        "airport", "beach", "bridge", "business_park", "church", "lake", "market", "monument", "museum", "pagoda",
        "park", "square", "stadium", "station", "theatre",
    ],
    CODE,
]  # fmt: skip
RightStatus = Annotated[Literal["valid", "suspended", "revoked"], CODE]


class School(Addressed):
    """A row of schools.csv."""

    school_id: Id
    level: SchoolLevel
    levels: Levels
    type: Ownership
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
    type: FacilityType
    ownership: Ownership
    specialities: Specialities
    emergency: YesNo
    insurance: MaybeYesNo = ""
    phones: Phones = ()
    opening_hours: Hours = ""
    licence_number: Number = ""
    licence_issuer: Line = ""
    licence_issued: MaybeDay = None
    licence_expires: MaybeDay = None
    licence_status: Annotated[Literal["valid", "suspended", "revoked", ""], CODE] = ""
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
    type: OfficeType
    level: Annotated[Literal["city", "ward"], CODE]
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
    type: ProjectType
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
    kind: Annotated[Literal["broker", "construction"], CODE]
    field: Annotated[
        Literal["brokerage", "design_structure", "supervision", "project_management", "survey", "cost_estimation",
                "planning_design"], CODE]  # fmt: skip
    grade: Annotated[Literal["i", "ii", "iii", ""], CODE] = ""
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
    type: PlaceType
    phones: Phones = ()
    opening_hours: Hours = ""


class Camera(Standing):
    """A row of cameras.csv."""

    camera_id: Id
    snapshot_url: Web = ""


class Kind(NamedTuple):
    """A kind of data set: its rows, the column that names one for good, and whether everybody may read it."""

    name: str
    shape: type[Row]
    key: str
    public: bool = True


KINDS = (
    Kind("schools", School, "school_id"),
    Kind("health_facilities", Facility, "facility_id"),
    Kind("agencies", Office, "office_id"),
    Kind("housing_projects", Project, "project_id"),
    Kind("practising_certificates", Certificate, "certificate_id", public=False),
    Kind("places", Place, "place_id"),
    Kind("cameras", Camera, "camera_id"),
)
