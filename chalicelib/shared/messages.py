"""What every handler of a plain queue stands on: each message for itself, and only the failed ones come again."""

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


def _handled(handle: Callable[[Any], None], message: dict[str, Any]) -> bool:
    try:
        handle(json.loads(message["body"]))
    except Exception as error:  # whatever it was, the messages beside it must not be sent again for it
        telemetry.failed(error)
        return False
    return True
