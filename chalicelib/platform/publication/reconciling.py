"""Publications whose execution was lost are set going again; pointers that were left behind are written anew."""

from datetime import datetime

from chalicelib.platform.publication import activation, ending, kinds, rules, starting
from chalicelib.platform.publication.imports import Import
from chalicelib.platform.publication.models import Head
from chalicelib.shared import clock, executions

# What is left over comes next time.
_AT_ONCE = 100


def reconcile(until: datetime) -> dict[str, int]:
    """Set lost imports going again, give up those that were lost too often, and straighten pointers; count each."""
    found = {"restarted": 0, "given_up": 0, "straightened": 0}
    for kind, import_id in Import.at_work(_AT_ONCE):
        if clock.now() >= until:
            break
        imported = Import.look_up(kind, import_id)
        if imported and (done := _revived(imported)):
            found[done] += 1
    for dataset in kinds.by_name().values():
        head = Head.look_up(dataset.name)
        if head and not activation.is_straight(dataset, head):
            activation.straighten(dataset)
            found["straightened"] += 1
    return found


def _revived(imported: Import) -> str | None:
    status = executions.look_up_status(starting.machine(), starting.name_of(imported))
    if imported.is_over or status == executions.RUNNING:
        return None
    if status is None:
        # Its row was written and the start was lost.
        starting.start(imported)
        return "restarted"
    if imported.run >= rules.MOST_RUNS:
        ending.give_up(imported, "interrupted")
        return "given_up"
    if not imported.again(int(imported.run)):
        return None
    starting.start(imported)
    return "restarted"
