"""Check a pack: its files, the shape of each, and what they say of one another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from infra.city.schema.checks_categories import field_problems, leaf_problems, tree_problems, twin_problems
from infra.city.schema.checks_city import (
    bounds_problems,
    city_problems,
    holiday_problems,
    hotline_problems,
    policy_problems,
)
from infra.city.schema.checks_notices import notice_problems
from infra.city.schema.checks_people import people_problems
from infra.city.schema.checks_places import body_problems, committee_problems, unit_problems
from infra.city.schema.pack import PARTS, Pack, Problems
from infra.city.schema.reading import read_part, text_problems

CHECKS: tuple[Callable[[Pack], Problems], ...] = (
    city_problems,
    bounds_problems,
    body_problems,
    committee_problems,
    tree_problems,
    field_problems,
    leaf_problems,
    twin_problems,
    unit_problems,
    holiday_problems,
    hotline_problems,
    notice_problems,
    people_problems,
)


def check_pack(folder: Path) -> list[str]:
    """Find every problem of a pack, each as one plain sentence; none means that it is sound."""
    parts: dict[str, Any] = {}
    problems = [problem for part in PARTS for problem in read_part(folder, part, parts)]
    problems += text_problems(folder)
    return problems if len(parts) < len(PARTS) else [*problems, *check_parts(parts, folder)]


def check_parts(parts: Mapping[str, Any], folder: Path) -> list[str]:
    """Find every problem of a pack whose files are read; `folder` has the texts of its policies.

    A part may be a whole shape already, so that whoever changes one part need not have the others read again.
    """
    try:
        pack = Pack.model_validate(parts)
    except ValidationError as error:
        return [shape_problem(row["loc"], row["msg"], row["type"]) for row in error.errors()]
    problems = [problem for check in CHECKS for problem in check(pack)]
    return [*problems, *policy_problems(folder, pack)]


def shape_problem(location: tuple[int | str, ...], message: str, kind: str) -> str:
    """Turn one error of pydantic into a sentence that names the file and the place."""
    part, *rest = location
    place = ".".join(str(step) for step in rest) or "the file"
    if kind == "missing":
        return f"{part}.json: {place} is missing."
    if kind == "extra_forbidden":
        return f"{part}.json: {place} is not known here."
    return f"{part}.json: {place} is wrong: {message}."
