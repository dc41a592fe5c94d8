"""A file of a million rows streams through: the time and the memory that a check takes are bounded."""

import pytest

from tests.bench.importing import MILLION, MOST_MB, MOST_SECONDS, measured


@pytest.mark.parametrize("wrong", [False, True], ids=["clean", "wrong"])
def test_memory_does_not_grow_with_the_file(wrong: bool) -> None:
    few, many = measured(2_000, wrong=wrong), measured(30_000, wrong=wrong)

    assert (few["read"], many["read"]) == (2_000, 30_000)
    assert many["accepted"] == (0 if wrong else 30_000)
    # What is kept of findings has an end as well: at most 20,000 errors and 2,000 warnings of a code.
    assert many["mb"] - few["mb"] < 40


@pytest.mark.long
@pytest.mark.parametrize("wrong", [False, True], ids=["clean", "wrong"])
def test_a_million_rows_are_checked_within_the_limits_of_the_worker(wrong: bool) -> None:
    took = measured(MILLION, wrong=wrong)

    assert took["read"] == MILLION
    assert (took["verdict"], took["accepted"]) == (("refused", 0) if wrong else ("clean", MILLION))
    assert took["mb"] <= MOST_MB
    assert took["seconds"] <= MOST_SECONDS
