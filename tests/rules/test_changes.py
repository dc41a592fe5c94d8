"""A published file tells what changed since the versions before it, and where a row is that had another id."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.published.artifact import Artifact
from chalicelib.published.building import FormerIdInUse, build
from chalicelib.published.changes import ChangedSince, Difference, UnknownVersion, comparison
from tests.directories import ABOUT, SCHOOLS, published, published_in_turn, schools

type Row = dict[str, Any]

A, B, C = schools("Trường A", "Trường B", "Trường C", address="1 Lê Lợi")
RENAMED = {**B, "name": "Trường Bê"}
SOME_ROW = st.fixed_dictionaries(
    {"name": st.sampled_from(["Trường A", "Trường B", "Trường\nhai dòng"])},
    optional={
        "name_en": st.sampled_from(["School", ""]),
        "address": st.none() | st.sampled_from(["1 Lê Lợi", "2 Hàm Nghi"]),
        "levels": st.lists(st.sampled_from(["thcs", "thpt"]), max_size=2),
        "public": st.booleans(),
        "as_of": st.sampled_from(["2026-01-01", "2026-02-01"]),
    },
)
SOME_VERSION = st.dictionaries(st.sampled_from("abcde"), SOME_ROW, max_size=5)


def rows_of(version: dict[str, Row]) -> list[Row]:
    """Return the rows of a version that was drawn."""
    return [{"school_id": key, **row} for key, row in version.items()]


def by_key(rows: Iterable[Row]) -> dict[str, Row]:
    """Return rows by their keys, without what nobody takes for a change: an empty field, and when it was looked at."""
    return {
        row["school_id"]: {name: value for name, value in row.items() if name != "as_of" and value is not None}
        for row in rows
    }


def caught_up(artifact: Artifact, version: str, limit: int) -> tuple[list[Row], list[str]]:
    """Return what a reader of a version is told, all pages together."""
    rows, removed, after = [], [], None
    while True:
        page = artifact.changes_since(version, after, limit)
        assert len(page.rows) + len(page.removed) <= limit
        rows += page.rows
        removed += page.removed
        after = page.next_position
        if after is None:
            return rows, removed


@settings(max_examples=25, deadline=None)
@given(versions=st.lists(SOME_VERSION, min_size=2, max_size=4), limit=st.integers(1, 6))
def test_whoever_has_an_older_version_and_takes_the_changes_has_the_newest(
    versions: list[dict[str, Row]], limit: int
) -> None:
    with published_in_turn(*map(rows_of, versions)) as artifacts:
        newest = artifacts[-1]

        for older in artifacts:
            rows, removed = caught_up(newest, older.version, limit)
            held = by_key(older.rows())
            for key in removed:
                held.pop(key, None)
            assert held | by_key(rows) == by_key(newest.rows())
            assert len({*removed, *by_key(rows)}) == len(removed) + len(rows)


def test_a_change_is_told_with_its_fields_and_once_however_often_the_row_changed() -> None:
    with published_in_turn([A, B], [A, RENAMED], [A, {**RENAMED, "address": None}, C]) as (_, _, newest):
        first, second = newest.changes_of("school-2")
        since_the_first = newest.changes_since("v0", None, 10)

    assert (first.version, first.at, first.what) == ("v2", ABOUT["as_of"], "changed")
    assert first.fields == ({"field": "address", "from": "1 Lê Lợi", "to": None},)
    assert second.fields == ({"field": "name", "from": "Trường B", "to": "Trường Bê"},)
    assert since_the_first == ChangedSince([{**RENAMED, "address": None}, C], [], None)


def test_nobody_is_told_of_rows_that_are_as_they_were() -> None:
    looked_at = [{**row, "as_of": "2026-12-01"} for row in (A, B)]

    with published_in_turn([A, B], looked_at, reversed(looked_at)) as (_, _, newest):
        told = newest.changes_since("v0", None, 10)

    assert told == ChangedSince([], [], None)


def test_each_kind_says_which_fields_nobody_notices() -> None:
    kind = replace(SCHOOLS, unnoticed=("address",))

    with published_in_turn([A], [{**A, "address": "elsewhere", "as_of": "2026-12-01"}], kind=kind) as (_, newest):
        fields = newest.changes_of("school-1")[0].fields

    assert fields == ({"field": "as_of", "from": None, "to": "2026-12-01"},)


def test_a_kind_that_is_declared_anew_changes_no_row(tmp_path: Path) -> None:
    anew = replace(SCHOOLS, names=("name", "address"), facets=("levels",))

    with published_in_turn([A, B]) as (first,):
        built = build(anew, [A, RENAMED], tmp_path / "v1.sqlite", {**ABOUT, "version": "v1"}, first)

        with Artifact(anew, built.path, built.sha256) as artifact:
            assert artifact.changes_since("v0", None, 10) == ChangedSince([RENAMED], [], None)
            assert comparison(first, artifact, 10).changed == 1


def test_a_row_that_is_gone_is_told_until_it_comes_back() -> None:
    with published_in_turn([A, B], [A], [A, B]) as (_, without, again):
        gone, back = without.removed("school-2"), again.removed("school-2")
        never_there, still_there = without.removed("school-9"), without.removed("school-1")
        told = without.changes_since("v0", None, 10), again.changes_since("v0", None, 10)

    assert gone is not None and (gone.version, gone.what) == ("v1", "removed")
    assert (back, never_there, still_there) == (None, None, None)
    assert told == (ChangedSince([], ["school-2"], None), ChangedSince([B], [], None))


def test_a_version_that_was_taken_back_is_unknown_to_the_next(tmp_path: Path) -> None:
    with published_in_turn([A], [B]) as (first, taken_back):
        built = build(SCHOOLS, [A, C], tmp_path / "v2.sqlite", {**ABOUT, "version": "v2"}, first)

        with Artifact(SCHOOLS, built.path, built.sha256) as artifact:
            assert artifact.changes_since("v0", None, 10) == ChangedSince([C], [], None)
            with pytest.raises(UnknownVersion):
                artifact.changes_since(taken_back.version, None, 10)


def test_old_changes_are_forgotten_when_there_are_too_many() -> None:
    kind = replace(SCHOOLS, most_changes=2)

    with published_in_turn([], [A], [A, B], [A, B, C], kind=kind) as (*_, newest):
        assert newest.meta["changes_since"] == "v1"
        assert newest.changes_since("v1", None, 10).rows == [B, C]
        assert newest.changes_of("school-1") == []
        with pytest.raises(UnknownVersion, match="v0"):
            newest.changes_since("v0", None, 10)


def test_a_version_that_changes_too_much_begins_a_new_log() -> None:
    kind = replace(SCHOOLS, most_changes=2)

    with published_in_turn([C], [A, B], [A, RENAMED], kind=kind) as (_, all_new, newest):
        assert all_new.meta["changes_since"] == "v1"
        assert all_new.changes_since("v1", None, 10) == ChangedSince([], [], None)
        assert newest.changes_since("v1", None, 10).rows == [RENAMED]
        with pytest.raises(UnknownVersion, match="v0"):
            newest.changes_since("v0", None, 10)


def test_changes_are_forgotten_after_four_hundred_days() -> None:
    days = ["2025-01-01T01:00:00Z", "2025-02-01T01:00:00Z", "2025-03-01T01:00:00Z", "2026-03-09T01:00:00Z"]

    with published_in_turn([A], [A, B], [A, RENAMED], [RENAMED], built_at=days) as (*_, newest):
        assert newest.meta["changes_since"] == "v1"
        assert [change.at for change in newest.changes_of("school-2")] == ["2025-03-01T01:00:00Z"]
        assert newest.changes_since("v1", None, 10) == ChangedSince([RENAMED], ["school-1"], None)


def test_the_same_rows_after_the_same_version_make_the_same_file(tmp_path: Path) -> None:
    with published_in_turn([A, B], [C, RENAMED]) as (first, second):
        again = build(SCHOOLS, [RENAMED, C], tmp_path / "again.sqlite", {**ABOUT, "version": "v1"}, first)

    assert again.sha256 == second.sha256


def test_a_version_does_not_follow_itself(tmp_path: Path) -> None:
    with published_in_turn([A], [B]) as (_, second), pytest.raises(ValueError, match="already one of those before it"):
        build(SCHOOLS, [A], tmp_path / "v0.sqlite", {**ABOUT, "version": "v0"}, second)

    assert list(tmp_path.iterdir()) == []


def test_two_versions_are_compared_however_many_lie_between() -> None:
    with published_in_turn([A, B], [A], [C, RENAMED]) as (first, _, last):
        whole, short, backwards = comparison(first, last, 10), comparison(first, last, 1), comparison(last, first, 10)

    renamed = ({"field": "name", "from": "Trường B", "to": "Trường Bê"},)
    assert (whole.added, whole.changed, whole.removed) == (1, 1, 1)
    assert whole.first == (
        Difference("school-1", "removed"),
        Difference("school-2", "changed", renamed),
        Difference("school-3", "added"),
    )
    assert short == whole._replace(first=whole.first[:1])
    assert [each.what for each in backwards.first] == ["added", "changed", "removed"]


def test_a_former_id_leads_to_the_row() -> None:
    merged = {**A, "former_ids": ["th-a", "th-b", "th-a"]}

    with published([merged, B]) as artifact:
        assert [artifact.former(each) for each in ("th-a", "th-b", "school-1", "th-c")] == ["school-1"] * 2 + [None] * 2


@pytest.mark.parametrize(
    ("first", "second", "problem"),
    [
        (["school-2"], [], "'school-2' is a key"),
        (["school-1"], [], "'school-1' is a key"),
        (["old"], ["old"], "'old' is a key, or belongs to two rows"),
    ],
)
def test_a_former_id_that_leads_two_ways_is_refused(
    tmp_path: Path, first: list[str], second: list[str], problem: str
) -> None:
    rows = [{**A, "former_ids": first}, {**B, "former_ids": second}]

    with pytest.raises(FormerIdInUse, match=problem):
        build(SCHOOLS, rows, tmp_path / "refused.sqlite", ABOUT)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("formers", ["old", [7], [""]])
def test_former_ids_are_a_list_of_texts(tmp_path: Path, formers: Any) -> None:
    with pytest.raises(ValueError, match="school-1 has former ids that are no list of texts"):
        build(SCHOOLS, [{**A, "former_ids": formers}], tmp_path / "refused.sqlite", ABOUT)


def test_whatever_else_belongs_to_a_version_comes_with_it(tmp_path: Path) -> None:
    built = build(SCHOOLS, [A], tmp_path / "with.sqlite", ABOUT, blobs={"polygons": b"\x00\xff", "empty": b""})

    with Artifact(SCHOOLS, built.path, built.sha256) as artifact:
        assert [artifact.blob(name) for name in ("polygons", "empty", "none")] == [b"\x00\xff", b"", None]
