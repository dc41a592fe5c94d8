"""Check the data sets of a pack: their files, their rows, and what these say of one another and of the units."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from infra.city.schema.basics import Point
from infra.city.schema.datasets.kinds import KINDS, Kind, Office
from infra.city.schema.datasets.reading import Numbered, read_row, read_rows, row_problems
from infra.city.schema.datasets.rows import Row, Sidecar, Standing, cell_of
from infra.city.schema.pack import Pack, Problems, twice
from infra.city.schema.reading import read_part, shape_problem
from infra.city.schema.shapes_city import Unit

FOLDER = "datasets"
KM_PER_DEGREE = 111.2
# A ward is no circle: how much farther than the radius of a circle of its area its ends may lie, and a bit for all.
STRETCH, BIT = 1.8, 1.0


def dataset_problems(folder: Path, pack: Pack) -> Problems:
    """Find every problem of the data sets of a pack that is sound otherwise."""
    place = folder / FOLDER
    known = {f"{kind.name}{suffix}" for kind in KINDS for suffix in (".csv", ".json")}
    names = {path.name for path in place.iterdir()} if place.is_dir() else set()
    for name in sorted(names - known):
        yield f"{FOLDER}/{name} is no file of a data set known here."
    for kind in KINDS:
        if names & {f"{kind.name}.csv", f"{kind.name}.json"}:
            yield from kind_problems(place, kind, pack)


def kind_problems(place: Path, kind: Kind, pack: Pack) -> Problems:
    """Find every problem of one data set; its rows are read only when its description is sound."""
    parts: dict[str, Any] = {}
    yield from (f"{FOLDER}/{problem}" for problem in read_part(place, kind.name, parts))
    path = place / f"{kind.name}.csv"
    if not path.is_file():
        yield f"{FOLDER}/{path.name} is missing."
    if not parts or not path.is_file():
        return
    try:
        sidecar = Sidecar.model_validate(parts[kind.name])
    except ValidationError as error:
        where = f"{FOLDER}/{kind.name}"
        yield from (shape_problem((where, *row["loc"]), row["msg"], row["type"]) for row in error.errors())
        return
    yield from sidecar_problems(kind, sidecar)
    rows: Numbered = []
    yield from read_rows(path, kind, [column.name for column in sidecar.columns], rows)
    yield from whole_problems(kind, sidecar, rows)
    for number, row in rows:
        yield from (
            f"{FOLDER}/{path.name} row {number}, column {problem}."
            for problem in one_problems(kind, sidecar, row, pack)
        )


def sidecar_problems(kind: Kind, sidecar: Sidecar) -> Problems:
    """Check that a description tells of its kind what the kind is."""
    where = f"{FOLDER}/{kind.name}.json"
    for name, said, true in (
        ("kind", sidecar.kind, kind.name),
        ("key", sidecar.key, kind.key),
        ("public", sidecar.public, kind.public),
    ):
        if said != true:
            yield f"{where}: {name} must be {str(true).lower()}."
    for column in sidecar.columns:
        field, cell = kind.shape.model_fields.get(column.name), None
        if field is not None and (cell := cell_of(kind.shape, column.name)):
            if column.type != cell.type:
                yield f"{where}: the column {column.name} is of the type {cell.type}, not {column.type}."
            if column.required != field.is_required():
                yield f"{where}: the column {column.name} says wrongly whether it must be filled."
    yield from (f"{where}: the examples make no sound row{problem}." for problem in example_problems(kind, sidecar))


def example_problems(kind: Kind, sidecar: Sidecar) -> Iterator[str]:
    """Check that the examples of all columns together make a row that would be taken."""
    try:
        read_row(kind, {column.name: column.example for column in sidecar.columns})
    except ValidationError as error:
        yield from row_problems(error)


def whole_problems(kind: Kind, sidecar: Sidecar, rows: Numbered) -> Problems:
    """Check a data set as a whole: enough rows, and every id and every name in its ward only once."""
    where = f"{FOLDER}/{kind.name}.csv"
    if len(rows) < sidecar.at_least:
        yield f"{where} has {len(rows)} sound rows, fewer than the {sidecar.at_least} that its description promises."
    keys = [getattr(row, kind.key) for _, row in rows]
    for key in twice(keys):
        yield f"{where}, column {kind.key}: {key} stands there twice."
    former = [old for _, row in rows for old in row.former_ids]
    for old in sorted({*twice(former), *(set(former) & set(keys))}):
        yield f"{where}, column former_ids: {old} stands for two rows."
    named = [f"{row.name_vi}, {row.ward_code}" for _, row in rows if isinstance(row, Standing)]
    for name in twice(named):
        yield f"{where}, column name_vi: {name} stands there twice under two ids."


def one_problems(kind: Kind, sidecar: Sidecar, row: Row, pack: Pack) -> Iterator[str]:
    """Check one row against its description and the rest of the pack; each problem begins with its column."""
    if row.as_of > sidecar.as_of:
        yield f"as_of: {row.as_of} lies after that of the whole file, {sidecar.as_of}"
    yield from mark_problems(kind, sidecar, row)
    if isinstance(row, Standing):
        yield from position_problems(row, pack)
    if isinstance(row, Office):
        yield from office_problems(row, pack)


def mark_problems(kind: Kind, sidecar: Sidecar, row: Row) -> Iterator[str]:
    """Check that what is invented can be told by its id, and by its official numbers, which no real row may show."""
    mark, invented = sidecar.invented_mark, row.invented == "yes"
    if invented and mark not in getattr(row, kind.key).split("-"):
        yield f"{kind.key}: an invented row has {mark} in its id"
    for number in row.numbers():
        if invented != number.startswith(f"{mark.upper()}-"):
            yield f"invented: the number {number} begins with {mark.upper()}- if it is invented, and only then"
    if not kind.public and not invented:
        yield "invented: a pack is public, so a private kind holds invented rows alone"


def position_problems(row: Standing, pack: Pack) -> Iterator[str]:
    """Check that a thing stands in a ward of today, in the city, and not too far from the middle of its ward."""
    unit = next((unit for unit in pack.units.items if unit.code == row.ward_code), None)
    if unit is None:
        yield f"ward_code: there is no ward {row.ward_code}"
        return
    point = Point(lat=row.lat, lon=row.lon)
    if not pack.city.bounds.holds(point):
        yield "lat: the position lies outside of the city"
    elif (far := kilometres(point, unit.centre)) > reach(unit):
        yield f"lat: the position lies {far:.1f} km from the middle of {unit.full_name}, beyond {reach(unit):.1f} km"


def office_problems(row: Office, pack: Pack) -> Iterator[str]:
    """Check that an office belongs to a known body and serves known wards."""
    if row.body_id and row.body_id not in {body.body_id for body in pack.bodies.items}:
        yield f"body_id: there is no body {row.body_id}"
    for code in sorted(set(row.serves) - {unit.code for unit in pack.units.items}):
        yield f"serves: there is no ward {code}"


def reach(unit: Unit) -> float:
    """Reckon how many kilometres from its middle a thing in a unit may lie."""
    return BIT + STRETCH * math.sqrt(unit.area_km2 / math.pi)


def kilometres(one: Point, other: Point) -> float:
    """Measure between two points of one city, where the earth may be taken for flat."""
    east = (one.lon - other.lon) * math.cos(math.radians(one.lat))
    return KM_PER_DEGREE * math.hypot(one.lat - other.lat, east)
