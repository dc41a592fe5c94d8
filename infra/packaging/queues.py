"""Make the messaging stack: a queue with its dead letters for every follower that grants.yaml gives a function."""

from collections.abc import Mapping
from typing import Any

from infra.packaging.documents import merged, pascal
from infra.packaging.grants import Grant
from infra.packaging.sources import Queue

FOLLOWERS = "events-"
# AWS asks for it, so that a message is not handed out again while a slow function still works on it.
VISIBILITY = 6


def queues_of(grants: Mapping[str, Grant]) -> dict[str, int]:
    """Return the queues that functions read, each with the longest time its reader may take."""
    return {
        source.name: grant.timeout
        for grant in grants.values()
        for source in grant.sources
        if isinstance(source, Queue)
    }  # fmt: skip


def physical_name(queue: str, dead: bool = False) -> str:
    """Return the name of a queue or of its dead letters, `${Stage}` in it; those of followers are FIFO."""
    return f"city-${{Stage}}-{queue}{'-dead' if dead else ''}{'.fifo' if queue.startswith(FOLLOWERS) else ''}"


def messaging_template(overlay: Mapping[str, Any], grants: Mapping[str, Grant]) -> dict[str, Any]:
    """Return the messaging stack with a pair of queues for every follower: one that nobody reads would only fill up."""
    resources, outputs = dict(overlay.get("Resources", {})), dict(overlay.get("Outputs", {}))
    for name, timeout in queues_of(grants).items():
        if name.startswith(FOLLOWERS):
            resources |= _pair(name, timeout, overlay["x-queue-of-each-follower"])
            outputs |= _outputs(name)
    kept = {key: value for key, value in overlay.items() if not key.startswith("x-")}
    return {**kept, "Resources": resources, "Outputs": outputs}


def _pair(name: str, timeout: int, moulds: Mapping[str, Any]) -> dict[str, Any]:
    queue, dead = f"{pascal(name)}Queue", f"{pascal(name)}DeadLetters"
    own = {
        "QueueName": {"Fn::Sub": physical_name(name)},
        "VisibilityTimeout": VISIBILITY * timeout,
        "RedrivePolicy": {"deadLetterTargetArn": {"Fn::GetAtt": [dead, "Arn"]}},
    }
    return {
        dead: _queue(moulds["dead"], {"QueueName": {"Fn::Sub": physical_name(name, dead=True)}}),
        queue: _queue(moulds["queue"], own),
    }


def _queue(mould: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    # A queue may hold the only copy of what a follower has yet to do: a slip of a template must not take it away.
    kept = {"DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain"}
    return {"Type": "AWS::SQS::Queue", **kept, "Properties": merged(mould, own)}


def _outputs(name: str) -> dict[str, Any]:
    queue = f"{pascal(name)}Queue"
    return {
        f"Queue{pascal(name)}Arn": {"Value": {"Fn::GetAtt": [queue, "Arn"]}},
        f"Queue{pascal(name)}Url": {"Value": {"Ref": queue}},
    }
