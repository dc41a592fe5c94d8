"""Check the city's clock, bounds and policies, its calendar and its hotlines."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from zoneinfo import available_timezones

from infra.city.schema.pack import Pack, Problems, twice
from infra.city.schema.shapes_city import City, Policy, WorkingTime


def city_problems(pack: Pack) -> Problems:
    """Check the clock, the languages, the bounds and the desks of the city."""
    city, bodies = pack.city, {body.body_id for body in pack.bodies.items}
    if city.timezone not in time_zones():
        yield f"city.json: {city.timezone} is no time zone."
    if city.default_language not in city.languages:
        yield f"city.json: the default language {city.default_language} is not among the languages."
    for role, body_id in (("root_body", city.root_body), ("triage_body", city.triage_body)):
        if body_id not in bodies:
            yield f"city.json: {role} names the unknown body {body_id}."
    if city.seat_ward not in {unit.code for unit in pack.units.items}:
        yield f"city.json: seat_ward names the unknown ward {city.seat_ward}."
    if city.duplicate_radius.usual > city.duplicate_radius.largest:
        yield "city.json: the usual duplicate_radius is larger than the largest."
    yield from working_time_problems(city.working_time)
    yield from limit_problems(city)


def limit_problems(city: City) -> Problems:
    """Check that a reminder comes before what it reminds of, and each escalation after the one before it."""
    if city.ask_reminder_days >= city.ask_days:
        yield "city.json: ask_reminder_days is not before ask_days are over."
    if city.verdict_reminder_days >= city.verdict_days:
        yield "city.json: verdict_reminder_days is not before verdict_days are over."
    if list(city.escalation_shares) != sorted(set(city.escalation_shares)):
        yield "city.json: the escalation_shares do not grow."


def working_time_problems(working_time: WorkingTime) -> Problems:
    """Check that there are working days and that their hours run one after the other."""
    hours = [time for period in working_time.periods for time in period]
    if not hours or hours != sorted(set(hours)):
        yield "city.json: the periods of the working time are empty, overlap or run backwards."
    if not working_time.weekdays:
        yield "city.json: no weekday is a working day."


@cache
def time_zones() -> set[str]:
    """List the names of all time zones, which the standard library gathers from the disk each time it is asked."""
    return available_timezones()


def bounds_problems(pack: Pack) -> Problems:
    """Find units whose centre lies outside of the city's box."""
    places = [(unit.full_name, unit.centre) for unit in pack.units.items]
    places += [(f"{old.old_name}, {old.old_district}", old.centre) for old in pack.old_units.items]
    for name, centre in places:
        if not pack.city.bounds.holds(centre):
            yield f"city.json: {name} lies outside of the bounds."


def policy_problems(folder: Path, pack: Pack) -> Problems:
    """Check that every policy has its text in both languages."""
    for policy_id in twice(policy.policy_id for policy in pack.city.policies):
        yield f"city.json: the policy {policy_id} stands there twice."
    for policy in pack.city.policies:
        for name in (policy.text_file.vi, policy.text_file.en):
            yield from policy_text_problems(folder, policy, name)


def policy_text_problems(folder: Path, policy: Policy, name: str) -> Problems:
    """Check that a policy's text lies in the pack and shows the policy's version."""
    path = (folder / name).resolve()
    if folder.resolve() not in path.parents or not path.is_file():
        yield f"city.json: the policy {policy.policy_id} names the missing text {name}."
    elif str(policy.version) not in path.read_text(encoding="utf-8"):
        yield f"{name} does not show its version {policy.version}."


def hotline_problems(pack: Pack) -> Problems:
    """Find numbers listed twice."""
    for number in twice(line.number for line in pack.hotlines.items):
        yield f"hotlines.json: {number} stands there twice."
