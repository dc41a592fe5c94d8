"""Say what a city pack must look like, and find everything that is wrong with one.

`python -m infra.city.schema infra/city/hcmc` prints the problems, one sentence a line, or "the pack is sound".
Another city is another folder with the same files; docs and code name none of its facts.
"""

from __future__ import annotations

import hashlib
import json
import sys
import unicodedata
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date as Day
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

Filled = Annotated[str, StringConstraints(min_length=1, strip_whitespace=False, pattern=r"^\S(.*\S)?$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([_.][a-z0-9]+)*$", max_length=40)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
WardCode = Annotated[str, StringConstraints(pattern=r"^\d{5}$")]
PhoneNumber = Annotated[str, StringConstraints(pattern=r"^\d{3,11}$")]
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Role = Literal["operator", "handler", "supervisor", "editor", "approver", "admin"]
Decided = Literal["decided", "provisional"]
BodyKind = Literal[
    "city", "department", "division", "centre", "utility", "committee", "ward_committee", "police", "military"
]


class Strict(BaseModel):
    """A shape that refuses what it does not know, so that a typing error in a pack is found."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """One text in both languages."""

    vi: Filled
    en: Filled


class File(Strict):
    """What every file of a pack says about itself: where its facts come from, what is invented, and as of when."""

    source: Filled
    as_of: Day


class VersionedFile(File):
    """A file that clients may keep until its version changes."""

    version: Filled


class Point(Strict):
    """A place on the map."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


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


class AppVersions(Strict):
    """The oldest app that may still talk to the city."""

    ios: Filled
    android: Filled


class App(Strict):
    """What `/v1/app-settings` tells every phone."""

    minimum_version: AppVersions
    maintenance: Text | None
    sync_interval_seconds: dict[Code, Annotated[int, Field(ge=10)]]


class Policy(Strict):
    """One policy of the app in one version; the texts are files of the pack."""

    policy_id: Slug
    version: Day
    title: Text
    text_file: Text


class City(File):
    """city.json: who the city is, and how its clock runs."""

    city: Slug
    province_code: Annotated[str, StringConstraints(pattern=r"^\d{2}$")]
    name: Text
    report_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,6}$")]
    timezone: str
    utc_offset: Annotated[str, StringConstraints(pattern=r"^[+-]\d{2}:\d{2}$")]
    languages: list[Literal["vi", "en"]]
    default_language: Literal["vi", "en"]
    root_body: Slug
    triage_body: Slug
    bounds: Bounds
    working_time: WorkingTime
    forward_within_minutes: int = Field(ge=1)
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


class Value(Strict):
    """One answer that a list question offers."""

    key: Code
    name: Text


