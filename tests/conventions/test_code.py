"""The form of the code itself: small files and functions, plain names, few places for the dangerous things."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conventions.source import functions_in, imports_in, lines, name_of, python_files, tree_of

SHIPPED = python_files("app.py", "chalicelib")
OURS = [*SHIPPED, *python_files("infra")]
TESTS = python_files("tests")
LONGEST_FILE = 300
# A file of tests may be a long table of cases, yet not a book.
LONGEST_TEST_FILE = 300
# Whoever catches everything says here why.
CATCHES_ALL = {
    "chalicelib/shared/http.py": "the one place where what went wrong becomes an answer",
    "chalicelib/shared/messages.py": "whatever one message met with, those beside it must not be sent again for it",
    "chalicelib/shared/telemetry.py": "marks and logs what passes by, then lets it go on",
    "infra/local/checkpoint.py": "the thread that keeps the city's state must outlive one failed attempt",
    "infra/local/talk.py": "marks and says what passes by, then lets it go on",
}
_CHALICE = re.compile(
    r"app\.py|chalicelib/features\.py|chalicelib/[a-z_]+/([a-z_]+/)?(routes|desk|workflow)\.py"
    r"|chalicelib/shared/(http|auth|problems|planned)\.py"
)


def catch_alls(tree: ast.AST) -> list[int]:
    """Return the lines that catch every exception."""
    handlers = [node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)]
    return [node.lineno for node in handlers if node.type is None or _names(node.type) & {"Exception", "BaseException"}]


def _names(expression: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}


def scans(tree: ast.AST) -> list[int]:
    """Return the lines that read a whole table."""
    found = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "scan"]
    return sorted(found)


def csv_writers(tree: ast.AST) -> list[int]:
    """Return the lines that write CSV by themselves."""
    names = {"writer", "DictWriter"}
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in names]
    direct = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "csv"
              and names & {alias.name for alias in node.names}]  # fmt: skip
    return [node.lineno for node in found if ast.unparse(node.value) == "csv"] + [node.lineno for node in direct]


def imported_tops(tree: ast.AST) -> set[str]:
    """Return the top packages that a file imports."""
    return {name.partition(".")[0] for name in imports_in(tree)}


def without_docstring(tree: ast.Module) -> Iterator[str]:
    """Yield the public functions, methods and classes that do not say what they are."""
    waiting: list[ast.AST] = [tree]
    if ast.get_docstring(tree) is None:
        yield "the module itself"
    for scope in waiting:
        for node in ast.iter_child_nodes(scope):
            if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("_") or node.name == "Meta":
                continue
            if ast.get_docstring(node) is None:
                yield node.name
            if isinstance(node, ast.ClassDef):
                waiting.append(node)


def is_sentence(name: str) -> bool:
    """Tell whether a test's name can be a sentence: at least four words, and no mere number or `works` at the end."""
    return bool(re.fullmatch(r"test(_[a-z0-9]+){4,}", name)) and not re.search(r"_(works|ok|\d)$", name)


def lengths(paths: list[Path]) -> list[int]:
    """Return the lines of every function, its signature and docstring included."""
    functions = [node for path in paths for node in functions_in(tree_of(path))]
    return sorted((node.end_lineno or 0) - node.lineno + 1 for node in functions)


def findings(paths: list[Path], check: object) -> list[str]:
    return [f"{name_of(path)}: {found}" for path in paths for found in check(tree_of(path))]  # type: ignore[operator]


def test_no_file_is_longer_than_300_lines() -> None:
    long = [f"{name_of(path)}: {n}" for path in OURS if (n := len(path.read_text().splitlines())) > LONGEST_FILE]

    assert not long, lines(long)


def test_no_file_of_tests_is_a_book() -> None:
    long = [f"{name_of(path)}: {n}" for path in TESTS if (n := len(path.read_text().splitlines())) > LONGEST_TEST_FILE]

    assert not long, lines(long)


