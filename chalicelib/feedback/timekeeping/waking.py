"""What an event means for the clock of its report: it is woken, or begins."""

from typing import Any

from chalicelib.feedback import changes
from chalicelib.feedback.timekeeping import starting
from chalicelib.feedback.timekeeping.models import Wait
from chalicelib.shared import executions


def follow(event: dict[str, Any]) -> None:
    """Let the clock of a report see an event, and start one where none runs; told again, it changes nothing more.

    A comment neither wakes nor starts one, and what time did itself is known to the clock that did it.
    """
    if changes.leaves_head(event["event_type"]) or event["actor"]["role"] == "system":
        return
    report_id, event_id = event["report_id"], event["event_id"]
    waiting = Wait.look_up(report_id)
    if waiting and (waiting.seen >= event_id or executions.wake(waiting.token, {"event_id": event_id})):
        return
    starting.ensure_running(report_id)
