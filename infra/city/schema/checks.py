"""Check a pack: its files, the shape of each, and what they say of one another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from infra.city.schema.checks_city import (
    bounds_problems,
    city_problems,
    hotline_problems,
    policy_problems,
)
from infra.city.schema.checks_documents import category_problems, holiday_problems
from infra.city.schema.checks_labels import label_problems
from infra.city.schema.checks_notices import notice_problems
from infra.city.schema.checks_people import people_problems
from infra.city.schema.checks_places import (
    body_problems,
    committee_problems,
    earlier_district_problems,
    unit_problems,
)
from infra.city.schema.datasets import dataset_problems
from infra.city.schema.pack import PARTS, Pack, Problems
from infra.city.schema.reading import read_part, shape_problem, text_problems

CHECKS: tuple[Callable[[Pack], Problems], ...] = (
    city_problems,
    bounds_problems,
    body_problems,
    committee_problems,
    category_problems,
    unit_problems,
    earlier_district_problems,
    holiday_problems,
    hotline_problems,
    notice_problems,
    label_problems,
    people_problems,
)


def check_pack(folder: Path) -> list[str]:
    """Find every problem of a pack, each as one plain sentence; none means that it is sound."""
    parts: dict[str, Any] = {}
    problems = [problem for part in PARTS for problem in read_part(folder, part, parts)]
    problems += text_problems(folder)
    if len(parts) < len(PARTS):
        return problems
    pack = shaped(parts)
    if isinstance(pack, list):
        return [*problems, *pack]
    return [*problems, *pack_problems(pack, folder), *dataset_problems(folder, pack)]


def check_parts(parts: Mapping[str, Any], folder: Path) -> list[str]:
    """Find every problem of a pack whose files are read; `folder` has the texts of its policies.

    A part may be a whole shape already, so that whoever changes one part need not have the others read again.
    """
    pack = shaped(parts)
    return pack if isinstance(pack, list) else list(pack_problems(pack, folder))


def shaped(parts: Mapping[str, Any]) -> Pack | list[str]:
    """Give the files their shape, or say where they do not fit it."""
    try:
        return Pack.model_validate(parts)
    except ValidationError as error:
        return [shape_problem(row["loc"], row["msg"], row["type"]) for row in error.errors()]


def pack_problems(pack: Pack, folder: Path) -> Problems:
    """Find what well-formed files say wrongly of one another."""
    for check in CHECKS:
        yield from check(pack)
    yield from policy_problems(folder, pack)
