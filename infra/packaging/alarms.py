"""Make the operations stack: the moulds of operations.yaml, filled in for every function, API and queue."""

from collections.abc import Iterable, Mapping
from typing import Any

from infra.packaging.documents import pascal
from infra.packaging.gateway import STAGE_NAME
from infra.packaging.queues import physical_name


def operations_template(
    overlay: Mapping[str, Any], functions: Iterable[str], apis: Iterable[str], queues: Iterable[str]
) -> dict[str, Any]:
    """Return the operations stack with the alarms of these functions, APIs and queues in it."""
    resources = dict(overlay["Resources"])
    for name in functions:
        dimensions = [{"Name": "FunctionName", "Value": {"Fn::Sub": f"city-${{Stage}}-{name}"}}]
        moulds = dict(overlay["x-alarms-of-each-function"])
        if name in overlay["x-refuse-by-failing"]:
            del moulds["Errors"]
        resources |= _alarms(name, moulds, dimensions)
    for name in apis:
        door = name.removesuffix("Api").lower()
        dimensions = [
            {"Name": "ApiName", "Value": {"Fn::Sub": f"city-${{Stage}}-{door}"}},
            {"Name": "Stage", "Value": STAGE_NAME},
        ]
        resources |= _alarms(f"{door}-api", overlay["x-alarms-of-each-api"], dimensions)
    for name in queues:
        resources |= _queue_alarms(name, overlay["x-alarms-of-each-queue"])
    kept = {key: value for key, value in overlay.items() if not key.startswith("x-")}
    return {**kept, "Resources": resources}


def _queue_alarms(name: str, moulds: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for kind, mould in moulds.items():
        queue = physical_name(name, dead=kind == "DeadLetters")
        result |= _alarms(name, {kind: mould}, [{"Name": "QueueName", "Value": {"Fn::Sub": queue}}])
    return result


def _alarms(name: str, moulds: Mapping[str, Any], dimensions: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        f"{pascal(name)}{kind}": {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {
                "AlarmName": {"Fn::Sub": f"city-${{Stage}}-{name}-{_words(kind)}"},
                **mould,
                "Dimensions": dimensions,
            },
        }
        for kind, mould in moulds.items()
    }


def _words(kind: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in kind).strip("-")
