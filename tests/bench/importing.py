"""How long it takes to check a million schools, and with how much memory: clean ones, and wrong ones in every row.

`python -m tests.bench.importing ROWS [wrong]` checks so many in a process of its own and prints what it took as JSON.
"""

import csv
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.imports import HCMC, context, kind

PROJECT = Path(__file__).parents[2]
MILLION = 1_000_000
MOST_SECONDS, MOST_MB = 300, 400


def write(path: Path, rows: int, *, wrong: bool) -> None:
    """Write schools like those of the samples, each in a place of its own; wrong ones have a level nobody knows."""
    chance = random.Random(7)
    with (HCMC / "datasets" / "schools.csv").open(encoding="utf-8", newline="") as lines:
        samples = list(csv.DictReader(lines))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(samples[0]))
        writer.writeheader()
        for number in range(rows):
            writer.writerow(_school(chance, samples, number, wrong=wrong))


def _school(chance: random.Random, samples: list[dict[str, str]], number: int, *, wrong: bool) -> dict[str, str]:
    sample = chance.choice(samples)
    return {
        **sample,
        "school_id": f"{sample['school_id'][:40]}-{number}",
        "name_vi": f"{sample['name_vi']} {number}",
        "former_ids": f"old-{number}" if number % 10 == 0 else "",
        "lat": f"{10.6 + chance.random() * 0.4:.5f}",
        "lon": f"{106.5 + chance.random() * 0.3:.5f}",
        **({"level": "cap_4", "phones": "none"} if wrong else {}),
    }


def measured(rows: int, *, wrong: bool) -> dict[str, Any]:
    """Check so many schools in a process of its own; return its verdict, rows, seconds and megabytes."""
    command = [sys.executable, "-m", "tests.bench.importing", str(rows), *(["wrong"] if wrong else [])]
    told = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    result: dict[str, Any] = json.loads(told)
    return result


def lines(rows: int) -> Iterator[str]:
    """Yield what so many rows take, clean ones and wrong ones."""
    for wrong in (False, True):
        took = measured(rows, wrong=wrong)
        rows_are = f"{rows:,} {'wrong' if wrong else 'clean'} schools"
        bars = f"(bars for a million: {MOST_SECONDS} s, {MOST_MB} MB)"
        yield f"checking {rows_are}: {took['seconds']:.0f} s, {took['mb']:.0f} MB {bars}"


def most_megabytes() -> float:
    """Return the most memory that this process itself has held.

    Linux counts into `ru_maxrss` what the process that started this one held at that moment.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"^VmHWM:\s+(\d+) kB$", status.read_text(), re.MULTILINE)
        if found:
            return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(rows: int, *, wrong: bool) -> None:
    """Check so many schools here, and print what it took."""
    from chalicelib.published.importing import check

    with tempfile.TemporaryDirectory() as folder:
        source, accepted, report = (Path(folder) / name for name in ("in.csv", "accepted", "report"))
        write(source, rows, wrong=wrong)
        begun = time.perf_counter()
        checked = check(kind("schools"), source, accepted, report, context())
        seconds = time.perf_counter() - begun
    megabytes = most_megabytes()
    told = {"verdict": checked.verdict, "read": checked.read, "accepted": checked.accepted, "seconds": seconds}
    sys.stdout.write(json.dumps({**told, "mb": megabytes}) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), wrong="wrong" in sys.argv[2:])
