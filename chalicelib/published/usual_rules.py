"""What must hold within a row of many kinds."""

from collections.abc import Iterator

from chalicelib.published.datasets import Wrong
from chalicelib.published.kinds import Row


def days_in_order(row: Row, *names: str) -> Iterator[Wrong]:
    """Yield the first day that lies before one named earlier; days that are not given are passed over.

    Days that are written as YYYY-MM-DD sort as text.
    """
    last = ""
    for name in names:
        day = row.get(name, "")
        if day and day < last:
            yield Wrong(name, "days_in_disorder")
            return
        last = day or last


def life_in_order(row: Row) -> Iterator[Wrong]:
    """Yield a row that ends before it begins."""
    yield from days_in_order(row, "valid_from", "valid_to")


def whole_paper(row: Row, *names: str) -> Iterator[Wrong]:
    """Yield what is missing of a paper of which a part is given."""
    missing = [name for name in names if row.get(name) is None]
    if len(missing) < len(names):
        yield from (Wrong(name, "half_a_paper", {"others": ", ".join(names)}) for name in missing)
