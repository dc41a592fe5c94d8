"""What AWS calls to tell people: the queues of those who follow events to tell of them."""

from typing import Any

from chalice import Blueprint

from chalicelib.feedback.telling import boxes, phones
from chalicelib.shared import telemetry
from chalicelib.shared.messages import follower
from chalicelib.shared.telemetry import task

blueprint = Blueprint(__name__)


@blueprint.lambda_function()
@task
@follower
def inbox_follower(event: dict[str, Any]) -> None:
    """Put what an event tells into the boxes of those whom it concerns."""
    telemetry.note("letters_put", letters=boxes.fill(event))


@blueprint.lambda_function()
@task
@follower
def push_follower(event: dict[str, Any]) -> None:
    """Push what an event tells to the phones of those whom it concerns."""
    phones.ring(event)
