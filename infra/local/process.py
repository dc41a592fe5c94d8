"""Start processes that outlive the command, and stop only those that are surely the ones we started."""

import contextlib
import os
import signal
import subprocess  # starts this project's own modules with fixed arguments
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

# Children of this very process, kept so that they are collected when they end.
_children: dict[int, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True)
class Started:
    """A process as it was when we started it: a pid alone may belong to a stranger tomorrow."""

    name: str
    pid: int
    birth: str
    module: str

    @classmethod
    def read(cls, card: Mapping[str, Any]) -> "Started | None":
        """Return what a card says, or None when it is not such a card."""
        try:
            return cls(str(card["name"]), int(card["pid"]), str(card["birth"]), str(card["module"]))
        except (KeyError, TypeError, ValueError):
            return None

    def card(self) -> dict[str, Any]:
        """Return this process for city.json."""
        return asdict(self)

    def lives(self) -> bool:
        """Tell whether the process still runs and is the one that was started."""
        child = _children.get(self.pid)
        if child is not None and child.poll() is not None:
            return False
        return bool(self.birth) and birth_of(self.pid) == self.birth and self.module in command_of(self.pid)


def inherited() -> dict[str, str]:
    """Return what a process of ours may know of this shell, so that no proxy or credential of it leaks in."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"PYTHONUNBUFFERED": "1"}


def start(name: str, module: str, arguments: Sequence[str], *, log: Path, environment: Mapping[str, str],
          folder: Path, sockets: Sequence[int] = ()) -> Started:  # fmt: skip
    """Start a module of this project in a session of its own, its words going to a log file.

    What it makes is its user's alone.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as words:
        child = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.DEVNULL, stdout=words, stderr=subprocess.STDOUT,
            env=dict(environment), cwd=folder, pass_fds=tuple(sockets), start_new_session=True,
            umask=0o077,
        )  # fmt: skip
    _children[child.pid] = child
    return Started(name, child.pid, _birth_once_known(child.pid), module)


def _birth_once_known(pid: int) -> str:
    for _ in range(50):
        if born := birth_of(pid):
            return born
        time.sleep(0.01)
    return ""


def birth_of(pid: int) -> str:
    """Return what tells this process from any other that had or will have its pid; empty when there is none."""
    stat = Path(f"/proc/{pid}/stat")
    if stat.parent.parent.joinpath("self").exists():
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            return ""
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return "" if fields[0] in {"Z", "X"} else f"{boot} {fields[19]}"
    return _ask_ps(pid, "lstart=")


def command_of(pid: int) -> str:
    """Return a process's command line as text, empty when there is none."""
    line = Path(f"/proc/{pid}/cmdline")
    if line.parent.parent.joinpath("self").exists():
        try:
            return line.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            return ""
    return _ask_ps(pid, "command=")


def _ask_ps(pid: int, column: str) -> str:
    found = subprocess.run(["ps", "-o", column, "-p", str(pid)], capture_output=True, text=True, check=False)
    return found.stdout.strip()


def stop(started: Started, patience: float) -> bool:
    """End a process gently, then for certain; tell whether it had the time to end by itself."""
    if not started.lives():
        return True
    _signal(started, signal.SIGTERM)
    if _gone_within(started, patience):
        return True
    _signal(started, signal.SIGKILL)
    _gone_within(started, 5)
    return False


def _signal(started: Started, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(started.pid, number)


def _gone_within(started: Started, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while started.lives():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.03)
    if child := _children.pop(started.pid, None):
        child.wait()
    return True
