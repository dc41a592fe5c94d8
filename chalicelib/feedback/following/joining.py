"""Coming to a report of somebody else and leaving it: the person's row and the report's number in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pynamodb.transactions import TransactWrite

from chalicelib.feedback import rules
from chalicelib.feedback.following.models import Follow
from chalicelib.feedback.models import HEAD, Report, Reporter
from chalicelib.feedback.rules import Standing
from chalicelib.shared import clock
from chalicelib.shared.errors import Conflict, NotFound
from chalicelib.shared.tables import Contended, Refused, insist, read_together, transaction

# How often a row that changes while it is looked at is looked at again.
_TRIES = 4


@dataclass(frozen=True)
class Way:
    """How somebody comes to a report: the mark that says she has, why, where it may stand, and whether it counts."""

    mark: str
    reasons: str
    statuses: frozenset[str]
    counts: bool = False

    @property
    def may_be(self) -> Any:
        """Return the condition of the report's head."""
        return (Report.public == True) & Report.status.is_in(*sorted(self.statuses))  # noqa: E712 - a condition


SUPPORTING = Way("supported_at", "supported_via", rules.SUPPORTABLE_STATUSES, counts=True)
FOLLOWING = Way("followed_at", "via", rules.FOLLOWABLE_STATUSES)


def join(citizen_id: str, report_id: str, way: Way) -> Follow | None:
    """Let somebody follow a report, or support it and follow it, in one call; return None when that was written.

    What was written before is returned instead, as it is stored. Neither version nor indexes of the report change, so
    that nobody at a desk is disturbed.
    """
    try:
        insist(lambda: _write(Follow(report_id, citizen_id), way))
    except Refused:
        return _stored(citizen_id, report_id, way)
    return None


def _choose(row: Follow, way: Way) -> None:
    """Give somebody who came with a duplicate a reason of her own, which stays when that is split off again."""
    own = Standing(frozenset({row.report_id}), frozenset({row.report_id} if way.counts else ()))
    wanted = Standing(row.standing.via | own.via, row.standing.supported_via | own.supported_via)
    with transaction() as writing:
        writing.condition_check(Report, row.report_id, HEAD, condition=way.may_be)
        row.become(writing, wanted, clock.rfc3339(clock.now()))


def _write(row: Follow, way: Way) -> None:
    is_another = Reporter.citizen_id.does_not_exist() | (Reporter.citizen_id != row.citizen_id)
    with transaction() as writing:
        writing.condition_check(Reporter, row.report_id, condition=is_another)
        if way.counts:
            count(writing, row.report_id, 1, way.may_be)
        else:
            writing.condition_check(Report, row.report_id, HEAD, condition=way.may_be)
        writing.update(row, _reasons(row.report_id, way), getattr(Follow, way.mark).does_not_exist())


def _reasons(report_id: str, way: Way) -> list[Any]:
    at = clock.rfc3339(clock.now())
    reasons = [Follow.followed_at.set(Follow.followed_at | at), Follow.via.add({report_id})]
    supports = [Follow.supported_at.set(at), Follow.supported_via.add({report_id})]
    return reasons + supports if way.counts else reasons


def count(writing: TransactWrite, report_id: str, more: int, holds: Any) -> None:
    """Add to a transaction that a report has so many supporters more, where a condition of its head holds."""
    writing.update(Report(report_id, HEAD), [Report.supporters.set((Report.supporters | 0) + more)], holds)


def _stored(citizen_id: str, report_id: str, way: Way) -> Follow | None:
    """Return the row that said the same already; raise the refusal when it was something else."""
    keys = (Report, report_id, HEAD), (Follow, report_id, citizen_id), (Reporter, report_id)
    head, row, reporter = read_together(*keys)
    if reporter is not None and reporter.citizen_id == citizen_id:
        raise Conflict("your_own_report")
    if head is None or not head.public:
        # A private report of somebody else looks exactly like one that does not exist.
        raise NotFound("report_not_found")
    if row is not None and report_id in (getattr(row, way.reasons) or ()):
        return row  # type: ignore[no-any-return]
    now = {"report_status": head.status}
    if head.status == "duplicate":
        raise Conflict("report_merged", extra={**now, "merged_into": head.merged_into})
    if head.status not in way.statuses:
        raise Conflict("report_ended", extra=now)
    if row is None or not getattr(row, way.mark):
        raise Contended()
    try:
        insist(lambda: _choose(row, way))
    except Refused:
        raise Contended() from None
    return None


def leave(citizen_id: str, report_id: str, change: Callable[[Standing], Standing]) -> Standing:
    """Change what somebody has to do with a report, count her no more if she counted, and return what is left of it."""
    for _ in range(_TRIES):
        head, row = read_together((Report, report_id, HEAD), (Follow, report_id, citizen_id))
        if head is None or not head.public:
            raise NotFound("report_not_found")
        wanted = change(row.standing) if row else Standing()
        if row is None or wanted == row.standing:
            return wanted
        try:
            insist(lambda row=row, wanted=wanted: _change(row, wanted))  # type: ignore[misc]
        except Refused:
            continue
        return wanted
    raise Contended()


def _change(row: Follow, wanted: Standing) -> None:
    with transaction() as writing:
        row.become(writing, wanted, clock.rfc3339(clock.now()))
        if row.standing.supports and not wanted.supports:
            count(writing, row.report_id, -1, Report.supporters > 0)