class Question(Strict):
    """One question of a category, as an Open311 attribute; `variable: false` only informs."""

    code: Code
    datatype: Literal["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
    required: bool
    order: int = Field(ge=1)
    variable: bool
    description: Text
    datatype_description: Text | None = None
    values: list[Value] = []


class NamedBody(Strict):
    """A category's answer to "who?": one body for the whole city."""

    body_id: Slug


class RuledBody(Strict):
    """A category's answer to "who?": the committee of the ward where it happened."""

    rule: Literal["ward"]


class TimeLimit(Strict):
    """How long the body has; `hours` run day and night."""

    amount: int = Field(ge=1)
    unit: Literal["working_hours", "working_days", "hours"]


class Call(Strict):
    """A number to call before, or instead of, sending a report."""

    number: PhoneNumber
    name: Text
    reason: Text


class Leaf(Strict):
    """One thing that can be reported."""

    category_code: Code
    name: Text
    description: Text
    group: Code
    responsible_body: NamedBody | RuledBody
    time_limit: TimeLimit
    public: bool
    anonymous: bool
    photo: Literal["none", "optional", "required"]
    after_photo: bool
    questions: list[Question]
    stopper: Text | None
    call_first: list[Call]


class Group(Strict):
    """An inner node of the tree; one chooses a leaf below it."""

    category_code: Code
    name: Text
    description: Text
    children: Annotated[list[Leaf], Field(min_length=1)]


class ReportField(Strict):
    """One field of the city's announcement, and the groups that belong to it."""

    field_code: Code
    name: Text
    description: Text
    groups: list[Code]


class Categories(VersionedFile):
    """categories.json: the tree of what can be reported."""

    fields: list[ReportField]
    items: list[Group]

    def leaves(self) -> list[Leaf]:
        """List every leaf of the tree."""
        return [leaf for group in self.items for leaf in group.children]


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


class Holiday(Strict):
    """One day on which offices are closed."""

    date: Day
    name: Text
    status: Decided
    source: Filled


class WorkingSaturday(Strict):
    """One weekend day on which offices work, for a day off given elsewhere."""

    date: Day
    instead_of: Day
    status: Decided
    source: Filled


class Holidays(VersionedFile):
    """holidays.json: the calendar of the years it names, and of no other."""

    years: list[int]
    items: list[Holiday]
    working_saturdays: list[WorkingSaturday]


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


class Pack(Strict):
    """A whole city pack, read and well-formed."""

    city: City
    bodies: Bodies
    categories: Categories
    units: Units
    old_units: OldUnits
    holidays: Holidays
    staff: Staff
    people: People
    hotlines: Hotlines


PARTS = tuple(Pack.model_fields)
Problems = Iterator[str]


# --- reading ---------------------------------------------------------------------------------------------------------


def load_pack(folder: Path) -> Pack:
    """Read a pack; a pack that is not well-formed raises, and check_pack says why."""
    parts = {part: json.loads((folder / f"{part}.json").read_text(encoding="utf-8")) for part in PARTS}
    return Pack.model_validate(parts)


def check_pack(folder: Path) -> list[str]:
    """Find every problem of a pack, each as one plain sentence; none means that it is sound."""
    parts: dict[str, Any] = {}
    problems: list[str] = []
    for part in PARTS:
        problems += read_part(folder, part, parts)
    problems += text_problems(folder)
    if len(parts) < len(PARTS):
        return problems
    try:
        pack = Pack.model_validate(parts)
    except ValidationError as error:
        return problems + [shape_problem(row["loc"], row["msg"], row["type"]) for row in error.errors()]
    for check in CHECKS:
        problems += check(pack)
    return [*problems, *policy_problems(folder, pack)]


def read_part(folder: Path, part: str, parts: dict[str, Any]) -> list[str]:
    """Read one file of the pack into `parts`; say what is wrong with it as a file."""
    path = folder / f"{part}.json"
    if not path.is_file():
        return [f"{path.name} is missing."]
    repeated: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        # JSON lets a key stand twice and silently keeps the last one.
        repeated.extend(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        return dict(pairs)

    try:
        parts[part] = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=once)
    except ValueError as error:
        return [f"{path.name} is no JSON in UTF-8: {error}."]
    return [f"{path.name} has the key {key} twice in one object." for key in repeated]


def text_problems(folder: Path) -> Problems:
    """Find files whose text is not NFC: it would be searched, compared and sorted wrongly."""
    for path in sorted([*folder.glob("*.json"), *folder.glob("policies/*")]):
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), start=1):
            if not unicodedata.is_normalized("NFC", line):
                yield f"{path.relative_to(folder).as_posix()} line {number} holds text that is not NFC."


def shape_problem(location: tuple[int | str, ...], message: str, kind: str) -> str:
    """Turn one error of pydantic into a sentence that names the file and the place."""
    part, *rest = location
    place = ".".join(str(step) for step in rest) or "the file"
    if kind == "missing":
        return f"{part}.json: {place} is missing."
    if kind == "extra_forbidden":
        return f"{part}.json: {place} is not known here."
    return f"{part}.json: {place} is wrong: {message}."