def test_most_functions_are_small() -> None:
    found = lengths(OURS)

    assert statistics.median(found) <= 8
    assert statistics.quantiles(found, n=10)[-1] <= 25


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = [name_of(path) for path in [*OURS, *TESTS] if re.search(r"util|helper|manager|misc|common", path.stem)]

    assert not drawers, lines(drawers)


def test_no_table_is_ever_read_as_a_whole() -> None:
    found = findings(OURS, scans)

    assert not found, lines(found)


def test_everything_is_caught_only_where_a_reason_stands() -> None:
    catching = {name_of(path) for path in OURS if catch_alls(tree_of(path))}

    assert catching == CATCHES_ALL.keys()


def test_chalice_stays_at_the_rim() -> None:
    found = [name_of(path) for path in SHIPPED if "chalice" in imported_tops(tree_of(path))]

    assert [name for name in found if not _CHALICE.fullmatch(name)] == []


def test_the_aws_sdk_stays_on_the_ground_floor() -> None:
    found = [name_of(path) for path in SHIPPED if imported_tops(tree_of(path)) & {"boto3", "botocore"}]

    assert [name for name in found if not name.startswith("chalicelib/shared/")] == []


def test_every_csv_is_written_where_formulas_are_defused() -> None:
    writing = {name_of(path) for path in OURS if csv_writers(tree_of(path))}

    assert writing == {"chalicelib/shared/spreadsheets.py"}


def test_whatever_is_public_says_what_it_is() -> None:
    found = findings(SHIPPED, without_docstring)

    assert not found, lines(found)


def test_the_name_of_every_test_is_a_sentence() -> None:
    names = [
        f"{name_of(path)}: {node.name}"
        for path in TESTS
        for node in functions_in(tree_of(path))
        if node.name.startswith("test_") and not is_sentence(node.name)
    ]

    assert not names, lines(names)


def test_no_test_has_the_name_of_another_in_its_file() -> None:
    for path in TESTS:
        names = [node.name for node in tree_of(path).body if isinstance(node, ast.FunctionDef)]
        assert len(set(names)) == len(names), name_of(path)


@pytest.mark.parametrize("handler", ["except Exception:", "except (OSError, BaseException):", "except:"])
def test_a_place_that_catches_everything_is_found(handler: str) -> None:
    assert catch_alls(ast.parse(f"try:\n    f()\n{handler}\n    pass")) == [3]
    assert catch_alls(ast.parse("try:\n    f()\nexcept OSError:\n    pass")) == []


def test_a_scan_is_found_however_it_is_called() -> None:
    assert scans(ast.parse("Report.scan()\nscan = table.scan\nrow.scanned")) == [1, 2]


def test_a_writer_of_csv_is_found_however_it_is_imported() -> None:
    assert csv_writers(ast.parse("import csv\ncsv.writer(f)\ncsv.DictWriter(f, [])\ncsv.reader(f)")) == [2, 3]
    assert csv_writers(ast.parse("from csv import reader\nfrom csv import DictWriter")) == [2]


def test_an_import_is_found_wherever_it_stands_but_for_types() -> None:
    source = "import boto3.session\ndef f():\n    from botocore import config\nif TYPE_CHECKING:\n    import chalice\n"

    assert imported_tops(ast.parse(source)) == {"boto3", "botocore"}


def test_what_has_no_docstring_is_found() -> None:
    source = (
        'def _own(): ...\nclass Bench:\n    class Meta: ...\n    def sit(self): ...\ndef plant():\n    """Plant."""\n'
    )

    assert list(without_docstring(ast.parse(source))) == ["the module itself", "Bench", "sit"]


@pytest.mark.parametrize(
    "name", ["test_login", "test_login_works", "test_it_works_now_ok", "test_report_case_number_2"]
)
def test_a_name_that_is_no_sentence_is_found(name: str) -> None:
    assert not is_sentence(name)


def test_nobody_asks_pynamodb_for_a_code_that_a_missing_answer_has_not() -> None:
    asking = [
        name_of(path)
        for path in python_files("chalicelib")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr == "cause_response_code"
    ]

    assert asking == []
