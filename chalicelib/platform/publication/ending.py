"""How imports end: published, refused, superseded, or failed with a reason that an editor understands."""

from typing import Any

from chalicelib.platform.publication import activation, kinds, rules
from chalicelib.platform.publication.imports import Import
from chalicelib.platform.publication.models import Head
from chalicelib.published.datasets import Dataset
from chalicelib.shared import clock, telemetry


def end(imported: Import, status: str, reason: str | None = None, **known: Any) -> str:
    """End an import and return the status it has now, which is another one when it had ended before."""
    told = {"reason": reason} if reason else {}
    if imported.end(status, clock.rfc3339(clock.now()), **told, **known):
        telemetry.count("Publications", status=status)
        return status
    stored = Import.look_up(imported.kind, imported.import_id)
    return str(stored.status) if stored else status


def supersede(dataset: Dataset, imported: Import) -> str:
    """End an import that came too late, and leave nothing of what it has built."""
    if imported.version:
        activation.drop_version(dataset, imported.version)
    return end(imported, rules.SUPERSEDED)


def give_up(imported: Import, reason: str) -> str:
    """End an import whose execution gave up; one whose version is active already ends as published all the same."""
    dataset, head = kinds.look_up(imported.kind), Head.look_up(imported.kind)
    if dataset and head and head.of_import(imported.import_id):
        activation.straighten(dataset)
        return end(imported, rules.PUBLISHED)
    if dataset and imported.version:
        activation.drop_version(dataset, imported.version)
    return end(imported, rules.FAILED, reason)