def twice(values: Iterable[str]) -> list[str]:
    """List the values that occur more than once."""
    return [value for value, times in Counter(values).items() if times > 1]


# --- checks across files ---------------------------------------------------------------------------------------------


def city_problems(pack: Pack) -> Problems:
    """Check the clock, the languages, the bounds and the desks of the city."""
    city, bodies = pack.city, {body.body_id for body in pack.bodies.items}
    if city.timezone not in available_timezones():
        yield f"city.json: {city.timezone} is no time zone."
    if city.default_language not in city.languages:
        yield f"city.json: the default language {city.default_language} is not among the languages."
    for role, body_id in (("root_body", city.root_body), ("triage_body", city.triage_body)):
        if body_id not in bodies:
            yield f"city.json: {role} names the unknown body {body_id}."
    hours = [time for period in city.working_time.periods for time in period]
    if not hours or hours != sorted(set(hours)):
        yield "city.json: the periods of the working time are empty, overlap or run backwards."
    if not city.working_time.weekdays:
        yield "city.json: no weekday is a working day."


def bounds_problems(pack: Pack) -> Problems:
    """Find units whose centre lies outside of the city's box."""
    places = [(unit.full_name, unit.centre) for unit in pack.units.items]
    places += [(f"{old.old_name}, {old.old_district}", old.centre) for old in pack.old_units.items]
    for name, centre in places:
        if not pack.city.bounds.holds(centre):
            yield f"city.json: {name} lies outside of the bounds."


def body_problems(pack: Pack) -> Problems:
    """Check that the bodies form one tree below the root."""
    bodies = {body.body_id: body for body in pack.bodies.items}
    for body_id in twice(body.body_id for body in pack.bodies.items):
        yield f"bodies.json: the body {body_id} stands there twice."
    for body in bodies.values():
        if body.parent is not None and body.parent not in bodies:
            yield f"bodies.json: {body.body_id} lies below the unknown body {body.parent}."
        if body.parent is None and body.body_id != pack.city.root_body:
            yield f"bodies.json: {body.body_id} has no parent but is not the root."
    root = bodies.get(pack.city.root_body)
    if root and root.parent is not None:
        yield f"bodies.json: the root {root.body_id} has a parent."
    for body_id in bodies:
        if goes_in_circles(bodies, body_id):
            yield f"bodies.json: the parents of {body_id} go in a circle."


def goes_in_circles(bodies: dict[str, Body], body_id: str) -> bool:
    """Tell whether climbing from a body to its parents comes back to a body already passed."""
    passed: set[str] = set()
    step: str | None = body_id
    while step is not None and step in bodies:
        if step in passed:
            return True
        passed.add(step)
        step = bodies[step].parent
    return False


def committee_problems(pack: Pack) -> Problems:
    """Check that every ward has exactly one committee, and every committee a ward of today."""
    units = {unit.code: unit for unit in pack.units.items}
    committees = Counter(body.ward for body in pack.bodies.items if body.kind == "ward_committee")
    for body in pack.bodies.items:
        if body.kind == "ward_committee" and body.ward not in units:
            yield f"bodies.json: {body.body_id} is the committee of the unknown ward {body.ward}."
        if body.kind != "ward_committee" and body.ward is not None:
            yield f"bodies.json: {body.body_id} names a ward but is no ward committee."
    for code, unit in units.items():
        if committees[code] != 1:
            yield f"bodies.json: {unit.full_name} ({code}) has {committees[code]} committees instead of one."


def tree_problems(pack: Pack) -> Problems:
    """Check the codes of the category tree and that every group belongs to one field."""
    categories = pack.categories
    groups = [group.category_code for group in categories.items]
    for code in twice([*groups, *(leaf.category_code for leaf in categories.leaves())]):
        yield f"categories.json: the code {code} stands there twice."
    for group in categories.items:
        for leaf in group.children:
            if leaf.group != group.category_code:
                yield f"categories.json: {leaf.category_code} lies below {group.category_code} but names {leaf.group}."
    listed = [code for field in categories.fields for code in field.groups]
    for code in twice(listed):
        yield f"categories.json: the group {code} belongs to two fields."
    for code in sorted(set(listed) - set(groups)):
        yield f"categories.json: a field names the unknown group {code}."
    for code in sorted(set(groups) - set(listed)):
        yield f"categories.json: the group {code} belongs to no field."


