"""Setting going again what was lost: live reports whose execution was killed, or never started."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from chalicelib.feedback.models import Report
from chalicelib.feedback.timekeeping import starting
from chalicelib.shared import city, clock, executions, telemetry
from chalicelib.shared.errors import CityError


def reconcile(until: datetime) -> dict[str, Any]:
    """Give every live report without a running execution one; stop at that moment.

    Return how many are live, how many got one, and in `left` whether some were not looked at or could not be given
    one; the next call goes on with them, since those that run by then cost it nothing.
    """
    running = {starting.report_of(name) for name in executions.running(starting.machine())}
    live = restored = 0
    left = False
    for report_id in _live_reports():
        if clock.now() >= until:
            left = True
            break
        live += 1
        if report_id in running:
            continue
        try:
            restored += starting.ensure_running(report_id)
        except CityError as error:
            # One that cannot be started must not keep the others from their clocks.
            telemetry.failed(error)
            left = True
    return {"live": live, "restored": restored, "left": left}


def _live_reports() -> Iterator[str]:
    for body_id in sorted(city.body_ids()):
        yield from Report.live_of(body_id)
