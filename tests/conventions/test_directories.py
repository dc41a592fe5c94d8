"""What every directory of published data keeps to: three routes, records that say what they are, a row in the docs."""

import re
from importlib import import_module
from importlib.util import find_spec

import pytest

import app
from chalicelib.features import FEATURES
from chalicelib.published import things
from chalicelib.published.directory import Directory
from tests.conventions.source import PROJECT
from tests.phones import Phone

PAGE = (PROJECT / "docs" / "directories.md").read_text(encoding="utf-8")


def directories() -> list[Directory]:
    """Return every directory that a group's service has."""
    services = (f"{feature.package}.service" for feature in FEATURES if find_spec(f"{feature.package}.service"))
    found = [value for name in services for value in vars(import_module(name)).values() if isinstance(value, Directory)]
    return list({directory.path: directory for directory in found}.values())


by_directory = pytest.mark.parametrize("directory", directories(), ids=lambda directory: directory.dataset.name)


def described(directory: Directory) -> list[str]:
    """Return the cells of a directory's row in the documentation."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line[:3] == "| `"]
    [row] = [row for row in rows if row[0] == f"`{directory.dataset.name}`"]
    return row


@by_directory
def test_every_directory_has_a_list_a_record_and_its_changes(directory: Directory) -> None:
    record = re.compile(re.escape(directory.path) + r"/\{[a-z_]+_id\}")
    below = [path for path in app.app.routes if path.startswith(directory.path)]

    [one] = [path for path in below if record.fullmatch(path)]
    assert {directory.path, one, f"{one}/changes"} <= set(below)


@by_directory
def test_every_list_takes_what_all_lists_take(directory: Directory) -> None:
    contract = app.app.routes[directory.path]["GET"].view_function.contract

    assert contract.query.keys() >= directory.asked_of_lists.keys()
    assert {"ward", "status"} <= directory.filters.keys()
    assert directory.filters.keys() | directory.computed.keys() <= contract.query.keys()
    assert set(directory.filters.values()) <= set(directory.dataset.kind.facets)
    assert {each.facet for each in directory.computed.values()} <= set(directory.dataset.kind.facets)


@by_directory
def test_every_record_says_what_a_report_calls_it(directory: Directory, aws: object) -> None:
    listed = Phone().get(directory.path).json["items"][0]
    [key] = [value for name, value in listed.items() if name == directory.dataset.kind.key]

    record = Phone().get(f"{directory.path}/{key}").json

    assert record["about"] == {"kind": directory.thing, "id": key}
    assert {"source", "as_of", "former_ids"} <= record.keys()
    assert record["dataset"].keys() == {"kind", "version", "as_of", "source"}


@by_directory
def test_every_directory_is_described_with_all_its_filters(directory: Directory) -> None:
    _, path, thing, filters = described(directory)

    own = {*directory.filters, *directory.computed} - {"ward", "status"}
    assert (path, thing) == (f"`{directory.path}`", f"`{directory.thing}`")
    assert set(re.findall(r"`([a-z_]+)`", filters)) == own


def test_a_report_may_be_about_what_look_ups_show_and_nothing_else() -> None:
    assert {directory.thing: directory.path for directory in directories()} == things.PATHS
