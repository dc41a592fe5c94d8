"""The kinds of published data that this city has, from the declarations of all its features."""

from functools import cache

from chalicelib import features
from chalicelib.published.datasets import Dataset
from chalicelib.shared.errors import NotFound


@cache
def by_name() -> dict[str, Dataset]:
    """Return every kind's declaration by its name."""
    return {dataset.name: dataset for dataset in features.datasets()}


def look_up(name: str) -> Dataset | None:
    """Return a kind's declaration; None when the city has no such kind."""
    return by_name().get(name)


def find(name: str) -> Dataset:
    """Return a kind's declaration; raise NotFound when the city has no such kind."""
    found = look_up(name)
    if found is None:
        raise NotFound("dataset_not_found")
    return found


def public() -> list[Dataset]:
    """Return the kinds that everybody may download."""
    return [dataset for dataset in by_name().values() if dataset.kind.public]
