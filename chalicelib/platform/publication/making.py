"""The second and third step of a publication: build the version from the checked rows, then make it the active one."""

import tempfile
from contextlib import ExitStack
from pathlib import Path

from chalicelib.platform.publication import activation, ending, kinds, places, rules
from chalicelib.platform.publication.imports import Import
from chalicelib.platform.publication.models import Head
from chalicelib.published import building, importing
from chalicelib.published.artifact import Artifact, UnusableArtifact, sha256_of
from chalicelib.published.datasets import Dataset
from chalicelib.published.kinds import LARGEST_VERSION
from chalicelib.shared import city, clock, files

BUILT, STALE = "built", "stale"


class Lost(RuntimeError):
    """What an earlier step left is gone; a later run of the import begins with the file anew."""


def build(imported: Import) -> str:
    """Build the version of checked rows on the active one and send its file; return what is next.

    That is `built`, or the status of an import that has ended: `superseded` when one that began later is active.
    """
    dataset, head = kinds.find(imported.kind), Head.look_up(imported.kind)
    if imported.is_over:
        return str(imported.status)
    if head and head.of_import(imported.import_id):
        return BUILT
    if head and head.newest > imported.decision:
        return ending.supersede(dataset, imported)
    with tempfile.TemporaryDirectory(prefix="building-") as folder:
        rows = Path(folder) / "rows.jsonl.gz"
        if not files.fetch(places.INCOMING, places.checked(imported.import_id), rows):
            raise Lost("the checked rows are gone")
        _pin(dataset, imported, head.active if head else None, sha256_of(rows))
        return _build(dataset, imported, head, rows)


def activate(imported: Import) -> str:
    """Make the built version the active one; return the import's last status, or `stale` when it must be built anew."""
    dataset, built = kinds.find(imported.kind), imported.built
    if imported.is_over:
        return str(imported.status)
    head = Head.look_up(imported.kind)
    known = head.of_import(imported.import_id) if head else None
    if not known and not activation.is_usable(dataset, built):
        return ending.end(imported, rules.REFUSED, "artifact_corrupt")
    entry = known or built
    outcome = activation.publish(dataset, entry, imported.base, imported.decision, imported.by)
    if outcome == STALE:
        return STALE
    return ending.supersede(dataset, imported) if outcome == rules.SUPERSEDED else ending.end(imported, outcome)


def _pin(dataset: Dataset, imported: Import, base: str | None, content: str) -> None:
    """Keep what is built on what under which name: repeated on the same base it is the very same file."""
    if imported.version and imported.base == base:
        return
    if imported.version:
        activation.drop_version(dataset, imported.version)
    now = clock.now()
    imported.move(
        rules.BUILDING,
        base=base,
        built_at=clock.rfc3339(now),
        version=rules.version_name(now, content, imported.import_id, base or ""),
    )


def _build(dataset: Dataset, imported: Import, head: Head | None, rows: Path) -> str:
    about = {
        "version": imported.version,
        "built_at": imported.built_at,
        "as_of": imported.as_of
        or clock.local_date(clock.parse_rfc3339(imported.began_at), city.timezone()).isoformat(),
        "source": imported.source or imported.file_name,
    }
    path = rows.with_name("built.sqlite")
    with ExitStack() as closing:
        previous = _previous(dataset, head, closing)
        try:
            built = building.build(
                dataset.kind, importing.rows_in(rows), path, about, previous, importing.attached_to(dataset, rows)
            )
        except ValueError:
            # The check lets no such row pass; whatever it missed must not become a version.
            return ending.end(imported, rules.REFUSED, "rows_not_buildable")
    if built.size > LARGEST_VERSION:
        return ending.end(imported, rules.REFUSED, "version_too_large")
    activation.put_version(dataset, about["version"], path)
    entry = {
        **about, "sha256": built.sha256, "size": built.size, "rows": built.rows,
        "import_id": imported.import_id,
    }  # fmt: skip
    imported.move(rules.ACTIVATING, built=entry)
    return BUILT


def _previous(dataset: Dataset, head: Head | None, closing: ExitStack) -> Artifact | None:
    """Open the active version; None when there is none, or none that this code can read: then no change is told."""
    entry = head.entry(head.active) if head else None
    try:
        return closing.enter_context(activation.opened(dataset, entry)) if entry else None
    except UnusableArtifact:
        return None
