"""Every feature has a grant and a row in the README, and is granted exactly what its code names."""

import ast
import re
import sys
from functools import cache
from pathlib import Path

import pytest

from chalicelib.features import FEATURES, Function, functions
from infra.packaging import documents
from infra.packaging.grants import read_grants
from infra.packaging.workflows import ACTIONS, definition
from infra.packaging.workflows import names as machine_names
from tests.conventions.source import PROJECT, called_name, imports_in, module_of, python_files, tree_of
from tests.conventions.test_tables import models

GRANTS = read_grants(documents.read("grants.yaml"))
AUTHORIZERS = {"citizen-authorizer": "chalicelib.shared.tokens", "staff-authorizer": "chalicelib.shared.staff"}
_MODULES = {module_of(path): path for path in python_files("chalicelib")}
# What AWS calls beside routes: the functions of a workflow.py that bear this mark, each a function of its own.
_MARK = "lambda_function"
_PLURALS = {model.__name__: plural for plural, model in models().items()}
WAITING = [name for name in machine_names() if ".waitForTaskToken" in documents.minified(definition(name))]
# The one module that speaks to Step Functions.
_EXECUTIONS = "chalicelib.shared.executions"
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
    foreign = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in sys.stdlib_module_names
        for alias in node.names
    }
    return (used & _PLURALS.keys()) - foreign


def secrets_used(tree: ast.AST) -> set[str]:
    """Return the secrets that a file names."""
    return {
        argument.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called_name(node) in {"secret", "keyed_hash"} and node.args
        for argument in node.args[:1]
        if isinstance(argument, ast.Constant)
    }


def actions_offered(tree: ast.AST) -> dict[str, set[str]]:
    """Return the actions of Step Functions that each function asks for, itself or through its neighbours."""
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    words = {name: {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)} |
                   {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
                   | {str(each.value) for each in ast.walk(node) if isinstance(each, ast.Constant)}
             for name, node in functions.items()}  # fmt: skip
    for _ in functions:
        words = {name: found | set().union(*(words[each] for each in found & words.keys()))
                 for name, found in words.items()}  # fmt: skip
    called = {re.sub(r"(?<!^)(?=[A-Z])", "_", action).lower(): action for action in ACTIONS}
    return {name: {called[each] for each in found & called.keys()} for name, found in words.items()}


def actions_used(tree: ast.AST, offered: dict[str, set[str]]) -> set[str]:
    """Return the actions that a file asks for by calling `executions.<function>`."""
    named = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "executions"
    }
    return set().union(*(offered.get(name, set()) for name in named))


def workflows_used(modules: set[str]) -> dict[str, set[str]]:
    """Return the actions by state machine that these modules use together."""
    if _EXECUTIONS not in modules:
        return {}
    trees = [tree_of(_MODULES[module]) for module in modules]
    offered = actions_offered(tree_of(_MODULES[_EXECUTIONS]))
    actions = set().union(*(actions_used(tree, offered) for tree in trees))
    names = {
        node.args[0].value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called_name(node) == "workflow" and isinstance(node.args[0], ast.Constant)
    }
    # A token names no state machine: whoever does nothing but send tokens back may do so for all that wait for one.
    return {str(name): actions for name in names or WAITING} if actions else {}


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
def needs_of(starts: tuple[str, ...]) -> tuple[set[str], set[str], bool, dict[str, set[str]]]:
    """Return the tables, the secrets, whether the sealing key, and the workflows that modules and those below need."""
    modules = set().union(*(modules_below(start) for start in starts))
    trees = [tree_of(_MODULES[module]) for module in modules]
    tables = {_PLURALS[name] for tree in trees for name in models_used(tree)}
    secrets = {name for tree in trees for name in secrets_used(tree)}
    return tables, secrets, "chalicelib.shared.sealing" in modules, workflows_used(modules)


def granted(function: str) -> tuple[set[str], set[str], bool, dict[str, set[str]]]:
    """Return the same of a block of grants.yaml."""
    grant = GRANTS[function]
    workflows = {name: set(actions) for name, actions in grant.workflows.items()}
    return set(grant.tables), set(grant.secrets), "identities" in grant.keys, workflows


def group_rows(readme: str) -> set[str]:
    """Return the names in the first cells of a README's tables."""
    return set(re.findall(r"^\| *`([a-z\-]+)` *\|", readme, re.MULTILINE))


def test_every_feature_has_a_block_of_grants_and_no_block_is_left_over() -> None:
    served = {function.name for function in functions()}

    assert GRANTS.keys() == served | AUTHORIZERS.keys() | HANDLERS.keys()


@pytest.mark.parametrize("function", functions(), ids=lambda function: function.name)
def test_a_function_may_use_exactly_the_tables_and_secrets_that_its_code_uses(function: Function) -> None:
    assert granted(function.name) == needs_of(tuple(function.faces()))


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


def test_what_is_asked_of_step_functions_is_found_where_it_is_used() -> None:
    shared = """
def _client(): return client("stepfunctions")
def wake(token): _client().send_task_success(taskToken=token, output="{}")
def start(name): _client().start_execution(name=name)
def begin(name): return start(name) or _client().describe_execution(name)
def running(): yield from _pages("list_executions")
"""
    offered = actions_offered(ast.parse(shared))

    assert offered["wake"] == {"SendTaskSuccess"}
    assert offered["begin"] == {"StartExecution", "DescribeExecution"}
    assert actions_used(ast.parse("executions.running(); executions.wake(token)"), offered) == {
        "ListExecutions",
        "SendTaskSuccess",
    }


def test_a_row_of_the_readme_is_found() -> None:
    assert group_rows("| group | state |\n| `map` | planned |\n| health | x |\n text `login` |") == {"map"}
