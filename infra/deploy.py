"""Deploy a build, to AWS or to the embedded one: `python -m infra.deploy prod`, or `deploy()` from code.

One path for both: what `make run` does every day on a developer's machine is, call for call, what AWS gets.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from infra import build as building
from infra.build import STACKS, Built
from infra.keys import new_signing_keys, public_part
from infra.packaging import documents
from infra.packaging.requirements import BuildError

Progress = Callable[[str], None]
# A stack is at rest when its status ends in one of these.
_OVER = ("_COMPLETE", "_FAILED")
_UNCHANGED = "No updates are to be performed"


class DeployError(RuntimeError):
    """A stack could not be deployed; the message holds what CloudFormation said of each resource that failed."""


def _silent(_: str) -> None:
    pass


@dataclass(frozen=True)
class Cloud:
    """Where a stage is deployed: `client` makes a client of a service there, as boto3 or a test gives it."""

    client: Callable[[str], Any]
    stage: str
    progress: Progress = _silent

    def stack(self, name: str) -> str:
        """Return the name of one of the stage's stacks."""
        return f"city-{self.stage}-{name}"


def deploy(cloud: Cloud, built: Built, parameters: Mapping[str, str]) -> dict[str, str]:
    """Deploy every stack of a build in order, the signing key between them; return all outputs together.

    `parameters` are those that only the installation knows: BaseUrl, TokenIssuer, VneidIssuer and so on. Outputs of a
    stack become parameters of the same name of those after it.
    """
    bucket = ensure_bucket(cloud)
    upload(cloud, built, bucket)
    known = {**built.parameters, **parameters, "Stage": cloud.stage, "CodeBucket": bucket}
    outputs: dict[str, str] = {}
    for name in STACKS:
        if name == "api":
            known["TokenJwks"] = json.dumps(
                ensure_signing_key(cloud, outputs["SecretSigningKey"]), separators=(",", ":")
            )
        outputs |= put_stack(cloud, built, name, {**outputs, **known}, bucket)
    return outputs


def ensure_bucket(cloud: Cloud) -> str:
    """Return the private bucket for artefacts and templates, made when it is missing."""
    s3 = cloud.client("s3")
    account = cloud.client("sts").get_caller_identity()["Account"]
    region = s3.meta.region_name
    bucket = f"city-{cloud.stage}-artefacts-{account}-{region}"
    if bucket not in {entry["Name"] for entry in s3.list_buckets()["Buckets"]}:
        cloud.progress(f"bucket {bucket}")
        place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=bucket, **place)
        closed = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
        s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=dict.fromkeys(closed, True))
    return bucket


def upload(cloud: Cloud, built: Built, bucket: str) -> None:
    """Put the artefact and the layers into the bucket, but for those of the same content that lie there."""
    s3 = cloud.client("s3")
    for key, path in {built.code_key: built.code, **built.layers}.items():
        if not s3.list_objects_v2(Bucket=bucket, Prefix=key).get("KeyCount"):
            cloud.progress(f"{key.partition('/')[0]}, {path.stat().st_size / 1e6:.1f} MB")
            s3.put_object(Bucket=bucket, Key=key, Body=path.read_bytes())


def ensure_signing_key(cloud: Cloud, secret: str) -> dict[str, Any]:
    """Return the public key set of the stage, making the private one the first time; a key that is there is kept."""
    kept = _secret_value(cloud, secret)
    if kept is None:
        cloud.progress("signing key")
        kept = json.dumps(new_signing_keys())
        cloud.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=kept)
    return public_part(json.loads(kept))


def ensure_secret(cloud: Cloud, secret: str, value: str) -> None:
    """Give a secret its value when it has none or another one."""
    if _secret_value(cloud, secret) != value:
        cloud.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=value)


def _secret_value(cloud: Cloud, secret: str) -> str | None:
    secrets = cloud.client("secretsmanager")
    try:
        # A secret that was never given a value is not found on AWS; the embedded AWS gives an empty text.
        return secrets.get_secret_value(SecretId=secret)["SecretString"] or None
    except secrets.exceptions.ResourceNotFoundException:
        return None


