"""Moving a report on its way: head, event and the memory of the request in one transaction, without a read before.

The rules' table becomes the transaction's conditions. Only a move whose outcome lies in the report itself reads first:
going back to where it was (the pause moves the promise), `resume` (two outcomes), reopening without a new date (the
limit is the category's), and what the system does (its notice depends on the status).
"""

from dataclasses import dataclass
from typing import Any

from chalicelib.feedback import changes, reach, rules
from chalicelib.feedback.models import HEAD, UNDELIVERED, Event, Report, Reporter
from chalicelib.feedback.pictures import service as pictures
from chalicelib.feedback.reach import Mover
from chalicelib.feedback.rules import Move, Wish
from chalicelib.shared import city, clock, ids, telemetry
from chalicelib.shared.access import Person
from chalicelib.shared.errors import CityError, Conflict, Forbidden, Gone, Invalid, NotFound, Stale, invalid_field
from chalicelib.shared.idempotency import Once
from chalicelib.shared.tables import Contended, Refused, transaction

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


@dataclass(frozen=True)
class Order:
    """One wish of one mover for one report; `version` and `if_match` say which state she has seen."""

    mover: Mover
    report_id: str
    wish: Wish
    after: str | None = None
    once: Once | None = None
    version: int | None = None
    if_match: int | None = None
    more: dict[str, Any] | None = None

    @property
    def action(self) -> str:
        """Return what is to be done."""
        return self.wish.action


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
    event = _event(order, row, head)
    _write(order, row, head, event)
    telemetry.annotate(report_id=order.report_id)
    telemetry.count("ReportsMoved", action=order.action)
    return event


def _photos_refused(order: Order) -> Invalid:
    return Invalid("invalid_fields", fields=pictures.attachable(order.wish.photo_ids, str(order.mover.citizen_id)))


def _rows(order: Order) -> tuple[Move, ...]:
    rows = rules.moves_of(order.action, order.mover.roles)
    return tuple(row for row in rows if order.after in (None, row.after))


def _needs_no_read(order: Order) -> bool:
    if order.mover.is_system or not rules.is_known_in_advance(order.action, order.mover.roles, order.after):
        return False
    return not (order.action == "reopen" and order.mover.is_staff and order.wish.promised_at is None)


def _event(order: Order, row: Move, head: Report | None) -> Event:
    at, wish, after = clock.rfc3339(clock.now()), order.wish, changes.status_after(row, head)
    told = wish.public_text or (wish.reason if row.reason_is_told else None)
    # A note between officers is no news for the sender.
    tells = row.tells if told or order.action != "comment" else {}
    return Event(
        order.report_id,
        ids.new_ulid("event"),
        event_type=order.action,
        at=at,
        status=after,
        from_status=head.status if head else min(row.before) if len(row.before) == 1 else None,
        actor=order.mover.as_actor(row),
        body_id=changes.new_body(row, wish) or order.mover.body_id,
        public_text=told,
        note=wish.note,
        reason=wish.reason,
        detail=_detail(order, head, row) or None,
        tells=tells or None,
        undelivered_shard=UNDELIVERED,
        undelivered_at=at,
    )


def _detail(order: Order, head: Report | None, row: Move) -> dict[str, Any]:
    wish = order.wish
    given = {
        "promised_at": changes.new_promise(row, wish, head, clock.now()),
        "target_report_id": wish.target_report_id,
        "photo_ids": list(wish.photo_ids),
        "score": wish.score,
        "closed_reason": changes.closed_reason(row),
        **(order.more or {}),
    }
    return {name: value for name, value in given.items() if value not in (None, [], {})}


def _write(order: Order, row: Move, head: Report | None, event: Event) -> None:
    stored = Report(order.report_id, HEAD)
    holds = reach.condition(order, _rows(order), head, event.event_id)
    acts = changes.actions(row, order.wish, head, event.event_id, clock.now())
    with transaction() as writing:
        if not order.mover.is_system:
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
    checks = [] if order.mover.is_system else ["reporter"]
    checks += ["target"] if order.wish.target_report_id else []
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
