"""What AWS calls to publish: the queue of files that came, the steps of the state machine, and the clock."""

from datetime import timedelta
from typing import Any

from chalice import Blueprint

from chalicelib.platform.publication import checking, ending, making, reconciling, starting
from chalicelib.platform.publication.imports import Import
from chalicelib.shared import clock, telemetry
from chalicelib.shared.messages import each_message
from chalicelib.shared.telemetry import task

blueprint = Blueprint(__name__)
# It ends before its function is ended and before the next one begins.
RECONCILING = timedelta(seconds=100)


@blueprint.lambda_function()
@task
@each_message
def dataset_starter(message: Any) -> None:
    """Begin to publish the files that S3 says have come."""
    # S3 says once, without records, that it can reach the queue.
    for record in message.get("Records", ()):
        starting.take(record)


@blueprint.lambda_function()
@task
def dataset_checker(event: dict[str, Any], _context: Any) -> dict[str, str]:
    """Check a file and write its report."""
    return _outcome(checking.check(_imported(event)))


@blueprint.lambda_function()
@task
def dataset_builder(event: dict[str, Any], _context: Any) -> dict[str, str]:
    """Build a version from checked rows."""
    return _outcome(making.build(_imported(event)))


@blueprint.lambda_function()
@task
def dataset_activator(event: dict[str, Any], _context: Any) -> dict[str, str]:
    """Make a built version the active one, or end an import whose steps have failed."""
    if failed := event.get("failed"):
        return _outcome(ending.give_up(_imported(event), f"{failed}_failed"))
    return _outcome(making.activate(_imported(event)))


@blueprint.lambda_function()
@task
def dataset_reconciler(_event: Any, _context: Any) -> dict[str, int]:
    """Set going again what was lost."""
    found = reconciling.reconcile(clock.now() + RECONCILING)
    telemetry.note("publications_reconciled", **found)
    return found


def _imported(event: dict[str, Any]) -> Import:
    return Import.get(event["kind"], event["import_id"], consistent_read=True)


def _outcome(outcome: str) -> dict[str, str]:
    return {"outcome": outcome}
