"""Where the city on AWS and the one on this machine differ: here is the whole list, with the reason of each."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from infra import build
from infra.packaging import artefact, documents, requirements

# Parameters that the build sets for its target.
PARAMETERS = {
    "Cloud": "tells the templates where they are, for the differences below",
    "Runtime": "the embedded AWS runs functions with this machine's Python; bytecode and wheels fit one version",
    "Architecture": "wheels are made for one processor; on AWS arm64 is the cheaper one",
    "CodeKey": "the hash of the artefact, which holds other wheels and other bytecode",
}
# What a template makes or sets in one place alone, by stack.
CONDITIONS = {
    "data": {
        "GuardedOnAws DeletionProtectionEnabled": "a city on a developer's machine may be cleared away",
    },
    "api": {
        "OnEmbedded AWS::ApiGateway::GatewayResponse": "it reads no gateway responses out of a body, as AWS does",
        "OnEmbedded Description": "puts those responses before the deployment, which takes only what is there",
        "OnAws Condition": "it knows no kms:EncryptionContext key and would refuse every use of the sealing key",
    },
    "operations": {},
}
# Files of the artefact that only one of the two has; `*` stands for the processor's and interpreter's tag.
ONLY_IN_ONE_ZIP: dict[str, str] = {}


_TAGS = re.compile(r"(?<=\.)(cpython-3\d+(-\w+)*(?=\.)|abi3)")


def conditional(node: Any, name: str = "") -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("Condition"), str) and "Type" in node:
            yield f"{node['Condition']} {node['Type']}"
        if "Fn::If" in node:
            yield f"{node['Fn::If'][0]} {name}"
        for key, value in node.items():
            yield from conditional(value, name if key.startswith("Fn::") else key)
    elif isinstance(node, list):
        for value in node:
            yield from conditional(value, name)


def test_both_targets_get_the_very_same_templates(templates: dict[str, Any]) -> None:
    assert {stack: documents.minified(template) for stack, template in build.templates().items()} == {
        stack: documents.minified(template) for stack, template in templates.items()
    }


def test_targets_differ_in_these_parameters_alone() -> None:
    local = build.parameters_of(requirements.Platform("local", (3, 12), "x86_64"), "hcmc", "code/1.zip")
    aws = build.parameters_of(requirements.AWS, "hcmc", "code/2.zip")

    assert set(local) == set(aws)
    assert {name for name in aws if local[name] != aws[name]} == set(PARAMETERS)


def test_the_artefact_for_aws_is_made_for_python_3_13_on_arm64() -> None:
    parameters = build.parameters_of(requirements.AWS, "hcmc", "code/1.zip")

    assert (parameters["Runtime"], parameters["Architecture"]) == ("python3.13", "arm64")


@pytest.mark.parametrize("stack", build.STACKS)
def test_templates_differ_by_these_conditions_alone(templates: dict[str, Any], stack: str) -> None:
    assert set(conditional(templates[stack]["Resources"])) == set(CONDITIONS[stack])


def test_every_difference_has_its_reason() -> None:
    reasons = [*PARAMETERS.values(), *(reason for each in CONDITIONS.values() for reason in each.values())]

    assert all(len(reason) > 20 for reason in reasons)


@pytest.mark.long
def test_both_artefacts_hold_the_same_files() -> None:
    names = {target: set(entries(target)) for target in ("local", "aws")}

    assert names["local"] ^ names["aws"] == set(ONLY_IN_ONE_ZIP)


def entries(target: str) -> Iterator[str]:
    made = build.build(target)
    for name in artefact.names(made.code):
        yield _TAGS.sub("*", name)
