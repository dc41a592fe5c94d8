"""Create and update stacks, and say plainly why one failed and what to do next."""

import time
from collections.abc import Mapping
from itertools import takewhile
from typing import Any

from infra.build import Built
from infra.cloud import Cloud, DeployError

# A stack is at rest when its status ends in one of these.
_OVER = ("_COMPLETE", "_FAILED")
_UNCHANGED = "No updates are to be performed"
# From these no update leads on; a person must look first.
_STUCK = {
    "ROLLBACK_FAILED": "its creation failed and so did taking that back; delete by hand what is named below, then the "
    "stack, and deploy again",
    "DELETE_FAILED": "it could not be deleted; delete it in the console, keeping or deleting what is named below",
    "UPDATE_ROLLBACK_FAILED": "mend what is named below, then `aws cloudformation continue-update-rollback`",
}
# Nobody shall take the city's data away by a slip: its tables and its stack refuse to be deleted, once they stand.
_PROTECTED = ("aws", "data")


def put_stack(cloud: Cloud, built: Built, name: str, known: Mapping[str, str], bucket: str) -> dict[str, str]:
    """Create or update one stack with those of the known values that it asks for; return its outputs."""
    cloudformation = cloud.client("cloudformation")
    protected = (built.target, name) == _PROTECTED
    cloud.progress(f"stack {cloud.stack(name)}")
    url = _put_template(cloud, built, name, bucket)
    found = _left_to_update(cloud, cloudformation, name)
    if found is None:
        # Protected from the first moment it could not be taken back when the creation fails half way.
        cloudformation.create_stack(**_change(cloud, built, name, url, {**known, "Protected": "false"}))
        found = _wait(cloud, cloudformation, name)
        if not protected:
            return _outputs(found)
    change = _change(cloud, built, name, url, {**known, "Protected": "true"} if protected else known)
    if _updated(cloudformation, change):
        found = _wait(cloud, cloudformation, name)
    if protected:
        cloudformation.update_termination_protection(StackName=cloud.stack(name), EnableTerminationProtection=True)
    return _outputs(found)


def _put_template(cloud: Cloud, built: Built, name: str, bucket: str) -> str:
    s3, key = cloud.client("s3"), f"templates/{name}.json"
    s3.put_object(Bucket=bucket, Key=key, Body=built.templates[name].read_bytes())
    return f"{s3.meta.endpoint_url}/{bucket}/{key}"


def _change(cloud: Cloud, built: Built, name: str, url: str, known: Mapping[str, str]) -> dict[str, Any]:
    asked = built.template(name)["Parameters"]
    return {
        "StackName": cloud.stack(name),
        "TemplateURL": url,
        "Parameters": [{"ParameterKey": k, "ParameterValue": v} for k, v in sorted(known.items()) if k in asked],
        "Capabilities": ["CAPABILITY_IAM"],
    }


def _left_to_update(cloud: Cloud, cloudformation: Any, name: str) -> dict[str, Any] | None:
    """Return the stack that stands, or None when one is to be created; clear away one whose creation failed."""
    stack = cloud.stack(name)
    found = _describe(cloudformation, stack)
    if found is None:
        return None
    if remedy := _STUCK.get(found["StackStatus"]):
        raise DeployError(_told(cloudformation, stack, f"{found['StackStatus']}: {remedy}"))
    if found["StackStatus"] != "ROLLBACK_COMPLETE":
        return found
    # It holds nothing and can only be deleted.
    if found.get("EnableTerminationProtection"):
        cloudformation.update_termination_protection(StackName=stack, EnableTerminationProtection=False)
    cloudformation.delete_stack(StackName=stack)
    _wait(cloud, cloudformation, name)
    return None


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
    raise DeployError(_told(cloudformation, stack, status))


def _told(cloudformation: Any, stack: str, what: str) -> str:
    events = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
    # Newest first: what stands behind the start of this change belongs to earlier ones.
    latest = takewhile(lambda event: not _starts(event, stack), events)
    failed = [event for event in latest if event["ResourceStatus"].endswith("_FAILED")]
    lines = [f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}" for event in failed]
    return "\n".join([f"{stack}: {what}", *lines])


def _starts(event: Mapping[str, Any], stack: str) -> bool:
    started = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS")
    return event["LogicalResourceId"] == stack and event["ResourceStatus"] in started


def _outputs(stack: Mapping[str, Any]) -> dict[str, str]:
    return {entry["OutputKey"]: entry["OutputValue"] for entry in stack.get("Outputs", [])}
