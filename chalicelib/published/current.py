"""Answer from the newest published version: ask for its pointer now and then, fetch its file, keep the old one if in
doubt.
"""

import json
import os
import re
import stat
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from chalicelib.published.artifact import Artifact, UnusableArtifact
from chalicelib.published.kinds import LARGEST_VERSION, Kind
from chalicelib.published.search import Search
from chalicelib.shared import clock, plain_http, settings, telemetry
from chalicelib.shared.errors import Unavailable

_LARGEST_POINTER = 64 * 1024
_AFTER_A_FAILURE = timedelta(seconds=5)
# A file that was refused is not fetched again at every poll; a new pointer is tried at once.
_AFTER_A_REFUSAL = timedelta(minutes=5)
_NOT_THERE = (403, 404)
_HASH = re.compile(r"[0-9a-f]{64}")
# A file beside the pointer, by a name that means nothing to a disk or in an address.
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}\.sqlite")


class Pointer(NamedTuple):
    """What the active version is: its name, the file's hash and size, and where it lies beside the pointer.

    `fallback` is the version before it, if that is kept: for whoever has none yet and finds the active one broken.
    """

    version: str
    sha256: str
    size: int
    file: str
    fallback: "Pointer | None" = None


class Shelf(Protocol):
    """Where the files of a kind lie."""

    def pointer(self, kind: str) -> bytes | None:
        """Return the pointer; None when nothing of this kind is published; raise OSError when nobody answers."""

    def fetch(self, kind: str, file: str, path: Path, size: int) -> None:
        """Bring a file of at most so many bytes; raise OSError or ValueError when it does not come as announced."""


class PublicShelf:
    """What everybody may read: objects over plain HTTPS."""

    def pointer(self, kind: str) -> bytes | None:
        """Return the pointer."""
        found = plain_http.get(_address(kind, "current.json"), _LARGEST_POINTER, seconds=self.seconds())
        if found.status in _NOT_THERE:
            return None
        if found.status != 200:
            raise plain_http.Unreachable(f"the pointer of {kind}: status {found.status}")
        return found.body

    def fetch(self, kind: str, file: str, path: Path, size: int) -> None:
        """Bring a file."""
        plain_http.download(_address(kind, file), path, size, self.seconds())

    def seconds(self) -> float:
        """Return for how many seconds nothing may be heard before it counts as no answer."""
        return plain_http.SECONDS


class Current:
    """One kind as this process knows it; asked at most every few seconds whether there is a newer version.

    What cannot be fetched or is not what the pointer says is refused, and the version of before goes on answering.
    """

    def __init__(self, kind: Kind, shelf: Shelf | None = None) -> None:
        """Know nothing yet."""
        self._kind = kind
        self._shelf = shelf or PublicShelf()
        self._search: Search | None = None
        self._artifact: Artifact | None = None
        self._ask_at: datetime | None = None
        self._refused: dict[str, datetime] = {}

    def search(self) -> Search:
        """Return the search in the active version; raise Unavailable when none can be had."""
        found = self.look_up()
        if found is None or self._search is None:
            raise Unavailable("dataset_not_available", retry_after=30, kind=self._kind.name)
        return self._search

    def artifact(self) -> Artifact:
        """Return the active version; raise Unavailable when none can be had."""
        self.search()
        assert self._artifact is not None  # noqa: S101 - search() has raised otherwise
        return self._artifact

    def look_up(self) -> Artifact | None:
        """Return the active version; None when there is none, or none can be had."""
        now = clock.now()
        if self._ask_at is None or now >= self._ask_at:
            self._ask_at = now + timedelta(seconds=settings.dataset_poll_seconds())
            try:
                self._renew(now)
            except (OSError, ValueError, UnusableArtifact) as error:
                self._ask_at = now + _AFTER_A_FAILURE
                telemetry.note("dataset_not_renewed", kind=self._kind.name, error=type(error).__name__)
                telemetry.count("DatasetNotRenewed", kind=self._kind.name)
        return self._artifact

    def close(self) -> None:
        """Let go of the file."""
        if self._artifact:
            self._artifact.close()
        self._artifact = self._search = None

    def _renew(self, now: datetime) -> None:
        raw = self._shelf.pointer(self._kind.name)
        if raw is None:
            return
        pointer = read_pointer(raw)
        held = self._artifact
        if held and held.sha256 == pointer.sha256:
            return
        if now < self._refused.get(pointer.sha256, now):
            return
        try:
            self._hold(self._opened(pointer))
        except UnusableArtifact:
            self._refused = {pointer.sha256: now + _AFTER_A_REFUSAL}
            if held is None and pointer.fallback:
                self._hold(self._opened(pointer.fallback))
            raise

    def _hold(self, renewed: Artifact) -> None:
        before, self._artifact, self._search = self._artifact, renewed, Search(renewed)
        if before:
            before.close()

    def _opened(self, pointer: Pointer) -> Artifact:
        folder = _folder()
        path = folder / f"{self._kind.name}-{pointer.sha256}.sqlite"
        try:
            return Artifact(self._kind, path, pointer.sha256)
        except UnusableArtifact:
            # Not fetched yet, or another process has begun to.
            fresh = folder / f"{path.name}.{os.getpid()}"
        try:
            self._shelf.fetch(self._kind.name, pointer.file, fresh, pointer.size)
            opened = Artifact(self._kind, fresh, pointer.sha256)
            fresh.rename(path)
        finally:
            fresh.unlink(missing_ok=True)
        self._clear_away(path)
        return opened

    def _clear_away(self, kept: Path) -> None:
        # A file that a process has open stays readable for it.
        for other in kept.parent.glob(f"{self._kind.name}-*.sqlite"):
            if other != kept:
                other.unlink(missing_ok=True)


