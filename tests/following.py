"""Lambda's part in memory: the dispatcher is told of new rows, the sweeper of the time, followers of their messages."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import time_machine
from botocore.client import BaseClient
from botocore.exceptions import ReadTimeoutError

from chalicelib import features
from chalicelib.shared import events, settings
from tests.cloud import Cloud

# After as many failures SQS puts a message among the dead letters (infra/messaging.yaml).
ATTEMPTS = 5


class Lost(Exception):
    """A function failed, as it would on AWS; whoever called it calls it again."""


@dataclass
class Lambda:
    """Calls the handlers of workflow files as AWS does, without the parts that fail only on AWS."""

    cloud: Cloud

    def stream(self, forgotten: int = 0) -> None:
        """Tell the dispatcher of every row that still waits, as the stream does, but for the first few."""
        from chalicelib.feedback import workflow

        rows = sorted(self.waiting(), key=lambda row: str(row["event_id"]["S"]))[forgotten:]
        self.call(workflow.event_dispatcher, {"Records": [told("INSERT", row) for row in rows]})

    def clock(self, seconds: int = 31) -> None:
        """Let time pass, and tell the sweeper that a minute is over."""
        from chalicelib.feedback import workflow

        with time_machine.travel(datetime.now(UTC) + timedelta(seconds=seconds)):
            self.call(workflow.event_sweeper, {})

    def queue(self, follower: str = "statistics") -> list[dict[str, Any]]:
        """Give a follower the messages of her queue one by one, again when she fails; return them as first received."""
        handler, given = handler_of(follower), list[dict[str, Any]]()
        while message := self._receive(follower):
            if message["MessageId"] not in {each["MessageId"] for each in given}:
                given.append(message)
            try:
                self.call(handler, {"Records": [{"messageId": message["MessageId"], "body": message["Body"]}]})
            except Lost:
                self._change(follower, message)
            else:
                self._sqs().delete_message(QueueUrl=_url(follower), ReceiptHandle=message["ReceiptHandle"])
        return given

    def call(self, handler: Any, event: dict[str, Any]) -> None:
        """Run a handler; what it raises is a failed invocation."""
        try:
            handler(event, None)
        except Exception as error:
            raise Lost(repr(error)) from error

    def waiting(self) -> list[dict[str, Any]]:
        """Return the rows of the timeline that have not been handed on."""
        return [row for row in self.cloud.items("timeline") if "undelivered_at" in row]

    def dead(self, follower: str = "statistics") -> int:
        """Return how many dead letters a follower has."""
        asked = {"QueueUrl": _url(follower).replace(".fifo", "-dead.fifo"), "AttributeNames": ["All"]}
        return int(self._sqs().get_queue_attributes(**asked)["Attributes"]["ApproximateNumberOfMessages"])

    def counters(self) -> dict[str, int]:
        """Return every counter of the statistics."""
        return {item["counter"]["S"]: int(item["events"]["N"]) for item in self.cloud.items("statistics")}

    def _sqs(self) -> Any:
        return self.cloud.client("sqs")

    def _receive(self, follower: str) -> dict[str, Any] | None:
        asked = {"QueueUrl": _url(follower), "MaxNumberOfMessages": 1, "AttributeNames": ["All"]}
        for _ in range(2):
            # The first call may do no more than put a message among the dead letters.
            if found := self._sqs().receive_message(**asked).get("Messages"):
                message: dict[str, Any] = found[0]
                return message
        return None

    def _change(self, follower: str, message: dict[str, Any]) -> None:
        handle = message["ReceiptHandle"]
        self._sqs().change_message_visibility(QueueUrl=_url(follower), ReceiptHandle=handle, VisibilityTimeout=0)


def handler_of(follower: str) -> Any:
    """Return the handler of a follower of events, in whichever part of the group it is written."""
    names = [module for module in features.named("feedback").faces() if module.endswith(".workflow")]
    found = [getattr(import_module(name), f"{follower}_follower", None) for name in names]
    [handler] = [each for each in found if each is not None]
    return handler


def _url(follower: str) -> str:
    return settings.queue(events.queue_of(follower))


def told(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a record of the timeline's stream."""
    return {"eventName": kind, "dynamodb": {"NewImage": row}}


@contextmanager
def losing(monkeypatch: Any, place: int, before: bool, error: type[BaseException] | None = None) -> Iterator[list[str]]:
    """Lose the answer of one of our own calls to AWS, or the call itself; yield the names of the calls that were made.

    What is raised is `error`, or what botocore raises when nobody answers. What the tests ask by clients of their own
    is not counted.
    """
    from chalicelib.shared import aws, files
    from chalicelib.shared.tables import connection

    clients = (aws.client("sqs"), aws.client("sns"), aws.client("stepfunctions"), connection().client, files._s3())
    real, made, ours = BaseClient._make_api_call, list[str](), {id(each) for each in clients}

    def lossy(self: Any, operation: str, params: Any) -> Any:
        if id(self) not in ours:
            return real(self, operation, params)
        made.append(operation)
        fails = len(made) - 1 == place
        answer = None if fails and before else real(self, operation, params)
        if fails:
            raise error() if error else ReadTimeoutError(endpoint_url="https://aws.test")
        return answer

    with monkeypatch.context() as patching:
        patching.setattr(BaseClient, "_make_api_call", lossy)
        yield made


def bodies(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the events in messages."""
    return [json.loads(message["Body"]) for message in messages]
