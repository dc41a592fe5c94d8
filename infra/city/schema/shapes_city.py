"""The shapes of the files that say what the city is: its bodies, places, days off and hotlines."""

from __future__ import annotations

from datetime import date as Day
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from infra.city.schema.basics import Code, File, Filled, PhoneNumber, Point, Slug, Strict, Text, VersionedFile, WardCode

ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Days = Annotated[int, Field(ge=1, le=365)]
Share = Annotated[float, Field(ge=0, le=10)]
BodyKind = Literal[
    "city", "department", "division", "centre", "utility", "committee", "ward_committee", "police", "military"
]


class Bounds(Strict):
    """The box outside of which nothing lies in this city."""

    min_lat: float
    min_lon: float
    max_lat: float
    max_lon: float

    def holds(self, point: Point) -> bool:
        """Tell whether a point lies in the box."""
        return self.min_lat <= point.lat <= self.max_lat and self.min_lon <= point.lon <= self.max_lon


class WorkingTime(Strict):
    """The hours that count as working hours; Monday is 0."""

    weekdays: list[Annotated[int, Field(ge=0, le=6)]]
    periods: list[tuple[ClockTime, ClockTime]]


class DuplicateRadius(Strict):
    """Within how many metres two reports may be about the same thing, usually and at most."""

    usual: int = Field(ge=10)
    largest: int = Field(ge=10, le=5000)


class AppVersions(Strict):
    """The oldest app that may still talk to the city."""

    ios: Filled
    android: Filled


class App(Strict):
    """What phones are told: `/v1/app-settings`, and the links in their notices."""

    minimum_version: AppVersions
    maintenance: Text | None
    # What addresses that open the app begin with: congdanso://reports/HCM-…
    link_scheme: Annotated[str, Field(pattern=r"^[a-z][a-z0-9+.\-]{1,30}$")]
    sync_interval_seconds: dict[Code, Annotated[int, Field(ge=10)]]


class Policy(Strict):
    """One policy of the app in one version; the texts are files of the pack."""

    policy_id: Slug
    version: Day
    title: Text
    text_file: Text


class RetentionDays(Strict):
    """For how many days the city keeps what it need not keep for ever."""

    messages: int = Field(ge=30)


class LookUps(Strict):
    """How many look-ups one address may make in a span of so many seconds."""

    most: int = Field(ge=1, le=1000)
    seconds: int = Field(ge=60, le=86_400)


class City(File):
    """city.json: who the city is, and how its clock runs."""

    city: Slug
    province_code: Annotated[str, StringConstraints(pattern=r"^\d{2}$")]
    name: Text
    short_forms: list[Annotated[list[Filled], Field(min_length=2)]]
    report_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,6}$")]
    timezone: str
    utc_offset: Annotated[str, StringConstraints(pattern=r"^[+-]\d{2}:\d{2}$")]
    languages: list[Literal["vi", "en"]]
    default_language: Literal["vi", "en"]
    root_body: Slug
    triage_body: Slug
    seat_ward: str
    bounds: Bounds
    working_time: WorkingTime
    forward_within_minutes: int = Field(ge=1)
    retention_days: RetentionDays
    certificate_look_ups: LookUps
    duplicate_radius: DuplicateRadius
    # Of a category's limit: how much of it is left at the reminder, and how much has passed again at each escalation.
    remind_share: float = Field(gt=0, lt=1)
    escalation_shares: tuple[Share, Share, Share]
    ask_days: Days
    ask_reminder_days: Days
    verdict_days: Days
    verdict_reminder_days: Days
    outside_reminder_days: Days
    app: App
    policies: list[Policy]


class Body(Strict):
    """One body that answers for something; its slug is never used again for another one."""

    body_id: Slug
    name: Text
    kind: BodyKind
    parent: Slug | None
    ward: WardCode | None = None
    phones: list[PhoneNumber] = []


class Bodies(VersionedFile):
    """bodies.json: every body, below one root."""

    items: list[Body]


class Unit(Strict):
    """One ward, commune or special zone of today."""

    code: WardCode
    name: Filled
    full_name: Filled
    full_name_en: Filled
    type: Literal["phuong", "xa", "dac_khu"]
    area_km2: float = Field(gt=0)
    centre: Point
    change: Literal["unchanged", "renamed", "merged", "divided"]


class Units(VersionedFile):
    """units.json: the units of today."""

    items: list[Unit]


class Target(Strict):
    """A unit of today that holds the whole or a part of an old one."""

    code: WardCode
    default: bool


class OldUnit(Strict):
    """One unit that was abolished, and where it went; an island district without wards has a code of three digits."""

    old_code: Annotated[str, StringConstraints(pattern=r"^\d{3}(\d{2})?$")]
    old_name: Filled
    old_district: Filled
    old_province: Filled
    centre: Point
    new: Annotated[list[Target], Field(min_length=1)]


class OldUnits(VersionedFile):
    """old_units.json: the units of before, for people and papers that still name them."""

    items: list[OldUnit]


class EarlierDistrict(Strict):
    """One district that was gone before the old units were, but that people still write; its wards are old units."""

    name: Filled
    province: Filled
    until: Day
    wards: Annotated[list[WardCode], Field(min_length=1)]


class EarlierDistricts(VersionedFile):
    """earlier_districts.json: districts of before the units of before."""

    items: list[EarlierDistrict]


class Hotline(Strict):
    """One number that everybody may need."""

    number: PhoneNumber
    kind: Literal["emergency", "city"]
    name: Text
    purpose: Text
    free: bool
    around_the_clock: bool
    source: Filled


class Hotlines(VersionedFile):
    """hotlines.json: the emergency numbers and the city's own."""

    items: list[Hotline]