def put_stack(cloud: Cloud, built: Built, name: str, known: Mapping[str, str], bucket: str) -> dict[str, str]:
    """Create or update one stack with those of the known values that it asks for; return its outputs."""
    s3, cloudformation = cloud.client("s3"), cloud.client("cloudformation")
    template = built.templates[name].read_bytes()
    key = f"templates/{name}.json"
    s3.put_object(Bucket=bucket, Key=key, Body=template)
    asked = json.loads(template)["Parameters"]
    change = {
        "StackName": cloud.stack(name),
        "TemplateURL": f"{s3.meta.endpoint_url}/{bucket}/{key}",
        "Parameters": [{"ParameterKey": k, "ParameterValue": v} for k, v in sorted(known.items()) if k in asked],
        "Capabilities": ["CAPABILITY_IAM"],
    }
    cloud.progress(f"stack {cloud.stack(name)}")
    found = _describe(cloudformation, cloud.stack(name))
    if found is not None and found["StackStatus"] == "ROLLBACK_COMPLETE":
        # A stack whose creation failed holds nothing and can only be deleted.
        cloudformation.delete_stack(StackName=cloud.stack(name))
        _wait(cloud, cloudformation, name)
        found = None
    if found is None:
        # Nobody shall take the city's data away by a slip in the console.
        cloudformation.create_stack(**change, EnableTerminationProtection=(built.target, name) == ("aws", "data"))
    elif not _updated(cloudformation, change):
        return _outputs(found)
    return _outputs(_wait(cloud, cloudformation, name))


def _updated(cloudformation: Any, change: Mapping[str, Any]) -> bool:
    try:
        cloudformation.update_stack(**change)
    except cloudformation.exceptions.ClientError as error:
        if _UNCHANGED in str(error):
            return False
        raise
    return True


def _describe(cloudformation: Any, stack: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    except cloudformation.exceptions.ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    return None if found["StackStatus"] == "DELETE_COMPLETE" else found


def _wait(cloud: Cloud, cloudformation: Any, name: str) -> dict[str, Any]:
    """Wait until a stack is at rest; raise DeployError with the reasons when it did not get where it should."""
    pause, stack = 0.2, cloud.stack(name)
    while True:
        found = _describe(cloudformation, stack) or {"StackStatus": "DELETE_COMPLETE"}
        status = found["StackStatus"]
        if status.endswith(_OVER):
            break
        time.sleep(pause)
        pause = min(pause * 1.5, 5)
    if status in ("CREATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_COMPLETE"):
        return found
    raise DeployError(f"{stack}: {status}\n" + "\n".join(_failures(cloudformation, stack)))


def _failures(cloudformation: Any, stack: str) -> list[str]:
    events = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
    # Newest first: what stands behind the start of this change belongs to earlier ones.
    latest = takewhile(lambda event: not _starts(event, stack), events)
    failed = [event for event in latest if event["ResourceStatus"].endswith("_FAILED")]
    return [f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}" for event in failed]


def _starts(event: Mapping[str, Any], stack: str) -> bool:
    started = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS")
    return event["LogicalResourceId"] == stack and event["ResourceStatus"] in started


def _outputs(stack: Mapping[str, Any]) -> dict[str, str]:
    return {entry["OutputKey"]: entry["OutputValue"] for entry in stack.get("Outputs", [])}


def main(arguments: list[str] | None = None) -> int:
    """Build for AWS and deploy a stage, with the credentials of the AWS configuration."""
    parser = argparse.ArgumentParser(prog="python -m infra.deploy", description="Deploy one stage to AWS.")
    parser.add_argument("stage", help="name of the installation; infra/stages/<stage>.yaml describes it")
    stage = parser.parse_args(arguments).stage
    try:
        described = _described(stage)
        session = _session(described.get("region"))
        built = building.build("aws", city=described.get("city", building.CITY))
        outputs = deploy(Cloud(session.client, stage, _say), built, described["parameters"])
    except (BuildError, DeployError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for name, value in sorted(outputs.items()):
        _say(f"{name} = {value}")
    return 0


def _described(stage: str) -> dict[str, Any]:
    if not (documents.INFRA / "stages" / f"{stage}.yaml").is_file():
        raise DeployError(f"infra/stages/{stage}.yaml is missing; copy infra/stages/example.yaml and fill it in")
    return documents.read(f"stages/{stage}.yaml")


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