def read_pointer(raw: bytes) -> Pointer:
    """Read a pointer; raise ValueError for anything that is none."""
    try:
        told: Any = json.loads(raw)
        fallback = _pointed(told["fallback"]) if told.get("fallback") else None
        return _pointed(told)._replace(fallback=fallback)
    except (AttributeError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise ValueError(f"no pointer: {error}") from error


def _pointed(told: Mapping[str, Any]) -> Pointer:
    pointer = Pointer(str(told["version"]), str(told["sha256"]), int(told["size"]), str(told["url"]))
    if not (_FILE.fullmatch(pointer.file) and _HASH.fullmatch(pointer.sha256)):
        raise ValueError("a pointer names a file beside it, and no other, with its hash")
    if not 0 < pointer.size <= LARGEST_VERSION:
        raise ValueError(f"no version is of {pointer.size} bytes")
    return pointer


_known: dict[str, Current] = {}
# What is derived from a version, such as the polygons of its wards, by the kind and the version's hash.
_derived: dict[str, tuple[str, Any]] = {}
# Where this process keeps files while the usual folder is not its own.
_own_folder: Path | None = None


def current(kind: Kind, shelf: Shelf | None = None) -> Current:
    """Return this process's view of a public kind, which it reads from a shelf of its own if it names one first."""
    known = _known.get(kind.name)
    if known is None:
        known = _known[kind.name] = Current(kind, shelf)
    return known


def derived[T](name: str, artifact: Artifact, make: Callable[[Artifact], T]) -> T:
    """Return what is made of a version, made once for each version."""
    held = _derived.get(name)
    if held is None or held[0] != artifact.sha256:
        held = _derived[name] = (artifact.sha256, make(artifact))
    made: T = held[1]
    return made


def forget() -> None:
    """Forget all versions, as a process that has just begun."""
    for known in _known.values():
        known.close()
    _known.clear()
    _derived.clear()


def _address(kind: str, file: str) -> str:
    return f"{settings.public_url()}/datasets/{kind}/{file}"


def _folder() -> Path:
    global _own_folder
    shared = Path(tempfile.gettempdir()) / f"city-{settings.stage()}-datasets"
    with suppress(OSError):
        shared.mkdir(mode=0o700)
    if _is_ours(shared):
        return shared
    # On a machine with other people somebody may have put a folder, or a link, there first: what lies in it can be
    # exchanged after its hash was checked.
    if _own_folder is None or not _is_ours(_own_folder):
        _own_folder = Path(tempfile.mkdtemp(prefix="city-datasets-"))
    return _own_folder


def _is_ours(folder: Path) -> bool:
    """Tell whether this is a folder, and no link to one, in which nobody else can change anything."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022
