"""Every code the city answers with has a text in both languages and a row in docs/errors.md; nothing is left over."""

import ast
import json
import re
import string
import unicodedata
from functools import cache

import pytest

from chalicelib.shared.errors import NotFound
from infra.packaging import documents
from tests.conventions.codes import Codes, codes_of_the_city, collect
from tests.conventions.source import PROJECT

LOCALES = PROJECT / "chalicelib" / "shared" / "locales"
CODES = codes_of_the_city()


@cache
def catalog(language: str) -> dict[str, str]:
    """Return a catalog; a key written twice is an error, not the later one's win."""

    def unique(pairs: list[tuple[str, str]]) -> dict[str, str]:
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    text = (LOCALES / f"{language}.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text, object_pairs_hook=unique)
    return found


def placeholders(text: str) -> set[str]:
    """Return the places in a text that wait for a word."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def parity_problems(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """Return where two catalogs do not say the same things."""
    missing = [f"{key} is in one catalog alone" for key in one.keys() ^ other.keys()]
    return missing + [
        f"{key} has different placeholders"
        for key in one.keys() & other.keys()
        if placeholders(one[key]) != placeholders(other[key])
    ]


def text_problems(texts: dict[str, str]) -> list[str]:
    """Return texts that are empty or not written in composed letters."""
    return [
        key for key, text in texts.items() if not text.strip() or text != unicodedata.normalize("NFC", text).strip()
    ]


def table_rows(markdown: str, heading: str) -> dict[str, list[str]]:
    """Return the rows of the first table under a heading, by the code in the first cell."""
    _, _, rest = markdown.partition(f"\n## {heading}\n")
    section = rest.partition("\n## ")[0]
    rows = [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line in section.splitlines()
        if line.startswith("| `")
    ]
    assert len({row[0] for row in rows}) == len(rows), f"a code has two rows under {heading!r}"
    return {row[0].strip("`"): row[1:] for row in rows}


@cache
def errors_md() -> str:
    return (PROJECT / "docs" / "errors.md").read_text(encoding="utf-8")


def test_both_languages_say_the_same_things_with_the_same_words() -> None:
    assert parity_problems(catalog("vi"), catalog("en")) == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_text_is_empty_or_decomposed(language: str) -> None:
    assert text_problems(catalog(language)) == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_code_has_a_text(language: str) -> None:
    assert sorted(CODES.all_texts() - catalog(language).keys()) == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_text_belongs_to_a_code(language: str) -> None:
    assert sorted(catalog(language).keys() - CODES.all_texts()) == []


def test_every_refusal_has_a_row_with_its_status() -> None:
    told = {
        code: set(map(int, re.findall(r"\d{3}", row[0]))) for code, row in table_rows(errors_md(), "Refusals").items()
    }

    assert told == CODES.refusals


def test_every_field_code_has_a_row() -> None:
    assert sorted(table_rows(errors_md(), "Wrong fields")) == sorted(CODES.fields)


def test_every_refusal_of_the_gateway_itself_has_a_row_with_its_status() -> None:
    answers = documents.read("api.yaml")["x-gateway-responses"].values()
    given: dict[str, set[int]] = {}
    for answer in answers:
        given.setdefault(answer["code"], set()).update({answer["status"]} if "status" in answer else ())
    told = {
        code: set(map(int, re.findall(r"\d{3}", row[0])))
        for code, row in table_rows(errors_md(), "Refusals of the gateway").items()
    }

    assert set(told) == set(given)
    assert [code for code in given if not given[code] <= told[code]] == []


@pytest.mark.parametrize("heading", ["Refusals", "Refusals of the gateway", "Wrong fields"])
def test_every_row_says_what_happened_and_what_an_app_should_do(heading: str) -> None:
    rows = table_rows(errors_md(), heading)

    assert rows
    assert [code for code, row in rows.items() if not all(len(cell.split()) >= 2 for cell in row[-2:])] == []


def test_catalogs_that_differ_are_found() -> None:
    assert parity_problems({"a": "x {n}", "b": ""}, {"a": "y {m}"}) == [
        "b is in one catalog alone",
        "a has different placeholders",
    ]
    assert text_problems({"a": " ", "b": "x ", "c": unicodedata.normalize("NFD", "ế"), "d": "ế"}) == ["a", "b", "c"]


def test_codes_are_found_wherever_they_are_made() -> None:
    source = """
raise NotFound("bench_not_found")
raise NotFound()
raise errors.NotFound("tree_not_found", kind="oak")
FieldError(place, "too_heavy", {})
invalid_field("/x", "too_light")
message("greeting", language)

def _weight_problem(question, answer):
    if answer < 0:
        return "below_zero"
    return None if answer else "no_weight"
"""
    found = Codes()

    collect(ast.parse(source), {"NotFound": NotFound}, found)

    assert found.refusals == {"bench_not_found": {404}, "tree_not_found": {404}}
    assert found.fields == {"too_heavy", "too_light", "below_zero", "no_weight"}
    assert found.texts == {"greeting"}


def test_a_refusal_that_does_not_say_its_code_is_found() -> None:
    with pytest.raises(LookupError):
        collect(ast.parse("raise NotFound(code)"), {"NotFound": NotFound}, Codes())


def test_a_row_is_read_out_of_its_own_table_alone() -> None:
    page = "# E\n\n## A\n\n| code | when |\n| --- | --- |\n| `x` | a \\| b |\n\n## B\n\n| `y` | c |\n"

    assert table_rows(page, "A") == {"x": ["a \\| b"]}
