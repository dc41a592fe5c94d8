"""Processes outlive the command, and only our own are ever stopped."""

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from infra.local import process
from infra.local.process import Started, birth_of

ENVIRONMENT = {"PATH": os.environ["PATH"]}
SLEEPER = "import signal, time\nsignal.signal(signal.SIGTERM, {answer})\nprint('ready', flush=True)\ntime.sleep(60)\n"


def start(folder: Path, answer: str = "lambda *_: exit(0)") -> Started:
    (folder / "sleeper.py").write_text(SLEEPER.format(answer=answer))
    started = process.start("sleeper", "sleeper", [], log=folder / "log", environment=ENVIRONMENT, folder=folder)
    deadline = time.monotonic() + 10
    while "ready" not in (folder / "log").read_text() and time.monotonic() < deadline:
        time.sleep(0.02)
    return started


def test_a_process_is_stopped_gently(tmp_path: Path) -> None:
    started = start(tmp_path)
    assert started.lives()

    gentle = process.stop(started, 10)

    assert gentle
    assert not started.lives()


def test_a_process_that_will_not_stop_is_ended(tmp_path: Path) -> None:
    started = start(tmp_path, answer="signal.SIG_IGN")

    gentle = process.stop(started, 0.3)

    assert not gentle
    assert not started.lives()


@pytest.mark.parametrize("changed", [{"birth": "another"}, {"module": "something.else"}, {"birth": ""}])
def test_a_stranger_with_the_same_pid_is_left_alone(tmp_path: Path, changed: dict[str, str]) -> None:
    started = start(tmp_path)

    process.stop(replace(started, **changed), 0.3)

    assert started.lives()
    process.stop(started, 10)


def test_a_process_that_ended_by_itself_is_not_alive() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    born = birth_of(child.pid)
    child.wait()

    assert not Started("x", child.pid, born, "python").lives()


def test_a_started_process_has_a_session_of_its_own(tmp_path: Path) -> None:
    started = start(tmp_path)

    own = os.getsid(started.pid)

    process.stop(started, 10)
    assert own == started.pid


def test_what_a_started_process_makes_is_its_users_alone(tmp_path: Path) -> None:
    started = start(tmp_path, answer="lambda *_: (open('made', 'w').close(), exit(0))")

    process.stop(started, 10)

    assert (tmp_path / "made").stat().st_mode & 0o077 == 0


def test_a_card_brings_a_process_back(tmp_path: Path) -> None:
    started = Started("aws", 1, "boot 2", "infra.local.aws")

    assert Started.read(started.card()) == started
    assert Started.read({"name": "aws"}) is None
