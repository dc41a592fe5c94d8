"""Publication in memory: S3 tells of a file, and its execution walks through the very definition's states."""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from chalicelib.published import building
from chalicelib.published.artifact import Artifact
from chalicelib.published.datasets import Column, Dataset
from chalicelib.published.kinds import Kind
from infra.packaging import workflows
from infra.packaging.documents import pascal
from tests.clockwork import executions_of
from tests.cloud import Cloud

MACHINE = "publications"
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


class Killed(BaseException):
    """A function was killed; nobody in it hears of it, and its execution goes no further."""


@contextmanager
def declared(monkeypatch: Any, *datasets: Dataset) -> Iterator[None]:
    """Let the city have these kinds and no others."""
    from chalicelib.platform.publication import kinds

    known = {dataset.name: dataset for dataset in datasets}
    with monkeypatch.context() as patching:
        patching.setattr(kinds, "by_name", lambda: known)
        yield


@dataclass
class Publishing:
    """The bucket, the queue, the state machine and the functions of publication."""

    cloud: Cloud
    walked: dict[str, list[str]] = field(default_factory=dict)
    _sequencers: Iterator[int] = field(default_factory=lambda: count(1))

    def drop(self, key: str, content: bytes | str) -> dict[str, Any]:
        """Put a file into the bucket, and return what S3 says of it to the queue."""
        body = content if isinstance(content, bytes) else content.encode()
        etag = self.cloud.client("s3").put_object(Bucket=bucket("datasets"), Key=key, Body=body)["ETag"]
        told = {
            "key": quote_plus(key, safe="/"),
            "eTag": etag.strip('"'),
            "size": len(body),
            "sequencer": f"{next(self._sequencers):016X}",
        }
        return {"eventTime": datetime.now(UTC).isoformat(timespec="milliseconds")[:-6] + "Z", "s3": {"object": told}}

    def tell(self, *records: dict[str, Any]) -> bool:
        """Give the starter a message of the queue; return whether it will not come again."""
        from chalicelib.platform.publication import workflow

        message = {"messageId": "1", "body": json.dumps({"Records": records})}
        return not workflow.dataset_starter({"Records": [message]}, None)["batchItemFailures"]

    def publish(self, key: str, content: bytes | str) -> dict[str, Any]:
        """Drop a file, let everything happen, and return its import."""
        assert self.tell(self.drop(key, content))
        self.run()
        return self.imports()[-1]

    def run(self) -> None:
        """Let every execution go on to its end."""
        for execution in executions_of(MACHINE):
            if execution.status == "RUNNING":
                self.walk(execution)

    def walk(self, execution: Any) -> None:
        """Take an execution through its states; one that is killed ends where it stands."""
        described, data = workflows.definition(MACHINE), json.loads(execution.execution_input)
        name, outcome, seen = described["StartAt"], "", self.walked.setdefault(execution.name, [])
        while True:
            state = described["States"][name]
            seen.append(name)
            if state["Type"] in ("Succeed", "Fail"):
                execution.status = "SUCCEEDED" if state["Type"] == "Succeed" else "FAILED"
                return
            if state["Type"] == "Choice":
                choices = (each["Next"] for each in state["Choices"] if each["StringEquals"] == outcome)
                name = next(choices, state["Default"])
                continue
            try:
                outcome, name = self._task(state, data), state["Next"]
            except Killed:
                execution.status = "ABORTED"
                return
            except Exception:
                [caught] = state.get("Catch", [{"Next": None}])
                name = caught["Next"]
                if name is None:
                    execution.status = "FAILED"
                    return

    def _task(self, state: Mapping[str, Any], data: Mapping[str, Any]) -> str:
        [retry] = state["Retry"]
        asked = state["Parameters"]["Payload"]
        payload = {key.removesuffix(".$"): data[value[2:]] if key.endswith(".$") else value
                   for key, value in asked.items()}  # fmt: skip
        for _ in range(retry["MaxAttempts"]):
            try:
                return self.call(state["Parameters"]["FunctionName"], payload)
            except Exception:
                continue
        return self.call(state["Parameters"]["FunctionName"], payload)

    def call(self, function: str, payload: Mapping[str, Any]) -> str:
        """Call the handler that a definition names."""
        from chalicelib.platform.publication import workflow

        handlers = {f"${{{pascal(name)}}}": name for name in vars(workflow) if name.startswith("dataset_")}
        return str(getattr(workflow, handlers[function])(dict(payload), None)["outcome"])

    def reconcile(self) -> dict[str, int]:
        """Let five minutes be over."""
        from chalicelib.platform.publication import workflow

        found: dict[str, int] = workflow.dataset_reconciler({}, None)
        return found

    def imports(self) -> list[dict[str, Any]]:
        """Return all imports as they are stored, in the order of their ids."""
        rows = sorted(self.cloud.items("imports"), key=lambda row: str(row["import_id"]["S"]))
        return [{name: next(iter(value.values())) for name, value in row.items()} for row in rows]

    def keys(self, which: str) -> set[str]:
        """Return the keys of a bucket."""
        listed = self.cloud.client("s3").list_objects_v2(Bucket=bucket(which)).get("Contents", ())
        return {each["Key"] for each in listed}

    def read(self, which: str, key: str) -> bytes:
        """Return a file."""
        content: bytes = self.cloud.client("s3").get_object(Bucket=bucket(which), Key=key)["Body"].read()
        return content

    def pointer(self, kind: str = "benches") -> dict[str, Any]:
        """Return what readers of a public kind are told."""
        told: dict[str, Any] = json.loads(self.read("public", f"datasets/{kind}/current.json"))
        return told

    def rows(self, dataset: Dataset = BENCHES) -> list[dict[str, Any]]:
        """Return what readers of a public kind read, after checking the hash as they do."""
        told = self.pointer(dataset.name)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "artifact.sqlite"
            path.write_bytes(self.read("public", f"datasets/{dataset.name}/{told['url']}"))
            with Artifact(dataset.kind, path, told["sha256"]) as artifact:
                return list(artifact.rows())


