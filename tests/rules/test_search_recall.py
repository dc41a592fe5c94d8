"""Of a hundred thousand names people find theirs among the first five, however they type it."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.published.building import Built
from chalicelib.published.search import Search
from tests.bench.queries import WAYS
from tests.bench.search import MOST_BYTES, bytes_above_the_rows, published, recall, sample

NAMES = 100_000


@pytest.fixture(scope="module")
def directory() -> Iterator[tuple[Search, Built]]:
    """A directory of a hundred thousand names."""
    with published(NAMES) as (search, built, _):
        yield search, built


@pytest.fixture(scope="module")
def things() -> list[dict[str, Any]]:
    """Two thousand of the things that people look for."""
    return sample(2000, NAMES, seed=11)


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS)
def test_a_name_is_found_however_it_is_typed(
    directory: tuple[Search, Built], things: list[dict[str, Any]], way: str
) -> None:
    search, _ = directory

    assert recall(search, things, way, seed=12) >= WAYS[way][1]


@pytest.mark.long
def test_the_index_takes_few_bytes_a_record(directory: tuple[Search, Built]) -> None:
    _, built = directory

    assert bytes_above_the_rows(built, NAMES) <= MOST_BYTES
