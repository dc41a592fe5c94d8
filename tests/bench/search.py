"""Measure search in published data against a scan of all names with rapidfuzz, in the same process and run."""

import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from chalicelib.published.artifact import Artifact
from chalicelib.published.building import Built, build
from chalicelib.published.search import Query, Search
from chalicelib.shared.vietnamese import fold
from tests.bench.names import THINGS, rows
from tests.bench.queries import WAYS, finds

RUNS = 5
MOST_BYTES = 140
ABOUT = {"version": "1", "as_of": "2026-11-24", "source": "made up by tests/bench/names.py"}


@contextmanager
def published(count: int) -> Iterator[tuple[Search, Built, float]]:
    """Publish so many made-up things; give a search in them, what was built, and the seconds it took."""
    with TemporaryDirectory() as folder:
        started = time.perf_counter()
        built = build(THINGS, rows(count), Path(folder) / "things.sqlite", ABOUT)
        seconds = time.perf_counter() - started
        with Artifact(THINGS, built.path, built.sha256) as artifact:
            yield Search(artifact), built, seconds


def sample(count: int, of: int, seed: int) -> list[dict[str, Any]]:
    """Return so many of the made-up things by chance."""
    wanted = set(random.Random(seed).sample(range(of), count))
    return [row for place, row in enumerate(rows(of)) if place in wanted]


def recall(search: Search, things: list[dict[str, Any]], way: str, seed: int) -> float:
    """Return which share of the things is among the first five results when people type their names this way."""
    chance = random.Random(seed)
    typed = [(WAYS[way][0](thing, chance), thing["name"]) for thing in things]
    found = [[hit.row["name"] for hit in search.page(Query(text), 5).hits] for text, _ in typed]
    return sum(finds(text, name, names) for (text, name), names in zip(typed, found, strict=True)) / len(things)


def bytes_above_the_rows(built: Built, count: int) -> float:
    """Return how many bytes a record takes beyond its row as compact JSON."""
    stored = sum(len(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()) for row in rows(count))
    return (built.size - stored) / count


def report(count: int, bar_of_median: float, bar_of_slowest: float | None) -> Iterator[str]:
    """Yield a line for each figure, with its bar."""
    with published(count) as (search, built, seconds):
        yield f"search in {count:,} names: built in {seconds:.0f} s, {built.size / 1e6:.0f} MB"
        yield f"  above the stored rows: {bytes_above_the_rows(built, count):.0f} bytes a record (bar {MOST_BYTES})"
        things = sample(1000, count, seed=1)
        for way, (_, bar) in WAYS.items():
            yield f"  among the first five, {way}: {recall(search, things, way, seed=2):.2%} (bar {bar:.1%})"
        yield from _against_the_scan(search, count, things, bar_of_median, bar_of_slowest)


def _against_the_scan(
    search: Search, count: int, things: list[dict[str, Any]], bar_of_median: float, bar_of_slowest: float | None
) -> Iterator[str]:
    from rapidfuzz import fuzz, process

    names = [fold(row["name"]) for row in rows(count)]
    medians, slowest, ours = [], [], []
    for run in range(RUNS):
        chance = random.Random(run)
        typed = [way(thing, chance) for way, _ in WAYS.values() for thing in chance.sample(things, 40)]
        here = _seconds(lambda text: search.page(Query(text), 5), typed)
        scan = _seconds(lambda text: process.extract(fold(text), names, scorer=fuzz.ratio, limit=5), typed)
        medians.append(here[len(here) // 2] / scan[len(scan) // 2])
        slowest.append(here[len(here) * 95 // 100] / scan[len(scan) * 95 // 100])
        ours.append(here[len(here) // 2])
    yield f"  half of the searches take at most {statistics.median(ours) * 1000:.2f} ms"
    yield f"  median against a rapidfuzz scan: {statistics.median(medians):.3f} (bar {bar_of_median})"
    yield f"  95th percentile against it: {statistics.median(slowest):.3f}" + (
        f" (bar {bar_of_slowest})" if bar_of_slowest else ""
    )


def _seconds(search: Callable[[str], Any], typed: list[str]) -> list[float]:
    taken = []
    for text in typed:
        started = time.perf_counter()
        search(text)
        taken.append(time.perf_counter() - started)
    return sorted(taken)
