"""Check the tree of bodies, the committees of the wards, and the units of today and before."""

from __future__ import annotations

from collections import Counter

from infra.city.schema.pack import Pack, Problems, twice
from infra.city.schema.shapes_city import Body, OldUnit


def body_problems(pack: Pack) -> Problems:
    """Check that the bodies form one tree below the root."""
    bodies = {body.body_id: body for body in pack.bodies.items}
    for body_id in twice(body.body_id for body in pack.bodies.items):
        yield f"bodies.json: the body {body_id} stands there twice."
    for body in bodies.values():
        yield from parent_problems(body, bodies, pack.city.root_body)
    for body_id in bodies:
        if goes_in_circles(bodies, body_id):
            yield f"bodies.json: the parents of {body_id} go in a circle."


def parent_problems(body: Body, bodies: dict[str, Body], root: str) -> Problems:
    """Check that a body has a known parent, and the root none."""
    if body.parent is not None and body.parent not in bodies:
        yield f"bodies.json: {body.body_id} lies below the unknown body {body.parent}."
    if body.parent is None and body.body_id != root:
        yield f"bodies.json: {body.body_id} has no parent but is not the root."
    if body.parent is not None and body.body_id == root:
        yield f"bodies.json: the root {root} has a parent."


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


def unit_problems(pack: Pack) -> Problems:
    """Check the units of today and the way from the old ones to them."""
    codes = {unit.code for unit in pack.units.items}
    for code in twice(unit.code for unit in pack.units.items):
        yield f"units.json: the code {code} stands there twice."
    for code in twice(old.old_code for old in pack.old_units.items):
        yield f"old_units.json: the code {code} stands there twice."
    for old in pack.old_units.items:
        yield from old_unit_problems(old, codes)
    reached = {target.code for old in pack.old_units.items for target in old.new}
    for code in sorted(codes - reached):
        yield f"units.json: no old unit leads to {code}."


def earlier_district_problems(pack: Pack) -> Problems:
    """Check that the wards of districts of long ago are old units, each in one of them and in the same province."""
    provinces = {old.old_code: old.old_province for old in pack.old_units.items}
    for district in pack.earlier_districts.items:
        for code in district.wards:
            if provinces.get(code) != district.province:
                yield f"earlier_districts.json: {district.name} names {code}, which is no old unit of its province."
    for code in twice(code for district in pack.earlier_districts.items for code in district.wards):
        yield f"earlier_districts.json: the ward {code} stands there twice."


def old_unit_problems(old: OldUnit, codes: set[str]) -> Problems:
    """Check that an old unit leads to units of today, and to one of them by default."""
    where = f"old_units.json: {old.old_name}, {old.old_district}"
    for target in old.new:
        if target.code not in codes:
            yield f"{where} goes to the unknown unit {target.code}."
    if sum(target.default for target in old.new) != 1:
        yield f"{where} needs exactly one default among its new units."
    for code in twice(target.code for target in old.new):
        yield f"{where} goes to {code} twice."
