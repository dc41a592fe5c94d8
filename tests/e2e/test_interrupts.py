"""Whoever breaks off a start has nothing left running, whatever step it was at."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from infra.local.city import City
from infra.local.place import PROJECT, Place
from infra.local.process import Started

pytestmark = pytest.mark.long


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("step", ["starting the embedded AWS", "packing the functions", "filling in the city pack"])
def test_a_start_that_is_broken_off_leaves_nothing_running(tmp_path: Path, step: str, number: signal.Signals) -> None:
    started = begin(tmp_path, until=step)
    ours = processes_of(tmp_path)

    started.send_signal(number)
    said = started.communicate(timeout=90)

    assert started.returncode == 1
    assert "Interrupted" in said[1]
    assert "Traceback" not in said[1]
    assert [each.name for each in ours if each.lives()] == []
    assert [each for each in (tmp_path / "url", tmp_path / "pid") if each.exists()] == []
    assert Place(tmp_path).read()["state"] == "down"


def test_a_city_comes_up_after_a_start_that_was_broken_off(tmp_path: Path) -> None:
    broken = begin(tmp_path, until="deploying the CloudFormation templates")
    broken.send_signal(signal.SIGINT)
    broken.communicate(timeout=90)

    started = begin(tmp_path, until="The city is up")
    started.communicate(timeout=90)

    city = City(Place(tmp_path), quiet=True)
    assert city.is_up()
    assert city.down()


def begin(folder: Path, until: str) -> subprocess.Popen[str]:
    """Run the command behind `make run` until it says that it has come to a step."""
    started = subprocess.Popen(
        [sys.executable, "-m", "infra.local.run", "up"], cwd=PROJECT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "CITY_STATE": str(folder), "CITY_PORT": "0"},
    )  # fmt: skip
    assert started.stdout is not None
    said = ""
    while until not in said and (letter := started.stdout.read(1)):
        said += letter
    assert until in said, said
    return started


def processes_of(folder: Path) -> list[Started]:
    """Return what the start has started so far."""
    deadline = time.monotonic() + 20
    while not (found := City(Place(folder)).processes()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found
