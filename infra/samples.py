"""Publish the sample data sets of a city pack where nobody has published anything else.

The very steps of a publication, one behind the other in this process: check, build, put, activate. Run again it changes
nothing, unless the pack has other samples now and those of before are still the active ones.
"""

import hashlib
import json
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from chalicelib.platform.publication import activation, checking, kinds, rules
from chalicelib.platform.publication.models import Head
from chalicelib.platform.publication.rules import Entry
from chalicelib.published import building, importing, layout
from chalicelib.published.datasets import Dataset
from chalicelib.shared import clock

_MARK = "sample_"
_FROM_SIDECAR = ("as_of", "source")


class BadSample(RuntimeError):
    """A sample of the pack does not pass the check that every file has to pass; says the first things it found."""


def publish_samples(folder: Path) -> dict[str, str]:
    """Publish each sample of the pack and return by kind what was done: `published`, `there` or `left alone`."""
    samples = {path.stem: path for path in sorted((folder / "datasets").glob("*.csv"))}
    return {name: _publish(kinds.find(name), path) for name, path in samples.items()}


def _publish(dataset: Dataset, sample: Path) -> str:
    name = _name(dataset, sample)
    head = Head.look_up(dataset.name)
    if head and head.of_import(name):
        activation.straighten(dataset)
        return "there"
    active = head.entry(head.active) if head else None
    if active and not active["import_id"].startswith(_MARK):
        return "left alone"
    with tempfile.TemporaryDirectory(prefix="sample-") as made:
        entry = _built(dataset, sample, name, active, Path(made))
    moment = clock.rfc3339(clock.now())
    return activation.publish(dataset, entry, head.active if head else None, rules.decision(moment, name))


def _name(dataset: Dataset, sample: Path) -> str:
    """Return under which name a sample is published: another one when the rows or what is made of them is another."""
    kind = dataset.kind
    made_by = repr((layout.SCHEMA_VERSION, kind.names, kind.searched, kind.facets, kind.ordered_by))
    return _MARK + hashlib.sha256(sample.read_bytes() + made_by.encode()).hexdigest()[:26]


def _built(dataset: Dataset, sample: Path, name: str, active: Entry | None, folder: Path) -> Entry:
    accepted, file = folder / "accepted.jsonl.gz", folder / "built.sqlite"
    checked = checking.checked_file(dataset, sample, accepted, folder / "report.csv")
    if checked.verdict != "clean":
        raise BadSample(f"{sample.name}: {checked.verdict}, {checked.counts}")
    now = clock.now()
    about = {"version": rules.version_name(now, name), "built_at": clock.rfc3339(now), **_told(sample)}
    with ExitStack() as closing:
        readable = active is not None and activation.is_usable(dataset, active)
        previous = closing.enter_context(activation.opened(dataset, active)) if active and readable else None
        rows, blobs = importing.rows_in(accepted), importing.attached_to(dataset, accepted)
        built = building.build(dataset.kind, rows, file, about, previous, blobs)
    activation.put_version(dataset, about["version"], file)
    return {**about, "sha256": built.sha256, "size": built.size, "rows": built.rows, "import_id": name}


def _told(sample: Path) -> dict[str, Any]:
    sidecar = json.loads(sample.with_suffix(".json").read_text(encoding="utf-8"))
    return {name: sidecar[name] for name in _FROM_SIDECAR}
