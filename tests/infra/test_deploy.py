"""The steps of a deployment that need no stack: bucket, artefact, keys; and what is said when one fails."""

import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import jwt
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from infra import deploy
from infra.bucket import ensure_bucket, upload
from infra.build import Built
from infra.cloud import Cloud
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
    bucket = ensure_bucket(cloud, "local")

    closed = cloud.client("s3").get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    assert bucket == f"city-test-artefacts-123456789012-{REGION}"
    assert set(closed.values()) == {True}


def test_a_second_deployment_takes_the_bucket_that_is_there(cloud: Cloud) -> None:
    assert ensure_bucket(cloud, "local") == ensure_bucket(cloud, "local")


def test_an_artefact_is_sent_once(cloud: Cloud, built: Built) -> None:
    said: list[str] = []
    talking = Cloud(cloud.client, cloud.stage, said.append)
    bucket = ensure_bucket(cloud, "local")

    upload(talking, built, bucket)
    upload(talking, built, bucket)

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


def test_an_object_of_other_bytes_under_the_artefacts_name_is_replaced(cloud: Cloud, built: Built) -> None:
    bucket, s3 = ensure_bucket(cloud, "local"), cloud.client("s3")
    for key in (built.code_key, f"{built.code_key}.old"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"pwn")

    upload(cloud, built, bucket)

    assert s3.get_object(Bucket=bucket, Key=built.code_key)["Body"].read() == b"zip"


def test_a_longer_name_is_not_the_artefact(cloud: Cloud, built: Built) -> None:
    bucket, s3 = ensure_bucket(cloud, "local"), cloud.client("s3")
    s3.put_object(Bucket=bucket, Key=f"{built.code_key}.old", Body=b"zip")

    upload(cloud, built, bucket)

    assert s3.get_object(Bucket=bucket, Key=built.code_key)["Body"].read() == b"zip"


def test_the_bucket_keeps_what_is_overwritten_and_speaks_tls_alone_on_aws(cloud: Cloud) -> None:
    bucket, s3 = ensure_bucket(cloud, "aws"), cloud.client("s3")

    [statement] = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    assert (statement["Effect"], statement["Action"]) == ("Deny", "s3:*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert statement["Resource"] == [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]


def test_a_stage_that_nobody_described_is_refused_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert deploy.main(["nowhere"]) == 1

    assert "copy infra/stages/example.yaml" in capsys.readouterr().err


def test_what_aws_refuses_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_: object) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "You may not."}}, "CreateStack")

    monkeypatch.setattr(deploy, "_described", refused)

    assert deploy.main(["prod"]) == 1
    assert capsys.readouterr().err == "AWS refused CreateStack: You may not.\n"


def test_short_days_are_refused_where_citizens_are_promised_something(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(deploy, "_described", lambda _: {"parameters": {"DaySeconds": "600"}})

    assert deploy.main(["prod"]) == 1
    assert "DaySeconds" in capsys.readouterr().err
