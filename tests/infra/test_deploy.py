"""The steps of a deployment that need no stack: bucket, artefact, keys; and what is said when a stack fails."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import jwt
import pytest
from moto import mock_aws

from infra import deploy
from infra.build import Built
from infra.deploy import Cloud, DeployError
from infra.keys import new_signing_keys, public_part

REGION = "ap-southeast-1"


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    """An empty account."""
    with mock_aws():
        yield Cloud(lambda service: boto3.client(service, region_name=REGION), "test")


@pytest.fixture
def built(tmp_path: Path) -> Built:
    """A build with a small artefact and one template."""
    (tmp_path / "code.zip").write_bytes(b"zip")
    (tmp_path / "data.json").write_text(json.dumps({"Parameters": {"Stage": {}}, "Resources": {}}), "utf-8")
    return Built("local", tmp_path, tmp_path / "code.zip", "code/1.zip", {"data": tmp_path / "data.json"})


def test_the_bucket_of_artefacts_is_closed_to_the_public(cloud: Cloud) -> None:
    bucket = deploy.ensure_bucket(cloud)

    closed = cloud.client("s3").get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    assert bucket == f"city-test-artefacts-123456789012-{REGION}"
    assert set(closed.values()) == {True}


def test_a_second_deployment_takes_the_bucket_that_is_there(cloud: Cloud) -> None:
    assert deploy.ensure_bucket(cloud) == deploy.ensure_bucket(cloud)


def test_an_artefact_is_sent_once(cloud: Cloud, built: Built) -> None:
    said: list[str] = []
    talking = Cloud(cloud.client, cloud.stage, said.append)
    bucket = deploy.ensure_bucket(cloud)

    deploy.upload(talking, built, bucket)
    deploy.upload(talking, built, bucket)

    assert len(said) == 1
    assert cloud.client("s3").get_object(Bucket=bucket, Key=built.code_key)["Body"].read() == b"zip"


def test_a_signing_key_is_made_once_and_kept(cloud: Cloud) -> None:
    cloud.client("secretsmanager").create_secret(Name="signing-key")

    first = deploy.ensure_signing_key(cloud, "signing-key")
    second = deploy.ensure_signing_key(cloud, "signing-key")

    assert first == second
    assert "d" not in first["keys"][0]


def test_a_key_set_signs_what_its_public_part_accepts() -> None:
    private = new_signing_keys()
    key = private["keys"][0]

    token = jwt.encode({"sub": "an"}, jwt.PyJWK(key).key, algorithm="ES256")

    public = jwt.PyJWK(public_part(private)["keys"][0])
    assert jwt.decode(token, public.key, algorithms=["ES256"]) == {"sub": "an"}
    assert key["kid"] != new_signing_keys()["keys"][0]["kid"]


def test_a_secret_that_has_its_value_is_left_alone(cloud: Cloud) -> None:
    secrets = cloud.client("secretsmanager")
    secrets.create_secret(Name="vneid-client")

    deploy.ensure_secret(cloud, "vneid-client", "one")
    version = secrets.describe_secret(SecretId="vneid-client")["VersionIdsToStages"]
    deploy.ensure_secret(cloud, "vneid-client", "one")

    assert secrets.describe_secret(SecretId="vneid-client")["VersionIdsToStages"] == version
    assert secrets.get_secret_value(SecretId="vneid-client")["SecretString"] == "one"


class FailingCloudFormation:
    """Takes a stack and rolls it back, as CloudFormation does with a table that cannot be made."""

    class exceptions:
        ClientError = RuntimeError

    def __init__(self) -> None:
        self.made = False

    def create_stack(self, **_: Any) -> None:
        self.made = True

    def describe_stacks(self, StackName: str) -> dict[str, Any]:
        if not self.made:
            raise RuntimeError(f"Stack with id {StackName} does not exist")
        return {"Stacks": [{"StackStatus": "ROLLBACK_COMPLETE"}]}

    def describe_stack_events(self, **_: Any) -> dict[str, Any]:
        return {
            "StackEvents": [
                {"ResourceStatus": "ROLLBACK_COMPLETE", "LogicalResourceId": "city-test-data"},
                {"ResourceStatus": "CREATE_FAILED", "LogicalResourceId": "Reports", "ResourceStatusReason": "exists"},
                {"ResourceStatus": "CREATE_IN_PROGRESS", "LogicalResourceId": "city-test-data"},
                {"ResourceStatus": "CREATE_FAILED", "LogicalResourceId": "Audit", "ResourceStatusReason": "long ago"},
            ]
        }


def test_a_stack_that_fails_says_which_resource_and_why(cloud: Cloud, built: Built) -> None:
    failing = FailingCloudFormation()
    there = Cloud(lambda name: failing if name == "cloudformation" else cloud.client(name), "test")
    bucket = deploy.ensure_bucket(cloud)

    with pytest.raises(DeployError, match=r"^city-test-data: ROLLBACK_COMPLETE\n  Reports: exists$"):
        deploy.put_stack(there, built, "data", {"Stage": "test"}, bucket)


def test_a_stage_that_nobody_described_is_refused_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert deploy.main(["nowhere"]) == 1

    assert "copy infra/stages/example.yaml" in capsys.readouterr().err
