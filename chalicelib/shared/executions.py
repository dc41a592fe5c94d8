"""Executions of state machines: start one, ask after one, list those that run, wake one that waits for a token.

A machine is named by its ARN, as `settings.workflow` has it.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.shared import aws

RUNNING = "RUNNING"
# The one that waited has gone on, has been ended, or was never this one.
_NOBODY_WAITS = frozenset({"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"})
_TOGETHER = 1000


def start(machine: str, name: str, given: Mapping[str, Any]) -> bool:
    """Start an execution; return False when one of this name has run and ended, since a name is used once.

    To start one that runs, by the same name and input, changes nothing and counts as a start.
    """
    try:
        _client().start_execution(stateMachineArn=machine, name=name, input=json.dumps(given))
    except ClientError as error:
        if _code(error) != "ExecutionAlreadyExists":
            raise
        return False
    return True


def look_up_status(machine: str, name: str) -> str | None:
    """Return the status of an execution, such as RUNNING or ABORTED; None when there never was one of this name."""
    arn = machine.replace(":stateMachine:", ":execution:") + f":{name}"
    try:
        return str(_client().describe_execution(executionArn=arn)["status"])
    except ClientError as error:
        if _code(error) != "ExecutionDoesNotExist":
            raise
        return None


def running(machine: str) -> Iterator[str]:
    """Yield the names of all executions that run; what was started or has ended just now may be missing or there."""
    asked = {"stateMachineArn": machine, "statusFilter": RUNNING, "maxResults": _TOGETHER}
    while True:
        page = _client().list_executions(**asked)
        yield from (each["name"] for each in page["executions"])
        if not page.get("nextToken"):
            return
        asked["nextToken"] = page["nextToken"]


def wake(token: str, output: Mapping[str, Any]) -> bool:
    """Let the execution that waits with this token go on; return False when none waits with it."""
    try:
        _client().send_task_success(taskToken=token, output=json.dumps(output))
    except ClientError as error:
        if _code(error) not in _NOBODY_WAITS:
            raise
        return False
    return True


def _client() -> Any:
    return aws.client("stepfunctions")


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])
