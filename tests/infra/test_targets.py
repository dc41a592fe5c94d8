"""Where the city on AWS and the one on this machine differ: here is the whole list, with the reason of each."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest

from infra import bucket, build, stacks
from infra.cloud import Cloud
from infra.packaging import artefact, requirements

# Parameters that the build sets for its target.
PARAMETERS = {
    "Cloud": "tells the templates where they are, for the differences below",
    "Runtime": "the embedded AWS runs functions with this machine's Python; bytecode and wheels fit one version",
    "Architecture": "wheels are made for one processor; on AWS arm64 is the cheaper one",
    "CodeKey": "the hash of the artefact, which holds other wheels and other bytecode",
    "PicturesLayerKey": "the hash of the layer, whose wheels are made for one processor, too",
}
# What a template makes or sets in one place alone, by stack.
CONDITIONS = {
    "data": {
        "GuardedOnAws DeletionProtectionEnabled": "a city on a developer's machine may be cleared away",
        "OnAws AWS::S3::BucketPolicy": "it refuses plain HTTP, which is what the embedded AWS speaks on loopback",
        "OnAws BlockPublicPolicy": "on AWS the CDN alone reads public data; here everybody on loopback does",
        "OnAws RestrictPublicBuckets": "the same, for a policy that stands already",
    },
    "edge": {
        "OnAws AWS::CloudFront::OriginAccessControl": "on a developer's machine there is no CDN",
        "OnAws AWS::CloudFront::Distribution": "on a developer's machine there is no CDN",
        "OwnDomain Aliases": "a city may have a domain of its own before its CDN",
        "OwnDomain ViewerCertificate": "which then has a certificate of its own",
        "OnAws AWS::S3::BucketPolicy": "lets the CDN alone read the bucket of public data, over TLS",
        "OnEmbedded AWS::S3::BucketPolicy": "lets everybody on loopback read the same, as the CDN does on AWS",
    },
    "api": {
        "OnEmbedded AWS::ApiGateway::GatewayResponse": "it reads no gateway responses out of a body, as AWS does",
        "OnEmbedded Description": "puts those responses before the deployment, which takes only what is there",
        "OnAws AWS::WAFv2::WebACL": "the embedded AWS has no firewall; the function's own counter works there, too",
        "OnAws AWS::WAFv2::WebACLAssociation": "puts that firewall before the citizen API",
        "OnAws Condition": "it knows no kms:EncryptionContext key and would refuse every use of the sealing key",
    },
    "messaging": {},
    "workflows": {},
    "operations": {
        "OnAws AWS::CloudWatch::Alarm": "the embedded AWS knows no alarm that is reckoned from several metrics",
    },
}
# Calls that a deployment makes on AWS alone.
CALLS = {
    "put_bucket_policy": "the embedded AWS speaks plain HTTP on loopback and would lock itself out",
    "update_termination_protection": "a city on a developer's machine may be cleared away",
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


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, build.Built]:
    """What both builds write, but for the artefact, which takes minutes."""

    def made(platform: requirements.Platform, city: str, _: object, target: Path) -> Path:
        target.write_text(platform.name, "utf-8")
        return target

    elsewhere = requirements.Platform("local", (3, 12), "x86_64")
    folder = tmp_path_factory.mktemp("builds")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(artefact, "make", made)
        patch.setattr(requirements, "this_machine", lambda: elsewhere)
        return {target: build.build(target, out=folder / target) for target in ("local", "aws")}


@pytest.mark.parametrize("stack", build.STACKS)
def test_both_builds_write_the_very_same_templates(builds: dict[str, build.Built], stack: str) -> None:
    assert builds["local"].templates[stack].read_bytes() == builds["aws"].templates[stack].read_bytes()


def test_both_builds_differ_in_these_parameters_alone(builds: dict[str, build.Built]) -> None:
    local, aws = (json.loads((builds[each].folder / "parameters.json").read_text("utf-8")) for each in ("local", "aws"))

    assert set(local) == set(aws)
    assert {name for name in aws if local[name] != aws[name]} == set(PARAMETERS)


def test_only_the_stack_of_a_city_on_aws_is_protected_and_only_once_it_stands(templates: dict[str, Any]) -> None:
    data = templates["data"]

    assert data["Parameters"]["Protected"]["Default"] == "false"
    assert data["Conditions"]["GuardedOnAws"] == {
        "Fn::And": [{"Fn::Equals": [{"Ref": "Cloud"}, "aws"]}, {"Fn::Equals": [{"Ref": "Protected"}, "true"]}]
    }


def test_what_a_failed_creation_leaves_is_nothing(templates: dict[str, Any]) -> None:
    for template in templates.values():
        policies = {each.get("DeletionPolicy", "Delete") for each in template["Resources"].values()}

        assert policies <= {"Delete", "RetainExceptOnCreate"}


def test_both_deployments_differ_in_these_calls_alone(builds: dict[str, build.Built]) -> None:
    calls = {target: calls_of_a_deployment(built) for target, built in builds.items()}

    assert calls["aws"] ^ calls["local"] == set(CALLS)
    assert set(CALLS) <= calls["aws"]


def calls_of_a_deployment(built: build.Built) -> set[str]:
    anything = MagicMock()
    anything.describe_stacks.return_value = {"Stacks": [{"StackStatus": "UPDATE_COMPLETE"}]}
    cloud = Cloud(lambda _: anything, "test")

    named = bucket.ensure_bucket(cloud, built.target)
    bucket.upload(cloud, built, named)
    for stack in build.STACKS:
        stacks.put_stack(cloud, built, stack, built.parameters, named)
    return {name for name, _, _ in anything.method_calls}


def test_the_artefact_for_aws_is_made_for_python_3_13_on_arm64() -> None:
    parameters = build.parameters_of(requirements.AWS, "hcmc", "code/1.zip", {})

    assert (parameters["Runtime"], parameters["Architecture"]) == ("python3.13", "arm64")


@pytest.mark.parametrize("stack", build.STACKS)
def test_templates_differ_by_these_conditions_alone(templates: dict[str, Any], stack: str) -> None:
    assert set(conditional(templates[stack]["Resources"])) == set(CONDITIONS[stack])


def test_every_difference_has_its_reason() -> None:
    reasons = [
        *PARAMETERS.values(),
        *CALLS.values(),
        *(reason for each in CONDITIONS.values() for reason in each.values()),
    ]

    assert all(len(reason) > 20 for reason in reasons)


@pytest.mark.long
def test_both_artefacts_hold_the_same_files() -> None:
    try:
        artefact.python_for(requirements.AWS)
    except requirements.BuildError as error:
        pytest.skip(str(error))

    names = {target: set(entries(target)) for target in ("local", "aws")}

    assert names["local"] ^ names["aws"] == set(ONLY_IN_ONE_ZIP)


def entries(target: str) -> Iterator[str]:
    made = build.build(target)
    for name in artefact.names(made.code):
        yield _TAGS.sub("*", name)
