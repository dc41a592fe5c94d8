"""One running execution for each live report: started when there is none, and never a second one."""

from pynamodb.exceptions import UpdateError

from chalicelib.feedback import rules
from chalicelib.feedback.models import Report
from chalicelib.shared import executions, settings
from chalicelib.shared.tables import Contended, refused_by_condition

# Each round that ends without a start has seen somebody else raise the run.
_ROUNDS = 5


def ensure_running(report_id: str) -> bool:
    """Give a live report an execution when it has none that runs; return whether one was started.

    Its name is the report's id and run. A run is raised once its execution has ended, so no name is used twice; if
    the start that should have followed was lost, whoever comes next makes up for it.
    """
    for _ in range(_ROUNDS):
        head = Report.look_up(report_id)
        if head is None or not rules.is_live(str(head.status)):
            return False
        run = int(head.run)
        status = executions.look_up_status(machine(), name_of(report_id, run)) if run else "none yet"
        if status == executions.RUNNING:
            return False
        if status is not None:
            if not _raised(head, run):
                continue
            run += 1
        if executions.start(machine(), name_of(report_id, run), {"report_id": report_id, "run": run}):
            return True
    raise Contended()


def machine() -> str:
    """Return the state machine that keeps the time of reports."""
    return settings.workflow("reports")


def name_of(report_id: str, run: int) -> str:
    """Return the name of a report's execution."""
    return f"{report_id}-{run}"


def report_of(name: str) -> str:
    """Return the id of the report whose execution has this name."""
    return name.rpartition("-")[0]


def _raised(head: Report, run: int) -> bool:
    """Raise a report's run by one; return False when somebody else has. Neither version nor events change by it."""
    try:
        head.update([Report.run.set(run + 1)], Report.run == run)
    except UpdateError as error:
        if not refused_by_condition(error):
            raise
        return False
    return True
