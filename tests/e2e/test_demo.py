"""`make demo` walks through its whole day against the running city."""

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from infra.local.place import PROJECT

if TYPE_CHECKING:
    from tests.e2e.conftest import RunningCity


def test_the_demo_walks_through_its_whole_day(city: "RunningCity") -> None:
    done = subprocess.run(
        [sys.executable, "-m", "infra.local.demo"], cwd=PROJECT, capture_output=True, text=True, check=False,
        env={**os.environ, "CITY_STATE": str(city.place.folder)}, timeout=240,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    assert "its execution has ended at Closed" in done.stdout
    assert "✗" not in done.stdout
