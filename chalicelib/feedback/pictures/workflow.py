"""What AWS calls for photos: the queue of uploaded files, and the clock."""

from typing import Any
from urllib.parse import unquote_plus

from chalice import Blueprint

from chalicelib.feedback.pictures import worker
from chalicelib.shared import telemetry
from chalicelib.shared.messages import each_message
from chalicelib.shared.telemetry import task

blueprint = Blueprint(__name__)


@blueprint.lambda_function()
@task
@each_message
def photo_worker(message: Any) -> None:
    """Make the files clean that S3 says were uploaded."""
    # S3 says once, without records, that it can reach the queue. Keys come encoded as in a form.
    for record in message.get("Records", ()):
        worker.take(unquote_plus(record["s3"]["object"]["key"]))


@blueprint.lambda_function()
@task
def photo_sweeper(_event: Any, _context: Any) -> None:
    """Delete photos that no report took."""
    telemetry.note("photos_swept", photos=worker.sweep())
