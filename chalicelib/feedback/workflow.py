"""What AWS calls beside requests: the timeline's stream, the clock, and the queues of followers."""

from datetime import timedelta
from typing import Any

from chalice import Blueprint

from chalicelib.feedback import delivery, statistics
from chalicelib.shared import clock, telemetry
from chalicelib.shared.messages import follower
from chalicelib.shared.telemetry import task

blueprint = Blueprint(__name__)
# A sweep ends before its function is ended and before the next one begins.
SWEEP = timedelta(seconds=40)


@blueprint.lambda_function()
@task
def event_dispatcher(event: Any, _context: Any) -> None:
    """Copy the timeline's new rows to every follower's queue."""
    telemetry.note("events_dispatched", events=delivery.dispatch_new(event["Records"]))


@blueprint.lambda_function()
@task
def event_sweeper(_event: Any, _context: Any) -> None:
    """Copy the rows that the stream has lost or left."""
    telemetry.note("events_swept", events=delivery.sweep(clock.now() + SWEEP))


@blueprint.lambda_function()
@task
@follower
def statistics_follower(event: dict[str, Any]) -> None:
    """Count one event."""
    statistics.count(event)
