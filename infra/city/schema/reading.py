"""Read a pack's files, and say what is wrong with them as files."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

from infra.city.schema.pack import PARTS, Pack, Problems


def load_pack(folder: Path) -> Pack:
    """Read a pack; a pack that is not well-formed raises, and check_pack says why."""
    parts = {part: json.loads((folder / f"{part}.json").read_text(encoding="utf-8")) for part in PARTS}
    return Pack.model_validate(parts)


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
    for path in sorted([*folder.glob("*.json"), *folder.glob("datasets/*.json"), *folder.glob("policies/*")]):
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
