"""What the clock of a report asks and does: where it stands, one act of time, the beginning of a wait."""

from datetime import datetime, timedelta
from typing import Any

from chalicelib.feedback import changes, promises, rules
from chalicelib.feedback.models import HEAD, Event, Report
from chalicelib.feedback.movers import SYSTEM
from chalicelib.feedback.orders import Order, event_of
from chalicelib.feedback.rules import Facts, Move, State, Terms, Wish
from chalicelib.feedback.timekeeping.models import Wait
from chalicelib.shared import city, clock, executions, i18n, telemetry
from chalicelib.shared.tables import Contended, Refused, transaction

_SAYINGS = ("remind", "escalate")
_KEPT = timedelta(days=7)


def look(report_id: str, run: int) -> dict[str, Any]:
    """Return where a report's clock stands: state, seconds to wait, newest event seen, level, and until when."""
    head, now = Report.look_up(report_id), clock.now()
    state = _state(head, run, now)
    waits = state.name in rules.WAITS.values()
    return {
        "state": state.name,
        "wait_seconds": rules.wait_seconds(state, now) if waits else 0,
        "seen": head.last_event if head else None,
        "level": state.level,
        "until": clock.rfc3339(state.until) if state.until else None,
    }


def act(report_id: str, run: int, name: str, level: int) -> None:
    """Do what time does with a report, if that is still what it would do; once, however often it is asked.

    Raise Contended when somebody else was faster and the act is still due: it may be asked for again shortly.
    """
    head = Report.look_up(report_id)
    state = _state(head, run, clock.now())
    if head is None or (state.name, state.level) != (name, level):
        return
    try:
        _write(head, state)
    except Refused as refused:
        later = _state(Report.look_up(report_id), run, clock.now())
        if (later.name, later.level) == (name, level):
            raise Contended() from refused


def wait(report_id: str, run: int, state: str, seen: str | None, until: str | None, token: str) -> None:
    """Keep the token with which a waiting clock is woken; wake it at once when something has happened meanwhile."""
    now = clock.now()
    row = Wait(
        report_id,
        run=run,
        state=state,
        seen=seen or "",
        token=token,
        until=until,
        since=clock.rfc3339(now),
        expires_at=int((now + _KEPT).timestamp()),
    )
    head = Report.look_up(report_id) if row.begin() else None
    if head is None or (head.last_event, int(head.run)) != (seen, run):
        executions.wake(token, {"event_id": head.last_event if head else None})


def _state(head: Report | None, run: int, now: datetime) -> State:
    if head is None:
        return State(rules.GONE)
    # Behind the head, or ahead of one that was restored: another run keeps this report's time.
    if run != int(head.run):
        return State(rules.SUPERSEDED)
    return rules.state_at(_facts(head), Terms.of_city(city.load("city")), promises.calendar(), now)


def _facts(head: Report) -> Facts:
    since = head.resolved_at if head.status == "resolved" else head.paused_at
    return Facts(
        status=str(head.status),
        promised_at=clock.parse_rfc3339(head.promised_at),
        limit=promises.limit_of(str(head.status), head.category_code),
        since=clock.parse_rfc3339(since) if since else None,
        prompted_for=head.prompted_for,
        prompted_level=int(head.prompted_level or 0),
        nudged_for=head.nudged_for,
    )


def _write(head: Report, state: State) -> None:
    action = rules.ACTS[state.name]
    row = rules.row_for(str(head.status), action, SYSTEM.roles)
    if row is None:
        raise LookupError(f"the table of moves has no {action} for {head.status}")
    order = Order(SYSTEM, head.report_id, Wish(action, note=_note(action)), more=_more(head, state))
    event = event_of(order, row, head)
    with transaction() as writing:
        update = _update(head, row, order, state, event.event_id)
        writing.update(Report(head.report_id, HEAD), update, _unchanged(head, event.event_id))
        writing.save(event, Event.report_id.does_not_exist())
    telemetry.annotate(report_id=head.report_id)
    telemetry.count("ReportsMoved", action=action)
    _count_late_forwarding(head, action)


def _update(head: Report, row: Move, order: Order, state: State, event_id: str) -> list[Any]:
    if order.action in _SAYINGS:
        return changes.prompted(event_id, str(state.about), state.level)
    return changes.actions(row, order.wish, head, event_id, clock.now())


def _unchanged(head: Report, event_id: str) -> Any:
    """Return what must hold of the head: it is as it was read, so of two clocks at once one writes."""
    holds = (Report.last_event < event_id) & (Report.version == head.version) & (Report.run == head.run)
    for said in (Report.prompted_for, Report.prompted_level, Report.nudged_for):
        stored = getattr(head, said.attr_name)
        holds = holds & (said.does_not_exist() if stored is None else said == stored)
    return holds


def _note(action: str) -> str | None:
    if action != "time_out":
        return None
    pack = city.load("city")
    return i18n.message("question_lapsed", pack["default_language"], days=pack["ask_days"])


def _more(head: Report, state: State) -> dict[str, Any]:
    if rules.ACTS[state.name] not in _SAYINGS:
        return {}
    # What the notice is about, as it was when it was written.
    return {"level": state.level, "promised_at": head.promised_at}


def _count_late_forwarding(head: Report, action: str) -> None:
    submitted = clock.parse_rfc3339(head.card["submitted_at"])
    if action == "assign" and clock.now() > promises.forwarded_by(submitted):
        telemetry.count("ReportsForwardedLate")
