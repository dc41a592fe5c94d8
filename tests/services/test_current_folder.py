"""Where a process keeps the files it has fetched: nobody else may change anything there."""

import tempfile
from pathlib import Path

import pytest

from chalicelib.published import current


@pytest.fixture
def tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(current, "_own_folder", None)
    return tmp_path


def test_processes_share_a_folder_that_only_their_owner_can_write(tmp: Path) -> None:
    first, second = current._folder(), current._folder()

    assert first == second == tmp / "city-test-datasets"
    assert first.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_others_can_write_is_not_used(tmp: Path) -> None:
    (tmp / "city-test-datasets").mkdir()
    (tmp / "city-test-datasets").chmod(0o777)

    own = current._folder()

    assert own.name != "city-test-datasets"
    assert own == current._folder()


def test_a_link_to_somewhere_else_is_not_followed(tmp: Path) -> None:
    (tmp / "elsewhere").mkdir()
    (tmp / "city-test-datasets").symlink_to(tmp / "elsewhere")

    assert current._folder().name.startswith("city-datasets-")


@pytest.mark.parametrize(
    "told", [{"url": "../1.sqlite"}, {"url": "1.sqlite?x"}, {"sha256": "g" * 64}, {"size": 0}, {"size": 10**12}],
)  # fmt: skip
def test_a_pointer_to_anything_but_a_file_beside_it_is_refused(told: dict[str, object]) -> None:
    import json

    pointer = {"version": "1", "sha256": "a" * 64, "size": 1000, "url": "1.sqlite", **told}

    with pytest.raises(ValueError, match=r"pointer|bytes"):
        current.read_pointer(json.dumps(pointer).encode())