def leaf_problems(pack: Pack) -> Problems:
    """Check each leaf by itself: body, numbers to call, questions."""
    bodies = {body.body_id for body in pack.bodies.items}
    numbers = {line.number for line in pack.hotlines.items}
    numbers |= {phone for body in pack.bodies.items for phone in body.phones}
    for leaf in pack.categories.leaves():
        where = f"categories.json: {leaf.category_code}"
        if isinstance(leaf.responsible_body, NamedBody) and leaf.responsible_body.body_id not in bodies:
            yield f"{where} names the unknown body {leaf.responsible_body.body_id}."
        for call in leaf.call_first:
            if call.number not in numbers:
                yield f"{where} sends callers to {call.number}, which neither a hotline nor a body has."
        if not any(question.variable for question in leaf.questions):
            yield f"{where} asks no question."
        if leaf.photo == "none" and leaf.after_photo:
            yield f"{where} wants a photo after the work but none before."
        yield from question_problems(where, leaf)


def question_problems(where: str, leaf: Leaf) -> Problems:
    """Check the questions of one leaf."""
    for code in twice(question.code for question in leaf.questions):
        yield f"{where} has the question {code} twice."
    for order in twice(str(question.order) for question in leaf.questions):
        yield f"{where} has two questions in place {order}."
    for question in leaf.questions:
        is_list = question.datatype.endswith("list")
        if is_list and len(question.values) < 2:
            yield f"{where} asks {question.code} as a list without at least two values."
        if not is_list and question.values:
            yield f"{where} gives values to {question.code}, which is no list."
        if not question.variable and (question.required or is_list):
            yield f"{where} shows {question.code} for information only, so nobody can answer it."
        for key in twice(value.key for value in question.values):
            yield f"{where} offers the value {key} of {question.code} twice."


def twin_problems(pack: Pack) -> Problems:
    """Find leaves that were copied instead of written: alike but for code and name, or in description or questions."""
    aspects: dict[str, Callable[[Leaf], str]] = {
        "everything but code and name": lambda leaf: leaf.model_dump_json(exclude={"category_code", "name"}),
        "the name in Vietnamese": lambda leaf: leaf.name.vi,
        "the name in English": lambda leaf: leaf.name.en,
        "the description in Vietnamese": lambda leaf: leaf.description.vi,
        "the description in English": lambda leaf: leaf.description.en,
        "the set of questions": question_set,
    }
    leaves = pack.categories.leaves()
    for aspect, of in aspects.items():
        first: dict[str, str] = {}
        for leaf in leaves:
            twin = first.setdefault(of(leaf), leaf.category_code)
            if twin != leaf.category_code:
                yield f"categories.json: {twin} and {leaf.category_code} share {aspect}."


def question_set(leaf: Leaf) -> str:
    """Write down what a leaf asks, whatever the codes and the order are."""
    return repr(sorted((question.datatype, question.description.vi) for question in leaf.questions)) + (
        "" if leaf.questions else leaf.category_code
    )


def unit_problems(pack: Pack) -> Problems:
    """Check the units of today and the way from the old ones to them."""
    codes = {unit.code for unit in pack.units.items}
    for code in twice(unit.code for unit in pack.units.items):
        yield f"units.json: the code {code} stands there twice."
    for code in twice(old.old_code for old in pack.old_units.items):
        yield f"old_units.json: the code {code} stands there twice."
    for old in pack.old_units.items:
        where = f"old_units.json: {old.old_name}, {old.old_district}"
        for target in old.new:
            if target.code not in codes:
                yield f"{where} goes to the unknown unit {target.code}."
        if sum(target.default for target in old.new) != 1:
            yield f"{where} needs exactly one default among its new units."
        for code in twice(target.code for target in old.new):
            yield f"{where} goes to {code} twice."
    reached = {target.code for old in pack.old_units.items for target in old.new}
    for code in sorted(codes - reached):
        yield f"units.json: no old unit leads to {code}."


