"""Published data in memory: rows are built into a version and activated, as the workflow does at its end."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chalicelib.published import building
from chalicelib.published.artifact import Artifact
from chalicelib.published.datasets import Column, Dataset
from chalicelib.published.kinds import Kind

# Kinds of the tests' own: one that everybody may download, and one that nobody may.
BENCHES = Dataset(
    Kind("benches", key="bench_id", names=("name",), facets=("ward_code",), position=("lat", "lon")),
    title={"vi": "Ghế đá", "en": "Benches"},
    columns=(
        Column("bench_id", "id", "Key.", "ghe-1", required=True),
        Column("name", "text", "Name.", "Ghế đá công viên Tao Đàn", required=True),
        Column("ward_code", "ward", "Ward.", "26743"),
        Column("lat", "lat", "Latitude.", "10.7745"),
        Column("lon", "lon", "Longitude.", "106.6925"),
    ),
)
SECRETS = Dataset(
    Kind("secrets", key="secret_id", names=(), public=False),
    title={"vi": "Bí mật", "en": "Secrets"},
    columns=(Column("secret_id", "id", "Key.", "bi-mat-1", required=True),),
)


@contextmanager
def declared(monkeypatch: Any, *datasets: Dataset) -> Iterator[None]:
    """Let the city have these kinds beside its own."""
    from chalicelib.platform.publication import kinds

    more = {dataset.name: dataset for dataset in datasets}
    known = {**kinds.by_name(), **more}
    with monkeypatch.context() as patching:
        patching.setattr(kinds, "by_name", lambda: known)
        yield


def published(dataset: Dataset, rows: Iterable[Mapping[str, Any]], at: datetime | None = None) -> dict[str, Any]:
    """Publish rows as the newest version of a kind, and return what the pointer says."""
    import json

    from chalicelib.platform.publication import activation, places, rules
    from chalicelib.platform.publication.models import Head
    from chalicelib.shared import clock, files, ids

    moment, head, import_id = at or datetime.now(UTC), Head.look_up(dataset.name), ids.new_ulid("import")
    about = {
        "version": rules.version_name(moment, import_id),
        "as_of": moment.date().isoformat(),
        "source": "made up",
    }
    with tempfile.TemporaryDirectory() as folder, _before(dataset, head, Path(folder) / "before.sqlite") as previous:
        built = building.build(dataset.kind, rows, Path(folder) / "built.sqlite", about, previous)
        activation.put_version(dataset, about["version"], built.path)
    entry = {**about, "sha256": built.sha256, "size": built.size, "rows": built.rows, "import_id": import_id}
    base = head.active if head else None
    outcome = activation.publish(dataset, entry, base, rules.decision(clock.rfc3339(moment), import_id))
    assert outcome == rules.PUBLISHED, outcome
    public = dataset.kind.public
    told: dict[str, Any] = json.loads(files.read(places.bucket_of(public), places.pointer(dataset.name, public)) or b"")
    return told


@contextmanager
def _before(dataset: Dataset, head: Any, path: Path) -> Iterator[Artifact | None]:
    """Open the active version, which the next one tells its changes against; None when there is none."""
    from chalicelib.platform.publication import activation

    if head is None or not activation.fetch_version(dataset, head.active, path):
        yield None
        return
    with Artifact(dataset.kind, path, head.entry(head.active)["sha256"]) as artifact:
        yield artifact
