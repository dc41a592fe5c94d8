"""Checkpoints of the embedded AWS: each one whole in a folder of its own, and one small file that names the latest."""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


class Unwritten(RuntimeError):
    """A checkpoint could not be taken; the one before it still stands."""


def latest(folder: Path) -> Path | None:
    """Return the newest whole checkpoint; whatever a crash left half-written beside it is never looked at."""
    try:
        name = (folder / "current").read_text("ascii").strip()
    except OSError:
        return None
    found = folder / name
    return found if name.startswith("checkpoint-") and found.is_dir() else None


def number_of(folder: Path) -> int:
    """Return the number of the newest whole checkpoint, 0 before the first."""
    newest = latest(folder)
    return int(newest.name.rpartition("-")[2]) if newest else 0


def gather(services: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """Ask every service for its state; refuse when one of them cannot tell, rather than save the rest without it."""
    states = {}
    for name, state_of in services.items():
        try:
            state = state_of()
        except Exception as error:
            raise Unwritten(f"{name} gave no state: {error!r}") from error
        if state is not None:
            states[name] = state
    return states


def write(folder: Path, states: Mapping[str, Any], version_of: Callable[[str], int],
          default: Callable[[Any], Any]) -> Path:  # fmt: skip
    """Write a checkpoint beside the last one, force it to the disk, and only then make it the latest."""
    target = folder / f"checkpoint-{number_of(folder) + 1:09d}"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name, state in states.items():
        wrapped = {"__ministack_format__": version_of(name), "payload": state}
        _write_durably(target / f"{name}.json", json.dumps(wrapped, default=default))
    _sync(target)
    draft = folder / "current.part"
    _write_durably(draft, target.name)
    draft.replace(folder / "current")
    _sync(folder)
    _forget_older(folder, target)
    return target


def _write_durably(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _forget_older(folder: Path, kept: Path) -> None:
    for found in folder.glob("checkpoint-*"):
        if found != kept:
            shutil.rmtree(found, ignore_errors=True)
