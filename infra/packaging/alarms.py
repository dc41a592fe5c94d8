"""Make the operations stack: the moulds of operations.yaml, filled in for every function, API, queue and machine."""

from collections.abc import Iterable, Mapping
from typing import Any

from infra.packaging import queues as queueing
from infra.packaging.documents import pascal
from infra.packaging.names import API_STAGE, door, physical_name
from infra.packaging.workflows import machine_arn


def operations_template(
    overlay: Mapping[str, Any],
    functions: Iterable[str],
    apis: Iterable[str],
    queues: Iterable[str],
    workflows: Iterable[str],
) -> dict[str, Any]:
    """Return the operations stack with the alarms of these functions, APIs, queues and state machines in it."""
    resources = dict(overlay["Resources"])
    for name in functions:
        dimensions = [{"Name": "FunctionName", "Value": physical_name(name)}]
        moulds = dict(overlay["x-alarms-of-each-function"])
        if name in overlay["x-refuse-by-failing"]:
            del moulds["Errors"]
        resources |= _alarms(name, moulds, dimensions)
    for name in apis:
        dimensions = [
            {"Name": "ApiName", "Value": physical_name(door(name))},
            {"Name": "Stage", "Value": API_STAGE},
        ]
        resources |= _alarms(f"{door(name)}-api", overlay["x-alarms-of-each-api"], dimensions)
    for name in queues:
        resources |= _queue_alarms(name, overlay["x-alarms-of-each-queue"])
    for name in workflows:
        dimensions = [{"Name": "StateMachineArn", "Value": machine_arn(name)}]
        resources |= _alarms(f"{name}-workflow", overlay["x-alarms-of-each-workflow"], dimensions)
    kept = {key: value for key, value in overlay.items() if not key.startswith("x-")}
    return {**kept, "Resources": resources}


def _queue_alarms(name: str, moulds: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for kind, mould in moulds.items():
        queue = queueing.physical_name(name, dead=kind == "DeadLetters")
        result |= _alarms(name, {kind: mould}, [{"Name": "QueueName", "Value": {"Fn::Sub": queue}}])
    return result


def _alarms(name: str, moulds: Mapping[str, Any], dimensions: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        f"{pascal(name)}{kind}": {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {
                "AlarmName": physical_name(f"{name}-{_words(kind)}"),
                **mould,
                "Dimensions": dimensions,
            },
        }
        for kind, mould in moulds.items()
    }


def _words(kind: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in kind).strip("-")
