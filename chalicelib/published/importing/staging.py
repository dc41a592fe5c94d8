"""Keep rows as lines of JSON in a compressed file."""

import gzip
import io
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from chalicelib.published.datasets import Dataset
from chalicelib.published.kinds import Row

# Twice as fast as the usual level, and a tenth larger.
_LEVEL = 3


class Staging:
    """Write rows one by one; the same rows give the same bytes."""

    def __init__(self, path: Path) -> None:
        self._raw = path.open("wb")
        file = gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=self._raw, mtime=0)
        self._text: TextIO = io.TextIOWrapper(file, encoding="utf-8", newline="\n")
        self._encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

    def __enter__(self) -> Self:
        """Give the writer itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Write the end of the file; one without rows is a sound file, too."""
        self._text.close()
        self._raw.close()

    def add(self, row: Row) -> None:
        """Write one row."""
        self._text.write(self._encode(row) + "\n")


def rows_in(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file that a check has written."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def leave_out(path: Path, numbers: Iterator[int], left_out: set[int]) -> None:
    """Take rows out of a file again; `numbers` are those of its rows in their order."""
    kept = path.with_name(path.name + ".kept")
    with Staging(kept) as staging:
        for number, row in zip(numbers, rows_in(path), strict=True):
            if number not in left_out:
                staging.add(row)
    os.replace(kept, path)


def attached_to(dataset: Dataset, path: Path) -> Mapping[str, bytes]:
    """Return what is published beside the rows of a file that a check has written, by name."""
    return dataset.attached(rows_in(path)) if dataset.attached else {}
