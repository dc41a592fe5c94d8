"""What is written beside the code is true: the API's description, the decisions, and no word of anybody's machine."""

import json
import re

from openapi_spec_validator import OpenAPIV31SpecValidator

from infra import datasets_page, openapi
from tests.conventions.source import PROJECT, committed_files, lines, name_of

ADRS = PROJECT / "docs" / "adr"
# Written in pieces, so that this file does not find itself.
_MACHINES = re.compile(
    "|".join(
        [
            r"(?<![\w.~])/(?:home|Users|root|work" + r"space|work)/[A-Za-z.]",
            r"[A-Z]:\\\\?Users",
            r"\b(?:py" + r"pi\.org|files\.python" + r"hosted\.org|registry\.npm" + r"js\.org|deb\.deb" + r"ian\.org)",
            r"--(?:extra-)?index" + r"-url",
        ]
    )
)


def numbering_problems(names: list[str]) -> list[str]:
    """Return what is wrong with the names of the decision records: 0001-title.md, 0002-title.md, …"""
    found = [f"{name} is not named like 0001-some-title.md" for name in names if not _is_adr(name)]
    numbers = [int(name[:4]) for name in sorted(names) if _is_adr(name)]
    if numbers != list(range(1, len(numbers) + 1)):
        found.append(f"the numbers {numbers} have a gap or a twin")
    return found


def _is_adr(name: str) -> bool:
    return bool(re.fullmatch(r"\d{4}(-[a-z0-9]+)+\.md", name))


def traces_of_machines(text: str) -> list[str]:
    """Return the lines that name a folder of one machine or a package registry's host."""
    return [f"{number}: {line[:120]}" for number, line in enumerate(text.splitlines(), 1) if _MACHINES.search(line)]


def test_the_committed_description_is_what_the_routes_promise() -> None:
    assert openapi.FILE.read_text(encoding="utf-8") == openapi.made(), "run `make openapi` and commit docs/openapi.json"


def test_the_committed_page_of_data_sets_is_what_the_kinds_declare() -> None:
    page = datasets_page.FILE.read_text(encoding="utf-8")

    assert page == datasets_page.made(), "run `make openapi` and commit docs/datasets.md"


def test_the_description_is_valid_by_the_standard() -> None:
    description = json.loads(openapi.made())

    assert description["openapi"].startswith("3.1.")
    assert [error.message for error in OpenAPIV31SpecValidator(description).iter_errors()] == []


def test_every_operation_has_a_name_of_its_own_and_says_what_can_go_wrong() -> None:
    paths = json.loads(openapi.made())["paths"]
    operations = [operation for methods in paths.values() for operation in methods.values()]

    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    assert [each["operationId"] for each in operations if not {"429", "500", "503"} <= each["responses"].keys()] == []


def test_decisions_are_numbered_without_a_gap() -> None:
    names = [path.name for path in ADRS.glob("*.md") if path.name != "README.md"]

    assert names
    assert numbering_problems(names) == []


def test_every_decision_is_listed() -> None:
    listed = set(re.findall(r"\]\((\d{4}[^)]*\.md)\)", (ADRS / "README.md").read_text(encoding="utf-8")))

    assert listed == {path.name for path in ADRS.glob("*.md")} - {"README.md"}


def test_every_decision_says_its_context_its_choice_and_its_cost() -> None:
    for path in ADRS.glob("0*.md"):
        headings = set(re.findall(r"^## (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
        assert {"Context", "Choice", "Cost"} <= headings, path.name


def test_no_committed_file_names_a_folder_of_somebodys_machine_or_a_registry() -> None:
    found = []
    for path in committed_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{name_of(path)}:{trace}" for trace in traces_of_machines(text)]

    assert not found, lines(found)


def test_odd_numbers_of_decisions_are_found() -> None:
    assert numbering_problems(["0001-a-b.md", "0003-c.md"])
    assert numbering_problems(["0001-a.md", "0001-b.md"])
    assert numbering_problems(["1-a.md"])
    assert numbering_problems(["0001-a.md", "0002-b.md"]) == []


def test_a_folder_of_somebodys_machine_is_found() -> None:
    folders = ["cd /ho" + "me/an/city", "see /Us" + "ers/an", "'/ro" + "ot/.cache'", "pip --index" + "-url x"]

    assert len(traces_of_machines("\n".join(folders))) == 4
    assert traces_of_machines("~/homework\nGET /v1/works/{id}\nhttps://a.vn/home/x") == []
