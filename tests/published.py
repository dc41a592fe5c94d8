"""Published data in memory: the pack's samples, or a test's own rows, behind the addresses that everybody reads."""

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from chalicelib import features
from chalicelib.published import current, in_force
from chalicelib.published.artifact import Artifact
from chalicelib.published.building import build
from chalicelib.published.datasets import Dataset
from chalicelib.shared import plain_http
from infra.city.schema.datasets import kinds as of_the_pack
from infra.city.schema.datasets.reading import read_row

BASE = "https://public.test"
_PACK = Path(__file__).parents[1] / "infra" / "city" / "hcmc" / "datasets"
_NEVER_EMPTY = ("", None, (), [])


class PublicFiles(dict[str, bytes]):
    """What lies on the public shelf, by address; the pack's samples appear when they are asked for.

    `fetched` lists what was asked for. An address that stands in `broken` does not answer.
    """

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.broken: set[str] = set()

    def publish(
        self, dataset: Dataset, rows: Iterable[Mapping[str, Any]], version: str = "1",
        blobs: Mapping[str, bytes] | None = None, **about: Any,
    ) -> None:  # fmt: skip
        """Publish rows behind what is published, with what belongs beside them, or with these blobs instead."""
        told = {"version": version, "as_of": "2026-11-24", "source": "made up", **about}
        kept = list(rows)
        beside = dataset.attached(kept) if dataset.attached and blobs is None else blobs
        self.put(dataset.name, version, *built(dataset, kept, told, beside, self._before(dataset.name, version)))

    def _before(self, kind: str, version: str) -> bytes | None:
        pointer = json.loads(self.get_held(f"{BASE}/datasets/{kind}/current.json") or b"{}")
        is_another = pointer.get("version", version) != version
        return self.get_held(f"{BASE}/datasets/{kind}/{pointer['version']}.sqlite") if is_another else None

    def put(self, kind: str, version: str, content: bytes, sha256: str) -> None:
        """Put an artifact and the pointer to it on the shelf."""
        file = {"version": version, "sha256": sha256, "size": len(content), "url": f"{version}.sqlite"}
        before = json.loads(self.get_held(f"{BASE}/datasets/{kind}/current.json") or b"{}")
        pointer = {"kind": kind, **file, "fallback": {name: before[name] for name in file} if before else None}
        self[f"{BASE}/datasets/{kind}/{version}.sqlite"] = content
        self[f"{BASE}/datasets/{kind}/current.json"] = json.dumps(pointer).encode()

    def get(self, url: str, largest: int, headers: object = None, seconds: float = 0) -> plain_http.Fetched:  # noqa: ARG002
        """Answer as a public bucket does."""
        found = self._found(url)
        return plain_http.Fetched(403, None, b"") if found is None else plain_http.Fetched(200, None, found)

    def download(self, url: str, path: Path, size: int, seconds: float = 0) -> None:  # noqa: ARG002
        """Write a file as it lies there."""
        path.write_bytes((self._found(url) or b"")[: size + 1])

    def at(self, path: str) -> bytes | None:
        """Return what lies at a path below the public base, None for nothing."""
        return self._found(BASE + path)

    def _found(self, url: str) -> bytes | None:
        self.fetched.append(url)
        if url in self.broken:
            raise plain_http.Unreachable(url)
        if url not in self and url.endswith("/current.json"):
            self._publish_sample(url.split("/")[-2])
        return self.get_held(url)

    def get_held(self, url: str) -> bytes | None:
        """Return what lies at an address, without asking for it."""
        return super().get(url)

    def _publish_sample(self, kind: str) -> None:
        if (sample := samples().get(kind)) is not None:
            self.put(kind, "sample", *sample())


@contextmanager
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[PublicFiles]:
    """Put public files in the place of the web, and let this process know nothing of versions."""
    files = PublicFiles()
    monkeypatch.setenv("PUBLIC_URL", BASE)
    monkeypatch.setattr(plain_http, "get", files.get)
    monkeypatch.setattr(plain_http, "download", files.download)
    in_force.forget()
    with TemporaryDirectory() as folder:
        monkeypatch.setattr(current, "_folder", lambda: Path(folder))
        current.forget()
        yield files
        current.forget()


def built(
    dataset: Dataset, rows: Iterable[Mapping[str, Any]], about: Mapping[str, Any],
    blobs: Mapping[str, bytes] | None = None, previous: bytes | None = None,
) -> tuple[bytes, str]:  # fmt: skip
    """Return an artifact and its hash; it knows the changes from the previous one, if that is given."""
    with TemporaryDirectory() as folder, ExitStack() as opened:
        path, before = Path(folder) / "built.sqlite", Path(folder) / "before.sqlite"
        before.write_bytes(previous or b"")
        digest = hashlib.sha256(previous or b"").hexdigest()
        known = opened.enter_context(Artifact(dataset.kind, before, digest)) if previous else None
        content = build(dataset.kind, rows, path, about, known, blobs).path.read_bytes()
    return content, hashlib.sha256(content).hexdigest()


def sample_rows(kind: str) -> list[dict[str, Any]]:
    """Return the rows of a sample of the pack as they are published."""
    shape = next(each for each in of_the_pack.KINDS if each.name == kind)
    with (_PACK / f"{kind}.csv").open(encoding="utf-8", newline="") as lines:
        rows = [read_row(shape, line).model_dump(mode="json") for line in csv.DictReader(lines)]
    return [{name: _typed(value) for name, value in row.items() if value not in _NEVER_EMPTY} for row in rows]


@cache
def samples() -> dict[str, Any]:
    """Return how to make the artifact of each public kind that the pack has a sample of; each is made once."""
    public = {each.name: each for each in features.datasets() if each.kind.public}
    return {name: cache(lambda name=name: _sample(public[name])) for name in public if (_PACK / f"{name}.csv").exists()}


def _sample(dataset: Dataset) -> tuple[bytes, str]:
    about = json.loads((_PACK / f"{dataset.name}.json").read_text("utf-8"))
    return built(dataset, sample_rows(dataset.name), {"version": "sample"} | {k: about[k] for k in ("as_of", "source")})


def _typed(value: Any) -> Any:
    return value == "yes" if value in ("yes", "no") else value
