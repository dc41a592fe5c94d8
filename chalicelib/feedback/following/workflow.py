"""What AWS calls for those who follow reports: the queue of events."""

from typing import Any

from chalice import Blueprint

from chalicelib.feedback.following import merging
from chalicelib.shared.messages import follower
from chalicelib.shared.telemetry import task

blueprint = Blueprint(__name__)


@blueprint.lambda_function()
@task
@follower
def following_follower(event: dict[str, Any]) -> None:
    """Bring the people of a report along when it is merged, and back when it is split off."""
    merging.follow(event)
