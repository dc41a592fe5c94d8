"""Every code that the city can answer with, found by reading the source rather than by running into it."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from chalicelib.published.importing import findings
from chalicelib.shared import bodies
from chalicelib.shared.errors import CityError
from tests.conventions.source import called_name, functions_in, module_of, name_of, python_files, tree_of

# Where a field's code stands among the arguments of what makes a field error.
_FIELD_MAKERS = {"FieldError": 1, "invalid_field": 1, "_refusal": 0, "_Wrong": 0}


@dataclass
class Codes:
    """Codes of refusals with their statuses, codes of fields, and texts that are asked for by name."""

    refusals: dict[str, set[int]] = field(default_factory=dict)
    fields: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    statuses: set[int] = field(default_factory=set)

    def all_texts(self) -> set[str]:
        """Return the keys that both catalogs need, and no others."""
        titles = {f"status_{status}" for status in self.statuses}
        return {*self.refusals, *(f"field_{code}" for code in self.fields), *self.texts, *titles}


def kinds() -> dict[str, type[CityError]]:
    """Return every kind of refusal by the name of its class."""
    for path in python_files("chalicelib"):
        importlib.import_module(module_of(path))
    found: list[type[CityError]] = [CityError]
    for kind in found:
        found += [each for each in kind.__subclasses__() if each.__module__.startswith("chalicelib.")]
    return {kind.__name__: kind for kind in found}


def codes_of_the_city() -> Codes:
    """Return every code that chalicelib can answer with."""
    # What an import says of a row is documented in docs/datasets.md, where the tests of importing look for it.
    told = {findings.text_code(code) for code in (*findings.SEVERITIES, findings.AND_MORE)}
    codes = Codes(fields={*bodies._CODES.values(), "wrong_value"}, texts=told)
    known = kinds()
    for path in python_files("chalicelib"):
        collect(tree_of(path), known, codes, name_of(path))
    for kind in known.values():
        codes.statuses.add(kind.status)
        _collect_default(kind, codes)
    return codes


def collect(tree: ast.Module, known: dict[str, type[CityError]], codes: Codes, where: str = "here") -> None:
    """Add the codes of one file; raise LookupError for a refusal whose code is not written where it is made."""
    for owner, call in _calls(tree):
        name = called_name(call)
        if name in known:
            _collect_refusal(call, known[name], codes, where)
        elif name == "__init__" and owner in known and _constant(call, 0):
            codes.refusals.setdefault(str(_constant(call, 0)), set()).add(known[owner].status)
        elif name in _FIELD_MAKERS and (code := _constant(call, _FIELD_MAKERS[name])):
            codes.fields.add(code)
        elif name == "message" and (code := _constant(call, 0)):
            codes.texts.add(code)
    for function in functions_in(tree):
        # Rules say what is wrong with a value by returning the code: `_time_problem(…) -> "not_a_time" | None`.
        if function.name.endswith("_problem"):
            codes.fields |= set(_returned(function))


def _collect_refusal(call: ast.Call, kind: type[CityError], codes: Codes, where: str) -> None:
    code = _constant(call, 0)
    if code:
        codes.refusals.setdefault(code, set()).add(kind.status)
    elif call.args:
        raise LookupError(f"{where}:{call.lineno}: {ast.unparse(call)} does not say its code")


def _collect_default(kind: type[CityError], codes: Codes) -> None:
    parameter = inspect.signature(kind.__init__).parameters.get("code")
    if parameter is not None and isinstance(parameter.default, str):
        codes.refusals.setdefault(parameter.default, set()).add(kind.status)


def _calls(tree: ast.AST, owner: str = "") -> Iterator[tuple[str, ast.Call]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call):
            yield owner, node
        yield from _calls(node, node.name if isinstance(node, ast.ClassDef) else owner)


def _constant(call: ast.Call, place: int) -> str | None:
    argument: Any = call.args[place] if len(call.args) > place else None
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


def _returned(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            yield from _strings_that_result(node.value)


def _strings_that_result(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from _strings_that_result(value.body)
        yield from _strings_that_result(value.orelse)
