"""A document is published whole or not at all, as its JSON stands."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from chalicelib.published.datasets import Dataset, Standing, Wrong
from chalicelib.published.document_rows import CONTENT, WHOLE, rows_of
from chalicelib.published.importing import Checked, check, documents, rows_in
from chalicelib.published.kinds import Kind
from tests.imports import context


def rules(document: Mapping[str, Any], _standing: Standing) -> Iterator[Wrong]:
    """Refuse days that are no texts."""
    for place, day in enumerate(document.get("items", ())):
        if not isinstance(day, str):
            yield Wrong(f"/items/{place}", "not_a_text")


DAYS = Dataset(
    kind=Kind(name="days", key="name"), title={"vi": "Ngày", "en": "Days"}, columns=(), formats=("json",),
    document_rules=rules, document_rows=lambda document: rows_of("name", document, ()),
)  # fmt: skip


def checked(folder: Path, content: bytes) -> tuple[Checked, list[dict[str, Any]]]:
    (folder / "in").write_bytes(content)
    result = check(DAYS, folder / "in", folder / "accepted", folder / "report", context())
    return result, list(rows_in(folder / "accepted"))


def test_a_sound_document_is_kept_as_it_stands(tmp_path: Path) -> None:
    document = {"version": "1", "items": ["2026-01-01"], "name": "Te\u0302\u0301t", "deep": [[{"a": None}], 1.5, True]}

    result, rows = checked(tmp_path, json.dumps(document, ensure_ascii=False).encode("utf-8-sig"))

    assert (result.verdict, result.accepted) == ("clean", 1)
    assert rows == [{"name": WHOLE, "version": "1", CONTENT: {**document, "name": "Tết"}}]


def test_what_a_rule_finds_is_named_by_its_place(tmp_path: Path) -> None:
    result, rows = checked(tmp_path, b'{"items": ["2026-01-01", 3]}')

    assert [(found.column, found.code) for found in result.findings if found.row] == [("/items/1", "not_a_text")]
    assert (result.verdict, rows) == ("refused", [])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"[]", "not_an_object"),
        (b'{"a": ', "broken_json"),
        (b'{"a": "\\ud800"}', "broken_json"),
        (b'{"a":' * 60 + b"1" + b"}" * 60, "broken_json"),
        (b'{"a":' * 100_000, "broken_json"),
        (b"day\n2026-01-01\n", "format_not_taken"),
        (b'{"a": "' + b"x" * documents.LARGEST + b'"}', "file_too_large"),
    ],
    ids=["a list", "cut short", "half a letter", "deep", "deeper", "a table", "huge"],
)
def test_what_is_no_document_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    result, rows = checked(tmp_path, content)

    assert [found.code for found in result.findings] == [code]
    assert (result.verdict, rows) == ("refused", [])