def holiday_problems(pack: Pack) -> Problems:
    """Check that the calendar is in order and every working Saturday pays for a day off."""
    holidays = pack.holidays
    days = [holiday.date for holiday in holidays.items]
    for repeated in twice(str(day) for day in days):
        yield f"holidays.json: {repeated} stands there twice."
    if days != sorted(days):
        yield "holidays.json: the days are not in order."
    for day in [*days, *(swap.date for swap in holidays.working_saturdays)]:
        if day.year not in holidays.years:
            yield f"holidays.json: {day} lies in none of its years."
    for year in sorted(set(holidays.years) - {day.year for day in days}):
        yield f"holidays.json: {year} has no holiday."
    for swap in holidays.working_saturdays:
        if swap.date.weekday() in pack.city.working_time.weekdays or swap.date in days:
            yield f"holidays.json: {swap.date} is no free weekend day that could become a working day."
        if swap.instead_of not in days or swap.instead_of.weekday() not in pack.city.working_time.weekdays:
            yield f"holidays.json: {swap.date} works for {swap.instead_of}, which is no weekday off."


def hotline_problems(pack: Pack) -> Problems:
    """Find numbers listed twice."""
    for number in twice(line.number for line in pack.hotlines.items):
        yield f"hotlines.json: {number} stands there twice."


def staff_problems(pack: Pack) -> Problems:
    """Check that every post is in a known body and held by one person."""
    bodies = {body.body_id for body in pack.bodies.items}
    staff = staff_of(pack)
    for name in twice(member.staff_name for member in staff):
        yield f"staff.json: the name {name} stands there twice."
    for subject in twice(member.subject for member in staff):
        yield f"staff.json: the subject {subject} stands there twice."
    for member in staff:
        if member.body_id not in bodies:
            yield f"staff.json: {member.staff_name} works for the unknown body {member.body_id}."
        if member.valid_to and member.valid_to < member.valid_from:
            yield f"staff.json: {member.staff_name} leaves before beginning."


def vacancy_problems(pack: Pack) -> Problems:
    """Check that every body that must act has staff, and the root body every role."""
    held: Counter[tuple[str, str]] = Counter(
        (member.body_id, role) for member in staff_of(pack) for role in member.roles
    )
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


def people_problems(pack: Pack) -> Problems:
    """Check the people of the stand-in identity provider; staff need no check, since a missing one is made up."""
    people = people_of(pack)
    for name, values in (
        ("key", [person.key for person in people]),
        ("subject", [person.subject for person in people]),
        ("identity number", [person.claims["SoDinhDanh"] for person in people if "SoDinhDanh" in person.claims]),
    ):
        for value in twice(values):
            yield f"people.json: two people have the {name} {value}."
    keys = {person.key: person for person in people}
    if pack.people.default_citizen not in keys:
        yield f"people.json: the default citizen {pack.people.default_citizen} is nobody."
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
    number = claims.get("SoDinhDanh")
    if (number is None) != (person.account_kind in ("foreigner", "organisation")):
        yield f"{where} has an identity number that does not fit its kind of account."
    if number is not None and number != identity_number(claims.get("NgayThangNamSinh", ""), number):
        yield f"{where} has an identity number that could be real or does not fit the birth date."
    if person.account_kind == "minor" and person.guardian not in people:
        yield f"{where} is a minor without a known guardian."


