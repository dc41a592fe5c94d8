"""What AWS calls to keep the time of reports: the state machine, the queue of events, and the clock on the wall."""

from datetime import timedelta
from typing import Any

from chalice import Blueprint

from chalicelib.feedback.timekeeping import keeper, reconciling, waking
from chalicelib.shared import clock, telemetry
from chalicelib.shared.messages import follower
from chalicelib.shared.telemetry import task

blueprint = Blueprint(__name__)
# It ends before its function is ended and before the next one begins.
RECONCILING = timedelta(seconds=200)


@blueprint.lambda_function()
@task
def report_keeper(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Answer the state machine: look where a report's clock stands, act, or begin to wait."""
    given = dict(event)
    match given.pop("task"):
        case "look":
            return keeper.look(**given)
        case "act":
            keeper.act(given["report_id"], given["run"], given["state"], given["level"])
        case "wait":
            keeper.wait(**given)
        case unknown:
            raise ValueError(f"no such task of the keeper: {unknown}")
    return {}


@blueprint.lambda_function()
@task
@follower
def workflow_follower(event: dict[str, Any]) -> None:
    """Let a report's clock see an event."""
    waking.follow(event)


@blueprint.lambda_function()
@task
def workflow_reconciler(_event: Any, _context: Any) -> dict[str, Any]:
    """Set going again the clocks that were lost."""
    found = reconciling.reconcile(clock.now() + RECONCILING)
    telemetry.note("clocks_reconciled", **found)
    return found
