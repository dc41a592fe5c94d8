"""What every handler of a queue stands on: messages by themselves, and of a batch only the failed ones again."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from chalicelib.shared import telemetry


def each_message(handle: Callable[[Any], None]) -> Callable[[Any, Any], dict[str, Any]]:
    """Turn a function of one message's JSON body into the handler of a queue; a failed message is told to SQS alone."""

    @wraps(handle)
    def told(event: Any, _context: Any) -> dict[str, Any]:
        failed = [message["messageId"] for message in event["Records"] if not _handled(handle, message)]
        return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}

    return told


def follower(handle: Callable[[dict[str, Any]], Any]) -> Callable[[Any, Any], None]:
    """Turn a function of one event into the handler of a queue that gives one message at a time.

    In a larger batch the good events behind a poisonous one would share its failures and follow it into the dead
    letters.
    """

    @wraps(handle)
    def told(event: Any, _context: Any) -> None:
        [message] = event["Records"]
        found: dict[str, Any] = json.loads(message["body"])
        telemetry.annotate(report_id=found["report_id"], caused_by=found["event_id"])
        handle(found)

    return told


def _handled(handle: Callable[[Any], None], message: dict[str, Any]) -> bool:
    try:
        handle(json.loads(message["body"]))
    except Exception as error:  # whatever it was, the messages beside it must not be sent again for it
        telemetry.failed(error)
        return False
    return True
