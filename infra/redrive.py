"""Send a follower's dead letters to her again: `python -m infra.redrive statistics`, once what stopped her is mended.

A dead letter is the whole event, so nothing else is needed; what she has done meanwhile she does not do twice.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.shared.events import FOLLOWERS, queue_of
from infra.local.place import Place
from infra.packaging import documents
from infra.packaging.queues import physical_name

LOCAL = "local"


def redrive(sqs: Any, stage: str, follower: str) -> int:
    """Move every dead letter of a follower back into her queue, each report's in order; return how many there were."""
    queue, dead = (_url(sqs, stage, follower, dead=dead) for dead in (False, True))
    moved = 0
    for letter in _letters(sqs, dead):
        sqs.send_message(QueueUrl=queue, **_again(letter))
        sqs.delete_message(QueueUrl=dead, ReceiptHandle=letter["ReceiptHandle"])
        moved += 1
    return moved


def _url(sqs: Any, stage: str, follower: str, dead: bool) -> str:
    name = physical_name(queue_of(follower), dead).replace("${Stage}", stage)
    return str(sqs.get_queue_url(QueueName=name)["QueueUrl"])


def _letters(sqs: Any, dead: str) -> Iterator[dict[str, Any]]:
    wanted = {"QueueUrl": dead, "MaxNumberOfMessages": 10, "WaitTimeSeconds": 1, "VisibilityTimeout": 60}
    while found := sqs.receive_message(**wanted, AttributeNames=["MessageGroupId"]).get("Messages"):
        yield from found


def _again(letter: Mapping[str, Any]) -> dict[str, str]:
    # Under its first name SQS would drop a letter that died within five minutes and say that it took it. With the dead
    # letter's own id, one that is moved twice (the deletion was lost) is still one, and one that died again is new.
    event_id = json.loads(letter["Body"])["event_id"]
    return {
        "MessageBody": letter["Body"],
        "MessageGroupId": letter["Attributes"]["MessageGroupId"],
        "MessageDeduplicationId": f"{event_id}.{letter['MessageId']}",
    }


def main(arguments: list[str] | None = None) -> int:
    """Redrive from the command line: the running local city, or the stage that STAGE names."""
    parser = argparse.ArgumentParser(prog="python -m infra.redrive", description="Send dead letters again.")
    parser.add_argument("follower", choices=FOLLOWERS)
    parser.add_argument("--stage", default=os.environ.get("STAGE") or LOCAL)
    given = parser.parse_args(arguments)
    sqs = _local() if given.stage == LOCAL else _on_aws(given.stage)
    if sqs is None:
        sys.stderr.write("No city is up here; start it with `make run`, or name a stage: STAGE=…\n")
        return 1
    sys.stdout.write(f"{redrive(sqs, given.stage, given.follower)} dead letters of {given.follower} sent again\n")
    return 0


def _local() -> Any:
    from infra.local.deployment import client

    card = Place.of_this_checkout().read()
    return client("sqs", card["endpoint_url"]) if card.get("state") == "up" else None


def _on_aws(stage: str) -> Any:
    import boto3

    return boto3.Session(region_name=documents.read(f"stages/{stage}.yaml").get("region")).client("sqs")


if __name__ == "__main__":
    raise SystemExit(main())
