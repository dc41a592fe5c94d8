"""A function imports its own feature and no other: each is tried in a process of its own, as Lambda does."""

import json
import os
import subprocess
import sys

import pytest

from chalicelib import features

# What a look-up function must not load: it calls no AWS service and checks no token by itself.
HEAVY = ("botocore.session", "pynamodb", "jwt", "aws_xray_sdk", "cryptography")
LOOK_UPS = ("education", "health", "tourism", "transport", "construction", "agencies", "map")
# A group may stand on those of lower floors (architecture §1).
BELOW = {"login": {"account"}}


def imported(feature: str) -> dict[str, list[str]]:
    script = (
        "import app, json, sys; print(json.dumps({'modules': sorted(sys.modules), 'routes': list(app.app.routes)}))"
    )
    environment = {**os.environ, "FEATURE": feature}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", features.names())
def test_a_function_serves_and_imports_its_own_feature_alone(name: str) -> None:
    found = imported(name)
    own = features.named(name)
    others = {
        each.name
        for each in features.FEATURES
        if any(module == each.package or module.startswith(f"{each.package}.") for module in found["modules"])
    }

    assert others == {name} | BELOW.get(name, set())
    assert found["routes"]
    assert all(own.owns(path) for path in found["routes"])


@pytest.mark.parametrize("name", LOOK_UPS)
def test_a_look_up_function_loads_nothing_heavy(name: str) -> None:
    modules = set(imported(name)["modules"])

    assert not modules & set(HEAVY)


def test_an_unknown_feature_is_refused_by_name() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import app"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "FEATURE": "educatoin"},
    )

    assert done.returncode != 0
    assert "FEATURE='educatoin' is no feature of this city" in done.stderr
