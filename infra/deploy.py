"""Deploy a build, to AWS or to the embedded one: `python -m infra.deploy prod`, or `deploy()` from code.

One path for both: what `make run` does every day on a developer's machine is, call for call, what AWS gets.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from infra import build as building
from infra import push
from infra.bucket import ensure_bucket, upload
from infra.build import STACKS, Built
from infra.cloud import Cloud, DeployError
from infra.keys import new_signing_keys, public_part
from infra.packaging import documents
from infra.packaging.requirements import BuildError
from infra.stacks import put_stack


def deploy(cloud: Cloud, built: Built, parameters: Mapping[str, str]) -> dict[str, str]:
    """Deploy every stack of a build in order, the signing key between them; return all outputs together.

    `parameters` are those that only the installation knows: BaseUrl, TokenIssuer, VneidIssuer and so on. Outputs of a
    stack become parameters of the same name of those after it.
    """
    bucket = ensure_bucket(cloud, built.target)
    upload(cloud, built, bucket)
    described = {**built.parameters, **parameters, "Stage": cloud.stage, "CodeBucket": bucket}
    outputs: dict[str, str] = {}
    for name in STACKS:
        made = _between(cloud, outputs) if name == "api" else {}
        outputs |= put_stack(cloud, built, name, {**outputs, **made, **described}, bucket)
    return outputs


def _between(cloud: Cloud, outputs: Mapping[str, str]) -> dict[str, str]:
    """Return what no template can make: the public keys of the signing key, and the applications for push."""
    public = ensure_signing_key(cloud, outputs["SecretSigningKey"])
    credentials = {
        platform: secret_value(cloud, outputs[f"SecretPush{platform.title()}"]) for platform in push.PLATFORMS
    }
    return {"TokenJwks": json.dumps(public, separators=(",", ":")), **push.ensure_applications(cloud, credentials)}


def ensure_signing_key(cloud: Cloud, secret: str) -> dict[str, Any]:
    """Return the public key set of the stage, making the private one the first time; a key that is there is kept."""
    kept = secret_value(cloud, secret)
    if kept is None:
        cloud.progress("signing key")
        kept = json.dumps(new_signing_keys())
        cloud.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=kept)
    return public_part(json.loads(kept))


def ensure_secret(cloud: Cloud, secret: str, value: str) -> None:
    """Give a secret its value when it has none or another one."""
    if secret_value(cloud, secret) != value:
        cloud.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=value)


def secret_value(cloud: Cloud, secret: str) -> str | None:
    """Return what a secret holds, None when nothing was put in yet."""
    secrets = cloud.client("secretsmanager")
    try:
        # A secret that was never given a value is not found on AWS; the embedded AWS gives an empty text.
        return secrets.get_secret_value(SecretId=secret)["SecretString"] or None
    except secrets.exceptions.ResourceNotFoundException:
        return None


def main(arguments: list[str] | None = None) -> int:
    """Build for AWS and deploy a stage, with the credentials of the AWS configuration."""
    parser = argparse.ArgumentParser(prog="python -m infra.deploy", description="Deploy one stage to AWS.")
    parser.add_argument("stage", help="name of the installation; infra/stages/<stage>.yaml describes it")
    stage = parser.parse_args(arguments).stage
    try:
        described = _described(stage)
        _refuse_short_days(stage, described["parameters"])
        session = _session(described.get("region"))
        built = building.build("aws", city=described.get("city", building.CITY))
        outputs = deploy(Cloud(session.client, stage, _say), built, described["parameters"])
    except (BuildError, DeployError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except ClientError as error:
        said = error.response["Error"]
        sys.stderr.write(f"AWS refused {error.operation_name}: {said.get('Message') or said.get('Code')}\n")
        return 1
    except BotoCoreError as error:
        sys.stderr.write(f"AWS could not be asked: {error}\n")
        return 1
    for name, value in sorted(outputs.items()):
        _say(f"{name} = {value}")
    return 0


def _described(stage: str) -> dict[str, Any]:
    if not (documents.INFRA / "stages" / f"{stage}.yaml").is_file():
        raise DeployError(f"infra/stages/{stage}.yaml is missing; copy infra/stages/example.yaml and fill it in")
    return documents.read(f"stages/{stage}.yaml")


def _refuse_short_days(stage: str, parameters: Mapping[str, Any]) -> None:
    """Refuse limits for trying things out where citizens are promised something."""
    if stage == "prod" and parameters.get("DaySeconds"):
        raise DeployError("DaySeconds shortens every limit and is for trying things out; take it out of prod.yaml")


def _session(region: str | None) -> Any:
    import boto3

    session = boto3.Session(region_name=region)
    if session.get_credentials() is None:
        raise DeployError("this shell has no AWS credentials; log in (aws sso login) or set AWS_PROFILE")
    return session


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
