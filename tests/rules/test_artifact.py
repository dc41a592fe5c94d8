"""A published version is one file: the same rows make the same bytes, and a reader opens nothing but the right file."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.published.artifact import Artifact, UnusableArtifact, sha256_of
from chalicelib.published.building import Built, DuplicateKey, build
from chalicelib.published.kinds import Kind
from chalicelib.published.search import Query, Search
from chalicelib.shared.errors import Unavailable
from tests.directories import ABOUT, SCHOOLS, published, schools

ROWS = schools("Trường A", "Trường B", "Trường C", levels=["thcs"], lat=10.7, lon=106.7, ward_code="26740", public=True)
VALUES = (
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=12) | st.lists(st.text(max_size=5), max_size=3)
)
NAMES = st.none() | st.text(max_size=12) | st.lists(st.text(max_size=5), max_size=3)
ANY_ROW = st.builds(
    lambda names, others: names | others,
    st.dictionaries(st.sampled_from(["name", "name_en", "former_names"]), NAMES),
    st.dictionaries(st.sampled_from(["address", "levels", "note"]), VALUES),
)


@pytest.fixture
def built(tmp_path: Path) -> Built:
    """A file with three schools."""
    return build(SCHOOLS, ROWS, tmp_path / "schools.sqlite", ABOUT)


def test_the_same_rows_in_any_order_make_the_same_file(built: Built, tmp_path: Path) -> None:
    again = build(SCHOOLS, reversed(ROWS), tmp_path / "again.sqlite", ABOUT)

    assert again.sha256 == built.sha256
    assert (again.rows, again.size) == (3, again.path.stat().st_size)


def test_another_row_or_version_makes_another_file(built: Built, tmp_path: Path) -> None:
    fewer = build(SCHOOLS, ROWS[1:], tmp_path / "fewer.sqlite", ABOUT)
    newer = build(SCHOOLS, ROWS, tmp_path / "newer.sqlite", {**ABOUT, "version": "2"})

    assert len({built.sha256, fewer.sha256, newer.sha256}) == 3


def test_a_file_says_what_it_is(built: Built) -> None:
    with Artifact(SCHOOLS, built.path, built.sha256) as artifact:
        meta, version = artifact.meta, artifact.version

    assert meta == {
        **ABOUT, "kind": "schools", "rows": 3, "schema_version": 2, "public": True, "changes_since": ABOUT["version"],
        "key": "school_id", "names": ["name", "name_en", "former_names"], "facets": ["levels", "ward_code", "public"],
    }  # fmt: skip
    assert version == ABOUT["version"]


def test_a_row_is_looked_up_by_its_key_as_it_was_published(built: Built) -> None:
    with Artifact(SCHOOLS, built.path, built.sha256) as artifact:
        assert artifact.look_up("school-2") == ROWS[1]
        assert list(artifact.look_up("school-2") or {}) == list(ROWS[1])
        assert artifact.look_up("school-9") is None
        assert list(artifact.rows()) == ROWS


@settings(max_examples=30, deadline=None)
@given(rows=st.lists(ANY_ROW, max_size=6))
def test_every_row_comes_back_as_it_went_in(rows: list[dict[str, Any]]) -> None:
    with_keys = [{"school_id": f"s{place}", **row} for place, row in enumerate(rows)]

    with published(with_keys) as artifact:
        assert sorted(artifact.rows(), key=lambda row: row["school_id"]) == with_keys


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([*ROWS, {"school_id": "school-2", "name": "Trường D"}], "'school-2' occurs twice"),
        ([{"name": "Trường không mã"}], "has no school_id"),
        ([{"school_id": 7, "name": "Trường số"}], "has no school_id"),
        ([{"school_id": "odd", "name": 5, "former_names": [None]}], "odd has no text in name, former_names"),
        ([{"school_id": "far", "name": "Xa", "lat": 106.7, "lon": 10.7}], "far lies at 106.7, 10.7"),
        ([{"school_id": "nan", "name": "Nan", "lat": float("nan"), "lon": 10.7}], "off the map"),
    ],
)
def test_rows_that_cannot_be_published_leave_what_was_there(
    built: Built, rows: list[dict[str, Any]], problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        build(SCHOOLS, rows, built.path, ABOUT)

    assert sha256_of(built.path) == built.sha256
    assert [path.name for path in built.path.parent.iterdir()] == [built.path.name]


def test_a_key_that_occurs_twice_is_told(tmp_path: Path) -> None:
    with pytest.raises(DuplicateKey) as refusal:
        build(SCHOOLS, [*ROWS, ROWS[1]], tmp_path / "twice.sqlite", ABOUT)

    assert refusal.value.key == "school-2"


def test_a_version_without_source_or_date_is_not_built(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing is said about as_of, source"):
        build(SCHOOLS, ROWS, tmp_path / "schools.sqlite", {"version": "1"})


def test_building_that_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield ROWS[0]
        raise OSError("the line is dead")

    with pytest.raises(OSError, match="dead"):
        build(SCHOOLS, broken(), tmp_path / "schools.sqlite", ABOUT)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", [0, 20, 5000, -1])
def test_one_flipped_bit_anywhere_is_refused(built: Built, place: int) -> None:
    data = bytearray(built.path.read_bytes())
    data[place] ^= 1
    built.path.write_bytes(data)

    with pytest.raises(UnusableArtifact, match="corrupt or another file"):
        Artifact(SCHOOLS, built.path, built.sha256)


def test_half_a_file_is_refused(built: Built) -> None:
    data = built.path.read_bytes()
    built.path.write_bytes(data[: len(data) // 2])

    with pytest.raises(UnusableArtifact, match="corrupt or another file"):
        Artifact(SCHOOLS, built.path, built.sha256)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableArtifact, match="cannot be read: No such file"):
        Artifact(SCHOOLS, tmp_path / "none.sqlite", "0" * 64)


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (replace(SCHOOLS, name="hospitals"), "its kind is 'schools', not 'hospitals'"),
        (replace(SCHOOLS, key="code"), "its key is 'school_id', not 'code'"),
        (replace(SCHOOLS, public=False), "its public is True, not False"),
    ],
)
def test_a_file_of_another_kind_is_refused(built: Built, kind: Kind, why: str) -> None:
    with pytest.raises(UnusableArtifact, match=why):
        Artifact(kind, built.path, built.sha256)


def test_the_code_of_tomorrow_reads_the_file_of_today(built: Built) -> None:
    tomorrow = replace(SCHOOLS, names=("name", "address"), facets=("levels", "grades"))

    with Artifact(tomorrow, built.path, built.sha256) as artifact:
        search = Search(artifact)
        assert list(artifact.rows()) == ROWS
        assert search.page(Query(filters={"levels": ["thcs"]}), 5).total == 3
        assert search.facets(Query()) == {"levels": [("thcs", 3)], "grades": []}
        with pytest.raises(Unavailable, match="dataset_not_available"):
            search.page(Query(filters={"grades": ["6"]}), 5)


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100])
def test_what_is_no_published_file_is_refused_even_with_its_own_hash(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(content)

    with pytest.raises(UnusableArtifact, match="is not a published data set"):
        Artifact(SCHOOLS, path, sha256_of(path))


def test_nobody_writes_into_a_published_file(built: Built) -> None:
    with Artifact(SCHOOLS, built.path, built.sha256) as artifact, pytest.raises(sqlite3.OperationalError):
        artifact.database.execute("DELETE FROM records")

    assert sha256_of(built.path) == built.sha256


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "dữ liệu 100%? #1"
    folder.mkdir()
    built = build(SCHOOLS, ROWS, folder / "a b.sqlite", ABOUT)

    with Artifact(SCHOOLS, built.path, built.sha256) as artifact:
        assert artifact.look_up("school-1") == ROWS[0]


def test_an_empty_version_can_be_published() -> None:
    with published([]) as artifact:
        assert list(artifact.rows()) == []


def test_reading_and_searching_loads_no_heavy_library() -> None:
    heavy = {"pydantic", "botocore", "boto3", "pynamodb", "chalice", "jwt", "cryptography", "asyncio", "urllib3"}
    script = "import sys, json, chalicelib.published.search; print(json.dumps(sorted(sys.modules)))"

    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert heavy & {name.partition(".")[0] for name in json.loads(told)} == set()
    assert "chalicelib.published.building" not in json.loads(told)
