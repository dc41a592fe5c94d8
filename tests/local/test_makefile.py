"""The Makefile finds a Python that really runs, and answers quickly when there is nothing to do."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
SHIM = "#!/bin/sh\necho 'pyenv: command not found' >&2\nexit 127\n"
OLD = "#!/bin/sh\nexit 1\n"

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed here")


def make(
    folder: Path, *arguments: str, path: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    kept = {"PATH": f"{path}:/usr/bin:/bin" if path else os.environ["PATH"], "HOME": str(folder), **environment}
    return subprocess.run(
        ["make", "-s", *arguments], cwd=folder, capture_output=True, text=True, check=False, env=kept, timeout=60
    )


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with the Makefile alone."""
    shutil.copy(PROJECT / "Makefile", tmp_path)
    return tmp_path


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def only(folder: Path) -> Path:
    """Shadow every Python that the machine has with one that is too old."""
    for name in ("python3.13", "python3.12", "python3", "python"):
        program(folder / name, OLD)
    return folder


def this_python() -> str:
    return f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'


def test_a_shim_that_fails_is_passed_over(clone: Path) -> None:
    path = only(clone / "bin")
    program(path / "python3.13", SHIM)
    program(path / "python3", this_python())

    found = make(clone, "python", path=path)

    assert found.returncode == 0, found.stderr
    assert Path(found.stdout.strip()).resolve() == Path(sys.executable).resolve()


def test_a_managed_python_is_found_without_its_shim(clone: Path) -> None:
    program(clone / ".pyenv/versions/3.11.7/bin/python3", OLD)
    program(clone / ".pyenv/versions/3.13.0/bin/python3", this_python())

    found = make(clone, "python", path=only(clone / "bin"))

    assert found.returncode == 0, found.stderr


def test_the_python_of_the_checkout_is_found(clone: Path) -> None:
    (clone / ".python-version").write_text("mine\n")
    program(clone / ".pyenv/versions/mine/bin/python3", this_python())

    found = make(clone, "python", path=only(clone / "bin"))

    assert found.returncode == 0, found.stderr


def test_without_a_python_a_sentence_says_what_to_install(clone: Path) -> None:
    found = make(clone, "python", path=only(clone / "bin"))

    assert found.returncode != 0
    assert found.stdout == ""
    assert "Install Python 3.13" in found.stderr


def test_a_python_can_be_named(clone: Path) -> None:
    mine = program(clone / "mine", this_python())

    found = make(clone, "python", path=only(clone / "bin"), PYTHON=str(mine))

    assert found.returncode == 0, found.stderr


@pytest.mark.parametrize("target", ["url", "token", "outbox"])
def test_while_no_city_is_up_there_is_no_answer_and_nothing_is_built(clone: Path, target: str) -> None:
    started = time.monotonic()
    asked = make(clone, target, "AS=citizen")

    assert time.monotonic() - started < 0.2
    assert asked.returncode != 0
    assert asked.stdout == ""
    assert not (clone / ".venv").exists()


def test_the_url_of_a_city_that_died_is_not_told(clone: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    (clone / ".city").mkdir()
    (clone / ".city/url").write_text("http://127.0.0.1:8080\n")
    (clone / ".city/pid").write_text(f"{child.pid}\n")

    asked = make(clone, "url")

    assert asked.returncode != 0
    assert asked.stdout == ""


def test_the_url_of_a_running_city_is_read_from_a_file(clone: Path) -> None:
    (clone / ".city").mkdir()
    (clone / ".city/url").write_text("http://127.0.0.1:8080\n")
    (clone / ".city/pid").write_text(f"{os.getpid()}\n")

    assert make(clone, "url").stdout == "http://127.0.0.1:8080\n"


def test_stopping_where_nothing_was_ever_started_is_no_error(clone: Path) -> None:
    assert make(clone, "stop").returncode == 0
    assert not (clone / ".venv").exists()


def test_help_lists_every_command(clone: Path) -> None:
    text = make(clone, "help").stdout

    for target in (
        "run",
        "stop",
        "url",
        "token",
        "outbox",
        "test",
        "test-long",
        "check",
        "bench",
        "openapi",
        "build",
        "deploy",
        "clean",
    ):
        assert f"make {target} " in text


def environment_of(clone: Path, pip: str) -> Path:
    """Fake a Python whose venv is a folder with itself in it and whose pip does what `pip` says."""
    (clone / "requirements.txt").write_text("a==1\n")
    (clone / "requirements-dev.txt").write_text("b==2\n")
    script = (
        '#!/bin/sh\ncase "$*" in\n'
        '  *"-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python;;\n'
        f'  *"-m pip"*) {pip};;\n'
        '  *print*) echo "$0";;\n  *-V*) echo Python 3.13.0;;\nesac\n'
    )
    return program(clone / "fake" / "python3.13", script)


def test_the_environment_is_made_once(clone: Path) -> None:
    python = environment_of(clone, 'echo "$*" >> pip.log')

    first = make(clone, "venv", PYTHON=str(python))
    started = time.monotonic()
    second = make(clone, "venv", PYTHON=str(python))

    assert "Setting up .venv" in first.stdout
    assert time.monotonic() - started < 0.3
    assert second.stdout == ""
    assert len((clone / "pip.log").read_text().splitlines()) == 1


def test_changed_requirements_are_installed(clone: Path) -> None:
    python = environment_of(clone, 'echo "$*" >> pip.log')
    make(clone, "venv", PYTHON=str(python))
    (clone / "requirements.txt").write_text("a==3\n")

    again = make(clone, "venv", PYTHON=str(python))

    assert "requirements have changed" in again.stdout
    assert len((clone / "pip.log").read_text().splitlines()) == 2


def test_a_half_made_environment_is_made_anew(clone: Path) -> None:
    python = environment_of(clone, "exit 1")
    failed = make(clone, "venv", PYTHON=str(python))
    (clone / ".venv/half").touch()

    environment_of(clone, "true")
    again = make(clone, "venv", PYTHON=str(python))

    assert failed.returncode != 0
    assert "Installing the packages failed" in failed.stderr
    assert again.returncode == 0, again.stderr
    assert not (clone / ".venv/half").exists()