def bucket(name: str) -> str:
    """Return the name of a bucket."""
    return os.environ[f"BUCKET_{name.upper()}"]


def benches(*names: str) -> str:
    """Return a file of benches."""
    lines = [f"ghe-{place},{name}" for place, name in enumerate(names, 1)]
    return "\n".join(["bench_id,name", *lines, ""])


def published(dataset: Dataset, rows: Iterable[Mapping[str, Any]], at: datetime | None = None) -> dict[str, Any]:
    """Publish rows as the newest version of a kind, without a file, and return what the pointer says."""
    from chalicelib.platform.publication import activation, places, rules
    from chalicelib.platform.publication.models import Head
    from chalicelib.shared import clock, files, ids

    moment, head, import_id = at or datetime.now(UTC), Head.look_up(dataset.name), ids.new_ulid("import")
    version = rules.version_name(moment, import_id)
    about = {"version": version, "as_of": moment.date().isoformat(), "source": "made up"}
    with tempfile.TemporaryDirectory() as folder, _before(dataset, head) as previous:
        built = building.build(dataset.kind, rows, Path(folder) / "built.sqlite", about, previous)
        activation.put_version(dataset, version, built.path)
    entry = {**about, "sha256": built.sha256, "size": built.size, "rows": built.rows, "import_id": import_id}
    base = head.active if head else None
    outcome = activation.publish(dataset, entry, base, rules.decision(clock.rfc3339(moment), import_id))
    assert outcome == rules.PUBLISHED, outcome
    public = dataset.kind.public
    told: dict[str, Any] = json.loads(files.read(places.bucket_of(public), places.pointer(dataset.name, public)) or b"")
    return told


@contextmanager
def _before(dataset: Dataset, head: Any) -> Iterator[Artifact | None]:
    """Open the active version, which the next one tells its changes against; None when there is none."""
    from chalicelib.platform.publication import activation

    if head is None:
        yield None
        return
    with activation.opened(dataset, head.entry(head.active)) as artifact:
        yield artifact
