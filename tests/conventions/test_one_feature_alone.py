"""A function serves its own group and loads nothing of the others; look-up functions load almost nothing."""

import json
import os
import subprocess
import sys
from functools import cache
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from chalicelib.features import FACES, FEATURES, Function, function_named, function_of, functions, named
from chalicelib.shared import city
from infra.packaging import documents
from infra.packaging.grants import read_grants
from tests import borders
from tests.conventions.source import PROJECT
from tests.loopback import loopback
from tests.published import PublicFiles

# Another group's service that a group calls by the floors of the house; never its routes.
CALLS = {"login": {"account"}}
GRANTS = read_grants(documents.read("grants.yaml"))
# Functions that keep nothing of their own must start fast.
LOOK_UP = [function.name for function in functions() if not GRANTS[function.name].tables]
HEAVY = {"botocore.session", "botocore.auth", "boto3", "pynamodb", "jwt", "aws_xray_sdk", "pydantic", "cryptography"}

# What is asked of lists that answer no empty question.
ASKED = {"/v1/health/licences": {"number": "MAU-00001/SYT-GPHĐ"}}
# What Lambda does: import the app, then serve events of API Gateway; here every list, and the first record of each.
_SCRIPT = """
import json, sys, types
import app

def ask(route, query, values):
    path = route.format(**values)
    event = {
        "requestContext": {"resourcePath": route, "httpMethod": "GET", "requestId": "request-1", "path": path},
        "headers": {}, "multiValueHeaders": {}, "multiValueQueryStringParameters": {n: [v] for n, v in query.items()},
        "pathParameters": values, "stageVariables": None, "body": None, "isBase64Encoded": False, "httpMethod": "GET",
        "path": path,
    }
    return app.app(event, types.SimpleNamespace(aws_request_id="request-1"))

routes = {path: sorted(methods) for path, methods in app.app.routes.items()}
asked = json.loads(sys.argv[1])
lists = sorted(path for path in routes if routes[path] == ["GET"] and "{" not in path) if asked is not None else []
answers = {path: ask(path, asked.get(path, {}), {}) for path in lists}
for path in lists:
    for route in routes:
        if route.startswith(path + "/{"):
            name = route.removeprefix(path + "/{").partition("}")[0]
            record = json.loads(answers[path]["body"])["items"][0]
            answers[route] = ask(route, {}, {name: record[name]})
statuses = {path: answer["statusCode"] for path, answer in answers.items()}
found = {"routes": sorted(routes), "modules": sorted(sys.modules), "answers": statuses}
sys.stderr.write(json.dumps(found))
"""


@cache
def alone(function: str) -> dict[str, Any]:
    """Return what a process that serves one function has routes for and has loaded."""
    lambda_ = {"FEATURE": function, "AWS_LAMBDA_FUNCTION_NAME": f"city-test-{function}", "LOG_LEVEL": "INFO"}
    command = [sys.executable, "-c", _SCRIPT, json.dumps(ASKED if function in LOOK_UP else None)]
    with TemporaryDirectory() as folder, loopback(_published().at) as reached:
        # What is published, and the one secret that signs cursors.
        outside = {"PUBLIC_URL": reached.url, "AWS_ENDPOINT_URL": reached.url, "SMALL_CALLS": "1", "TMPDIR": folder}
        environment = {**os.environ, **lambda_, **outside}
        done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stderr)
    return found


@cache
def _published() -> PublicFiles:
    """Return the pack's samples, and borders of the unit that the map lists first."""
    files = PublicFiles()
    borders.publish(files, borders.two_wards(west=city.load("units")["items"][0]["code"]))
    return files


def foreign_modules(function: Function, modules: list[str]) -> list[str]:
    """Return what was loaded of other groups, but for services this group may call, and of parts that stand apart."""
    others = [other for other in FEATURES if other.name != function.group]
    apart = [
        module
        for other in named(function.group).functions()[1:]
        for package in other.packages
        for module in modules
        if other != function and is_in(package, module)
    ]
    return apart + [
        module
        for other in others
        for module in modules
        if is_in(other.package, module)
        if other.name not in CALLS.get(function.group, set()) or module.rsplit(".", 1)[-1] in FACES
    ]


def is_in(package: str, module: str) -> bool:
    """Tell whether a module is a package or lies in it."""
    return module == package or module.startswith(package + ".")


def loaded_heavily(modules: list[str]) -> set[str]:
    """Return the heavy libraries among the modules that were loaded."""
    return {heavy for heavy in HEAVY for module in modules if module == heavy or module.startswith(heavy + ".")}


by_function = pytest.mark.parametrize("function", functions(), ids=lambda function: function.name)


@by_function
def test_a_function_serves_only_its_own_paths(function: Function) -> None:
    routes = alone(function.name)["routes"]

    assert routes
    assert [path for path in routes if function_of(path) != function] == []


@by_function
def test_a_function_loads_nothing_of_other_groups_or_of_what_stands_apart(function: Function) -> None:
    assert foreign_modules(function, alone(function.name)["modules"]) == []


@by_function
def test_a_function_of_routes_loads_no_handler_that_has_a_function_of_its_own(function: Function) -> None:
    assert [module for module in alone(function.name)["modules"] if module.endswith(".workflow")] == []


@pytest.mark.parametrize("function", LOOK_UP)
def test_a_look_up_function_serves_without_loading_a_heavy_library(function: str) -> None:
    found = alone(function)

    assert found["answers"] == dict.fromkeys(found["routes"], 200)
    assert loaded_heavily(found["modules"]) == set()


def test_the_groups_are_the_twelve_and_the_platform() -> None:
    assert [feature.name for feature in FEATURES] == [
        "feedback", "education", "health", "tourism", "transport", "construction", "agencies", "public-services",
        "map", "account", "login", "notifications", "platform",
    ]  # fmt: skip


def test_an_unknown_feature_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(KeyError, match=r"FEATURE='weather'.*feedback.*construction-certificates.*platform"):
        function_named("weather")
    with pytest.raises(KeyError, match=r"'construction-certificates'.*feedback.*platform"):
        named("construction-certificates")


def test_what_stands_apart_owns_its_paths_and_nothing_beside_them() -> None:
    owners = {
        path: (found := function_of(path)) and found.name
        for path in ("/v1/construction/certificates", "/v1/construction/certificates/x",
                     "/v1/construction/certificates-of-old", "/v1/construction/projects", "/v1/constructions")
    }  # fmt: skip

    assert list(owners.values()) == [
        "construction-certificates", "construction-certificates", "construction", "construction", None,
    ]  # fmt: skip


def test_what_belongs_to_another_group_is_found() -> None:
    loaded = ["chalicelib.map", "chalicelib.map.service", "chalicelib.login.service", "chalicelib.mapping"]

    login = function_named("login")
    assert foreign_modules(login, loaded) == ["chalicelib.map", "chalicelib.map.service"]
    assert foreign_modules(login, ["chalicelib.account.service", "chalicelib.account.routes"]) == [
        "chalicelib.account.routes"
    ]


def test_what_stands_apart_within_a_group_is_found() -> None:
    loaded = [
        "chalicelib.construction",
        "chalicelib.construction.dataset",
        "chalicelib.construction.certificates.rules",
    ]

    assert foreign_modules(function_named("construction"), loaded) == loaded[2:]
    assert foreign_modules(function_named("construction-certificates"), loaded) == []


def test_a_heavy_library_is_found() -> None:
    assert loaded_heavily(["pydantic_core", "pydantic.main", "botocore", "json"]) == {"pydantic"}
