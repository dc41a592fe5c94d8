"""Measure what it costs that a version tells its changes: a build with the version before and one without it."""

import resource
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from chalicelib.published.artifact import Artifact
from chalicelib.published.building import Built, build
from chalicelib.published.changes import comparison
from tests.bench.names import THINGS, rows
from tests.bench.search import ABOUT

NEWER = {**ABOUT, "version": "2"}


def altered(count: int, touched: int) -> Iterator[dict[str, Any]]:
    """Yield the made-up things, looked at again; every so many has another phone, another id or another name."""
    every = count // touched
    for place, row in enumerate(rows(count)):
        row["as_of"] = "2026-12-01"
        if place % every == 0:
            row |= ({"phone": "1022"}, {"thing_id": f"new-{place}"}, {"name": f"{row['name']} Mới"})[place // every % 3]
        yield row


def lines(count: int, touched: int) -> Iterator[str]:
    """Yield a line for each figure."""
    with TemporaryDirectory() as folder:
        older, plain, newer = (Path(folder) / name for name in ("older", "plain", "newer"))
        _, first = _timed(older, rows(count), ABOUT, None)
        without, _ = _timed(plain, altered(count, touched), NEWER, None)
        with Artifact(THINGS, older, first.sha256) as previous:
            seconds, built = _timed(newer, altered(count, touched), NEWER, previous)
            with Artifact(THINGS, newer, built.sha256) as artifact:
                yield from _told(artifact, previous)
        yield f"  built in {seconds:.0f} s, without the version before in {without:.0f} s"
        yield f"  the log is {(built.size - plain.stat().st_size) / 1e6:.1f} MB of {built.size / 1e6:.0f} MB"
        yield f"  memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB, mapped files included"


def _timed(path: Path, things: Iterator[dict[str, Any]], about: Any, previous: Artifact | None) -> tuple[float, Built]:
    started = time.perf_counter()
    built = build(THINGS, things, path, about, previous)
    return time.perf_counter() - started, built


def _told(artifact: Artifact, previous: Artifact) -> Iterator[str]:
    started = time.perf_counter()
    found = comparison(previous, artifact, 0)
    yield (
        f"changes among {artifact.meta['rows']:,} rows: {found.added:,} added, {found.changed:,} changed, "
        f"{found.removed:,} removed, compared in {time.perf_counter() - started:.1f} s"
    )
    started, after, pages = time.perf_counter(), None, 0
    while pages == 0 or after is not None:
        after = artifact.changes_since(previous.version, after, 100).next_position
        pages += 1
    yield f"  told in {pages} pages of 100, {(time.perf_counter() - started) / pages * 1000:.2f} ms each"