def identity_number(birth_date: str, number: str) -> str:
    """Say how an invented number must look: no province has 999; then century and sex, year of birth, six digits."""
    century = {"19": "01", "20": "23"}.get(birth_date[:2], "")
    fits = len(birth_date) == 8 and len(number) == 12 and number.isdigit() and number[3] in century
    return f"999{number[3]}{birth_date[2:4]}{number[6:]}" if fits else ""


def policy_problems(folder: Path, pack: Pack) -> Problems:
    """Check that every policy has its text in both languages."""
    for policy_id in twice(policy.policy_id for policy in pack.city.policies):
        yield f"city.json: the policy {policy_id} stands there twice."
    for policy in pack.city.policies:
        for name in (policy.text_file.vi, policy.text_file.en):
            path = (folder / name).resolve()
            if folder.resolve() not in path.parents or not path.is_file():
                yield f"city.json: the policy {policy.policy_id} names the missing text {name}."
            elif str(policy.version) not in path.read_text(encoding="utf-8"):
                yield f"{name} does not show its version {policy.version}."


CHECKS: tuple[Callable[[Pack], Problems], ...] = (
    city_problems,
    bounds_problems,
    body_problems,
    committee_problems,
    tree_problems,
    leaf_problems,
    twin_problems,
    unit_problems,
    holiday_problems,
    hotline_problems,
    staff_problems,
    vacancy_problems,
    people_problems,
)


# --- expanding the patterns ------------------------------------------------------------------------------------------


def responsible_bodies(pack: Pack) -> list[str]:
    """List the bodies that leaves name, without the root, whose staff is listed by name."""
    answers = [leaf.responsible_body for leaf in pack.categories.leaves()]
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


def people_of(pack: Pack) -> list[Person]:
    """List all people of the stand-in identity provider, those made up for staff included."""
    known = {person.subject for person in pack.people.items}
    made = [made_up(pack.people.staff_pattern, member) for member in staff_of(pack) if member.subject not in known]
    return [*pack.people.items, *made]


def made_up(pattern: PersonPattern, member: StaffMember) -> Person:
    """Make up the person behind a staff member, from the subject alone, so that nobody changes when staff is added."""
    seed = hashlib.sha256(member.subject.encode()).digest()
    first, last = pattern.birth_years
    year = first + seed[0] % max(1, last - first)
    born = f"{year}{1 + seed[1] % 12:02}{1 + seed[2] % 28:02}"
    sex = seed[3] % 2 + (2 if year >= 2000 else 0)
    names = [
        names[seed[4 + place] % len(names)]
        for place, names in enumerate((pattern.family_names, pattern.middle_names, pattern.given_names))
    ]
    claims = {
        "sub": member.subject,
        "TechID": member.subject,
        "HoVaTen": " ".join(names),
        "SoDinhDanh": f"999{sex}{year % 100:02}{int.from_bytes(seed[8:12]) % 1_000_000:06}",
        "NgayThangNamSinh": born,
    }
    return Person(
        key=member.staff_name,
        subject=member.subject,
        account_kind="citizen",
        guardian=None,
        claims={**pattern.claims, **claims},
    )


def expand_staff(folder: Path) -> list[dict[str, Any]]:
    """List all staff of the pack in a folder as plain JSON values, patterns expanded."""
    return [member.model_dump(mode="json") for member in staff_of(load_pack(folder))]


def expand_people(folder: Path) -> list[dict[str, Any]]:
    """List all people of the stand-in identity provider, patterns expanded, each with the post she holds, if any."""
    pack = load_pack(folder)
    posts = {member.subject: member for member in staff_of(pack)}
    people = []
    for person in people_of(pack):
        post = posts.get(person.subject)
        held = {"roles": list(post.roles) if post else [], "body_id": post.body_id if post else None}
        people.append({**person.model_dump(mode="json"), **held})
    return people


def main(folder: Path) -> int:
    """Print the problems of a pack, or that there are none."""
    problems = check_pack(folder)
    sys.stdout.write("\n".join(problems or ["the pack is sound"]) + "\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
