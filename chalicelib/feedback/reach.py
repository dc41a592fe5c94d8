"""Who may move which report: as conditions of the write, and as the reason when one of them did not hold."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from chalicelib.feedback import categories, promises, rules
from chalicelib.feedback.models import HEAD, Report, Reporter
from chalicelib.feedback.movers import Mover
from chalicelib.feedback.rules import Move
from chalicelib.shared import clock
from chalicelib.shared.errors import Conflict, Forbidden, Gone, Invalid, NotFound, Stale, invalid_field
from chalicelib.shared.tables import read_together

if TYPE_CHECKING:
    from chalicelib.feedback.orders import Order

# DynamoDB compares with at most 100 values in one IN.
_MOST_VALUES = 100


def head_of(mover: Mover, report_id: str) -> Report:
    """Return a report's head as it is now; raise what this mover is told of a report that is not hers to move."""
    head, reporter = read_together((Report, report_id, HEAD), (Reporter, report_id))
    if head is None:
        raise NotFound("report_not_found")
    sent_it = reporter is not None and reporter.citizen_id == mover.citizen_id
    if sent_it == mover.is_staff:
        refuse_by_reporter(mover, head)
    return cast(Report, head)


def condition(order: "Order", rows: tuple[Move, ...], head: Report | None, event_id: str) -> Any:
    """Return what must hold of the head for the move to be written.

    With the head read before, that is its version; without, the table's rows, the bodies within reach and what the
    action itself asks of the report.
    """
    holds = Report.last_event < event_id
    for version in (order.version, order.if_match, head and int(head.version)):
        holds = holds & (Report.version == version) if version is not None else holds
    return holds if head else holds & _legal(order, rows) & _fitting(order, rows[0])


def _legal(order: "Order", rows: tuple[Move, ...]) -> Any:
    legal: Any = None
    for row in rows:
        here = Report.status.is_in(*sorted(row.before))
        bodies = order.mover.bodies(row)
        here = here if bodies is None else here & _lies_with(sorted(bodies))
        legal = here if legal is None else legal | here
    return legal


def _lies_with(bodies: list[str]) -> Any:
    one_of: Any = Report.body_id.is_in(*bodies[:_MOST_VALUES])
    rest = bodies[_MOST_VALUES:]
    return one_of | _lies_with(rest) if rest else one_of


def _fitting(order: "Order", row: Move) -> Any:
    holds = Report.report_id.exists()
    if order.action == "extend":
        holds = holds & (Report.promised_at < order.wish.promised_at)
    if _is_verdict(order):
        oldest = clock.rfc3339(promises.oldest_in_window(clock.now()))
        holds = holds & (Report.resolved_at >= oldest)
    wanting = categories.wanting_photo(order.action) if "photos" in row.demands and not order.wish.photo_ids else ()
    return holds & ~Report.category_code.is_in(*wanting) if wanting else holds


def _is_verdict(order: "Order") -> bool:
    return order.mover.roles == ("reporter",) and order.action in ("rate", "reopen")


def reporter_condition(mover: Mover) -> Any:
    """Return what must hold of who sent the report: the mover herself, or for an officer anybody else."""
    if mover.is_staff:
        return Reporter.citizen_id.does_not_exist() | (Reporter.citizen_id != mover.citizen_id)
    return Reporter.citizen_id == mover.citizen_id


def target_condition() -> Any:
    """Return what must hold of a report that another is merged into: it is there and was not itself merged away."""
    return Report.status.is_in(*sorted({*rules.OPEN_STATUSES, "resolved"}))


def refuse_by_reporter(mover: Mover, head: Report) -> None:
    """Raise the refusal of a move that failed by who sent the report."""
    if mover.is_staff:
        raise Forbidden("own_report")
    if not head.public:
        # A private report of somebody else looks exactly like one that does not exist.
        raise NotFound("report_not_found")
    raise Forbidden("not_your_report")


def examined(order: "Order", head: Report) -> Move:
    """Return the row by which a move is right for this head; raise the refusal when it is not."""
    # `status` of a problem is the number of HTTP (RFC 9457).
    now = {"report_status": head.status, "version": int(head.version)}
    roles = order.mover.roles
    rows = rules.moves_of(order.action, roles)
    if rows and all((bodies := order.mover.bodies(row)) is not None and head.body_id not in bodies for row in rows):
        raise Forbidden("not_your_report")
    if order.if_match not in (None, head.version):
        raise Stale("version_stale", extra=now)
    if order.version not in (None, head.version):
        raise Conflict("version_conflict", extra=now)
    if _is_verdict(order) and head.closed_reason == "silent":
        # The clock closes a report as soon as its window is over; whoever judges it now is late, and told so.
        raise _closed(head)
    refusal = rules.refusal_of(head.status, order.action, roles)
    if refusal == "move_not_yours":
        raise Forbidden("move_not_yours", extra=now)
    row = rules.row_for(head.status, order.action, roles, order.after)
    if refusal or row is None:
        raise Conflict("move_not_allowed", extra=now)
    _examine_fit(order, row, head)
    return row


def _examine_fit(order: "Order", row: Move, head: Report) -> None:
    if (
        "photos" in row.demands
        and not order.wish.photo_ids
        and head.category_code in categories.wanting_photo(order.action)
    ):
        raise invalid_field("/photo_ids", "missing")
    if order.action == "extend" and order.wish.promised_at:
        wrong = rules.promise_problem(order.wish.promised_at, head.promised_at, clock.now())
        if wrong:
            raise invalid_field("/promised_at", wrong)
    if order.wish.answers:
        _examine_answers(order, head)
    if _is_verdict(order) and head.resolved_at and clock.now().replace(microsecond=0) > _verdict_ends(head):
        raise _closed(head)


def _verdict_ends(head: Report) -> datetime:
    return promises.verdict_ends_at(clock.parse_rfc3339(head.resolved_at))


def _closed(head: Report) -> Gone:
    return Gone("verdict_closed", extra={"ended_at": clock.rfc3339(_verdict_ends(head))})


def _examine_answers(order: "Order", head: Report) -> None:
    """Hold answers against what the category asks; those that are not given anew were given with the report."""
    asked = [each for each in categories.questions_of(head.category_code) if each["code"] in order.wish.answers]
    if problems := rules.answer_problems(asked, order.wish.answers):
        raise Invalid("invalid_fields", fields=problems)
    if not (order.wish.note or rules.cleaned_answers(asked, order.wish.answers)):
        raise invalid_field("/text", "missing")
