"""Moving a report on its way: head, event and the memory of the request in one transaction, without a read before.

The rules' table becomes the transaction's conditions. Only a move whose outcome lies in the report itself reads first:
going back to where it was (the pause moves the promise), `resume` (two outcomes), and reopening without a new date (the
limit is the category's). What time does by itself is written in `timekeeping`.
"""

from dataclasses import dataclass
from typing import Any

from chalicelib.feedback import changes, reach, rules
from chalicelib.feedback.models import HEAD, Event, Report, Reporter
from chalicelib.feedback.orders import Order, event_of
from chalicelib.feedback.pictures import service as pictures
from chalicelib.feedback.rules import Move
from chalicelib.shared import city, clock, telemetry
from chalicelib.shared.access import Person
from chalicelib.shared.errors import CityError, Conflict, Forbidden, Gone, Invalid, NotFound, Stale, invalid_field
from chalicelib.shared.idempotency import Once
from chalicelib.shared.tables import Contended, Refused, insist, transaction

ALL_OLD = "ALL_OLD"
_FINAL = (Invalid, Forbidden, NotFound, Conflict, Gone, Stale)


@dataclass(frozen=True)
class Repeat:
    """The Idempotency-Key of a request, if it has one, and the hash of its body."""

    key: str | None
    body_hash: str

    def of(self, person: Person, route: str) -> Once | None:
        """Return what makes this person's request on a route one, None without a key."""
        return Once(person.citizen_id, route, self.key, self.body_hash) if self.key else None


def move(order: Order) -> Event:
    """Take a report to its next status; refuse a move the rules forbid. A repeat gives the event of the first time."""
    try:
        return _attempt(order)
    except (*_FINAL, Refused) as refusal:
        if order.once and (receipt := order.once.earlier_answer()) is not None:
            return Event(order.report_id, receipt.pop("event_id"), **receipt)
        if isinstance(refusal, CityError):
            raise
        raise _explained(order, refusal) from refusal


def _attempt(order: Order) -> Event:
    head = None if _needs_no_read(order) else reach.head_of(order.mover, order.report_id)
    row = reach.examined(order, head) if head else _rows(order)[0]
    if problems := rules.demand_problems(row, order.wish, clock.now(), city.body_ids()):
        raise Invalid("invalid_fields", fields=problems)
    if len({*order.wish.photo_ids}) < len(order.wish.photo_ids):
        raise _photos_refused(order)
    event = event_of(order, row, head)
    # People who support the report at this moment write to its head, too; a move gives way to them for a moment.
    insist(lambda: _write(order, row, head, event))
    telemetry.annotate(report_id=order.report_id)
    telemetry.count("ReportsMoved", action=order.action)
    return event


def _photos_refused(order: Order) -> Invalid:
    return Invalid("invalid_fields", fields=pictures.attachable(order.wish.photo_ids, str(order.mover.citizen_id)))


def _rows(order: Order) -> tuple[Move, ...]:
    rows = rules.moves_of(order.action, order.mover.roles)
    return tuple(row for row in rows if order.after in (None, row.after))


def _needs_no_read(order: Order) -> bool:
    if not rules.is_known_in_advance(order.action, order.mover.roles, order.after):
        return False
    return not (order.action == "reopen" and order.mover.is_staff and order.wish.promised_at is None)


def _write(order: Order, row: Move, head: Report | None, event: Event) -> None:
    stored = Report(order.report_id, HEAD)
    holds = reach.condition(order, _rows(order), head, event.event_id)
    acts = changes.actions(row, order.wish, head, event.event_id, clock.now())
    with transaction() as writing:
        writing.condition_check(Reporter, order.report_id, condition=reach.reporter_condition(order.mover))
        if order.wish.target_report_id:
            writing.condition_check(Report, order.wish.target_report_id, HEAD, condition=reach.target_condition())
        if acts:
            writing.update(stored, acts, holds, return_values=ALL_OLD)
        else:
            writing.condition_check(Report, order.report_id, HEAD, condition=holds)
        writing.save(event, Event.report_id.does_not_exist())
        if order.once:
            writing.save(order.once.row(_receipt(event)), Once.condition())
        pictures.attach(writing, order.wish.photo_ids, str(order.mover.citizen_id), order.report_id, "after")


def _receipt(event: Event) -> dict[str, Any]:
    kept = ("event_id", "event_type", "at", "status", "public_text", "body_id", "actor")
    return {name: value for name in kept if (value := getattr(event, name)) is not None}


def _explained(order: Order, refusal: Refused) -> CityError:
    """Return why the database refused: what is stored now decides, or nothing but a twin that was faster."""
    acts = not changes.leaves_head(order.action)
    checks = ["reporter", "target"] if order.wish.target_report_id else ["reporter"]
    saves = ["event", "once"] if order.once else ["event"]
    parts = [*checks, *saves, "head"] if acts else [*checks, "head", *saves]
    parts += ["photo"] * len(order.wish.photo_ids)
    failed = {parts[place] for place in refusal.items}
    raw = refusal.stored.get(parts.index("head"))
    try:
        head = Report.from_raw_data(raw) if raw else reach.head_of(order.mover, order.report_id)
        if "reporter" in failed:
            reach.refuse_by_reporter(order.mover, head)
        reach.examined(order, head)
    except CityError as explained:
        return explained
    if "photo" in failed:
        return _photos_refused(order)
    return invalid_field("/target_report_id", "unknown_report") if "target" in failed else Contended()
