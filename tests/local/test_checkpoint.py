"""A checkpoint is whole or it is not there."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra.local import checkpoint


def write(folder: Path, states: dict[str, Any]) -> Path:
    return checkpoint.write(folder, states, lambda name: 2 if name == "iam" else 3, str)


def test_the_latest_whole_checkpoint_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"iam": {"n": 1}})
    write(tmp_path, {"iam": {"n": 2}, "dynamodb": {"tables": 1}})

    newest = checkpoint.latest(tmp_path)

    assert newest is not None
    assert json.loads((newest / "iam.json").read_text()) == {"__ministack_format__": 2, "payload": {"n": 2}}
    assert json.loads((newest / "dynamodb.json").read_text())["__ministack_format__"] == 3


def test_an_older_checkpoint_goes_when_the_new_one_stands(tmp_path: Path) -> None:
    first = write(tmp_path, {"iam": {}})
    second = write(tmp_path, {"iam": {}})

    assert not first.exists()
    assert second.exists()
    assert checkpoint.number_of(tmp_path) == 2


def test_what_a_crash_left_half_written_is_not_read(tmp_path: Path) -> None:
    whole = write(tmp_path, {"iam": {"n": 1}})
    half = tmp_path / "checkpoint-000000002"
    half.mkdir()
    (half / "iam.json").write_text('{"__ministack_format__": 2, "payl')
    (tmp_path / "current.part").write_text("checkpoint-0000")

    assert checkpoint.latest(tmp_path) == whole

    after = write(tmp_path, {"iam": {"n": 3}})
    assert json.loads((after / "iam.json").read_text())["payload"] == {"n": 3}


def test_a_failed_write_leaves_the_last_one_standing(tmp_path: Path) -> None:
    whole = write(tmp_path, {"iam": {"n": 1}})

    with pytest.raises(TypeError):
        checkpoint.write(tmp_path, {"iam": {"n": object()}}, lambda _: 2, _refuse)

    assert checkpoint.latest(tmp_path) == whole


def _refuse(value: object) -> Any:
    raise TypeError(f"{value!r} has no JSON form")


def test_one_service_that_cannot_tell_its_state_stops_the_checkpoint() -> None:
    def broken() -> Any:
        raise RuntimeError("dictionary changed size during iteration")

    with pytest.raises(checkpoint.Unwritten):
        checkpoint.gather({"iam": dict, "dynamodb": broken})


def test_no_checkpoint_is_no_checkpoint(tmp_path: Path) -> None:
    (tmp_path / "current").write_text("../elsewhere")

    assert checkpoint.latest(tmp_path) is None
    assert checkpoint.latest(tmp_path / "nowhere") is None
    assert checkpoint.number_of(tmp_path) == 0
