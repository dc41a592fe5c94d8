"""Every feature has a grant and a row in the README, and is granted exactly the tables and secrets its code names."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from chalicelib.features import FEATURES, ROUTED
from infra.packaging import documents
from infra.packaging.grants import read_grants
from tests.conventions.source import PROJECT, called_name, imports_in, module_of, python_files, tree_of
from tests.conventions.test_tables import models

GRANTS = read_grants(documents.read("grants.yaml"))
AUTHORIZERS = {"citizen-authorizer": "chalicelib.shared.tokens", "staff-authorizer": "chalicelib.shared.staff"}
_MODULES = {module_of(path): path for path in python_files("chalicelib")}
# What AWS calls beside routes: the functions of a workflow.py that bear this mark, each a function of its own.
_MARK = "lambda_function"
_PLURALS = {model.__name__: plural for plural, model in models().items()}
# What the two authorizers read; they are functions of their own, so a route that asks them needs no grant for it.
_NOT_FOLLOWED = {"chalicelib.shared.auth"}


def modules_below(start: str) -> set[str]:
    """Return a module and every module of ours that it imports, directly or not."""
    found, waiting = set(), [start]
    while waiting:
        module = waiting.pop()
        if module not in found and module in _MODULES:
            found.add(module)
            waiting += [] if module in _NOT_FOLLOWED else imports_in(tree_of(_MODULES[module]))
    return found


def models_used(tree: ast.AST) -> set[str]:
    """Return the table models that a file works with; to define, annotate or inherit one is not to use it."""
    used = {
        node.value.id for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    used |= {called_name(node) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    # read_together((Model, key), …) hands models over in tuples.
    used |= {
        each.elts[0].id
        for each in ast.walk(tree)
        if isinstance(each, ast.Tuple) and each.elts and isinstance(each.elts[0], ast.Name)
    }
    return used & _PLURALS.keys()


def secrets_used(tree: ast.AST) -> set[str]:
    """Return the secrets that a file names."""
    return {
        argument.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called_name(node) in {"secret", "keyed_hash"} and node.args
        for argument in node.args[:1]
        if isinstance(argument, ast.Constant)
    }


def handlers_in(module: str) -> dict[str, ast.FunctionDef]:
    """Return the handlers of a workflow.py by the names of their blocks in grants.yaml."""
    found = [node for node in tree_of(_MODULES[module]).body if isinstance(node, ast.FunctionDef)]
    return {node.name.replace("_", "-"): node for node in found if _MARK in ast.unparse(node).partition("def ")[0]}


def modules_named_in(handler: ast.FunctionDef, module: str) -> tuple[str, ...]:
    """Return the modules that a handler's own lines speak of, decorators included, as its file imports them."""
    imported = {
        alias.asname or alias.name: (node.module, f"{node.module}.{alias.name}")
        for node in tree_of(_MODULES[module]).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    names = {node.id for node in ast.walk(handler) if isinstance(node, ast.Name)} & imported.keys()
    return tuple(sorted(each for name in names for each in imported[name] if each in _MODULES and "." in each))


WORKFLOWS = [module for module in _MODULES if module.rsplit(".", 1)[-1] == "workflow"]
HANDLERS = {name: (handler, module) for module in WORKFLOWS for name, handler in handlers_in(module).items()}


@cache
def needs_of(starts: tuple[str, ...]) -> tuple[set[str], set[str], bool]:
    """Return the tables, the secrets and whether the sealing key is needed, reading from these modules down."""
    modules = set().union(*(modules_below(start) for start in starts))
    trees = [tree_of(_MODULES[module]) for module in modules]
    tables = {_PLURALS[name] for tree in trees for name in models_used(tree)}
    secrets = {name for tree in trees for name in secrets_used(tree)}
    return tables, secrets, "chalicelib.shared.sealing" in modules


def granted(function: str) -> tuple[set[str], set[str], bool]:
    """Return the same of a block of grants.yaml."""
    grant = GRANTS[function]
    return set(grant.tables), set(grant.secrets), "identities" in grant.keys


def group_rows(readme: str) -> set[str]:
    """Return the names in the first cells of a README's tables."""
    return set(re.findall(r"^\| *`([a-z\-]+)` *\|", readme, re.MULTILINE))


def test_every_feature_has_a_block_of_grants_and_no_block_is_left_over() -> None:
    functions = {feature.name for feature in FEATURES} | AUTHORIZERS.keys() | HANDLERS.keys()

    assert GRANTS.keys() == functions


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_a_group_may_use_exactly_the_tables_and_secrets_that_its_code_uses(feature: object) -> None:
    assert granted(feature.name) == needs_of(tuple(feature.faces(ROUTED)))  # type: ignore[attr-defined]


@pytest.mark.parametrize(("function", "module"), AUTHORIZERS.items())
def test_an_authorizer_may_use_exactly_the_tables_that_it_reads(function: str, module: str) -> None:
    assert granted(function) == needs_of((module,))


@pytest.mark.parametrize("name", HANDLERS)
def test_a_handler_may_use_exactly_the_tables_and_secrets_that_its_code_uses(name: str) -> None:
    assert granted(name) == needs_of(modules_named_in(*HANDLERS[name]))


def test_every_group_has_a_row_in_the_readme() -> None:
    rows = group_rows((PROJECT / "README.md").read_text(encoding="utf-8"))

    assert sorted({feature.name for feature in FEATURES} - rows) == []


def test_every_group_says_in_a_sentence_what_it_is_for() -> None:
    for feature in FEATURES:
        package = Path(PROJECT, *feature.package.split("."), "__init__.py")
        sentence = ast.get_docstring(tree_of(package)) or ""
        assert re.fullmatch(r"[A-Z][^\n]+\.", sentence), feature.name


def test_tables_and_secrets_are_found_where_they_are_used() -> None:
    source = """
from models import Report, Event, Reporter, Session
def find(x: Event) -> Event:
    Report.get(x); read_together((Reporter, 1)); Session("a").save()
    secret("signing-key"); keyed_hash("lookup-key", "b")
"""
    assert models_used(ast.parse(source)) == {"Report", "Reporter", "Session"}
    assert secrets_used(ast.parse(source)) == {"signing-key", "lookup-key"}


def test_a_row_of_the_readme_is_found() -> None:
    assert group_rows("| group | state |\n| `map` | planned |\n| health | x |\n text `login` |") == {"map"}
