"""One write, many followers: copies of each event for everybody who follows, in a queue of their own."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.shared import aws, settings, telemetry

# Who follows; each has a queue `events-<name>`, which the dispatcher and the sweeper may send to (infra/grants.yaml).
FOLLOWERS = ("inbox", "push", "statistics", "workflow", "following")
# What SQS takes in one call.
_TOGETHER = 10


@dataclass(frozen=True)
class Message:
    """An event on its way: its group's events arrive in order, and its id makes a copy sent twice one message."""

    group: str
    event_id: str
    event: Mapping[str, Any]

    def body(self) -> str:
        """Return the whole event as JSON, so that a dead letter needs nothing else to be followed later."""
        return json.dumps(self.event, ensure_ascii=False, separators=(",", ":"))


def queue_of(follower: str) -> str:
    """Return the name of a follower's queue, as the grants have it."""
    return f"events-{follower}"


def send(messages: Sequence[Message]) -> set[str]:
    """Copy messages, no two of one group, to every follower's queue; return the ids of those that all have taken.

    Within one call SQS may take the second message and refuse the first: two of a group could change places.
    """
    taken = {message.event_id for message in messages}
    for follower in FOLLOWERS:
        taken &= _taken_by(follower, messages)
    return taken


def _taken_by(follower: str, messages: Iterable[Message]) -> set[str]:
    url, taken = settings.queue(queue_of(follower)), set[str]()
    for together in batched(messages, _TOGETHER):
        try:
            taken |= _send_together(url, together)
        except (BotoCoreError, ClientError) as error:
            # One follower's queue being away must not keep the others from their copies.
            telemetry.failed(error)
    return taken


def _send_together(url: str, messages: Iterable[Message]) -> set[str]:
    left = {str(place): message for place, message in enumerate(messages)}
    taken: set[str] = set()
    for _ in range(aws.ATTEMPTS):
        entries = [_entry(place, message) for place, message in left.items()]
        answer = aws.client("sqs").send_message_batch(QueueUrl=url, Entries=entries)
        taken |= {left.pop(each["Id"]).event_id for each in answer.get("Successful", ())}
        if not left:
            break
    return taken


def _entry(place: str, message: Message) -> dict[str, Any]:
    return {
        "Id": place,
        "MessageBody": message.body(),
        "MessageGroupId": message.group,
        "MessageDeduplicationId": message.event_id,
    }
