"""What somebody wants of a report, and the line of the timeline that it becomes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.feedback import categories, changes, rules
from chalicelib.feedback.models import UNDELIVERED, Event, Report
from chalicelib.feedback.movers import SYSTEM, Mover
from chalicelib.feedback.rules import Move, Wish
from chalicelib.shared import clock, ids

if TYPE_CHECKING:
    from chalicelib.shared.idempotency import Once


@dataclass(frozen=True)
class Order:
    """One wish of one mover for one report; `version` and `if_match` say which state she has seen."""

    mover: Mover
    report_id: str
    wish: Wish
    after: str | None = None
    once: "Once | None" = None
    version: int | None = None
    if_match: int | None = None
    more: dict[str, Any] | None = None

    @property
    def action(self) -> str:
        """Return what is to be done."""
        return self.wish.action


def event_of(order: Order, row: Move, head: Report | None) -> Event:
    """Return the line of the timeline that an order becomes by a row; `head` where the report was read before."""
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
        body_id=changes.new_body(row, wish) or order.mover.body_id or _own_body(order, head),
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
        # The event's own body may be that of the officer who acts.
        "body_id": wish.body_id,
        "promised_at": changes.new_promise(row, wish, head, clock.now()),
        "target_report_id": wish.target_report_id,
        "photo_ids": list(wish.photo_ids),
        "score": wish.score,
        "answers": _answers(wish, head),
        "closed_reason": changes.closed_reason(row),
        **(order.more or {}),
    }
    return {name: value for name, value in given.items() if value not in (None, [], {})}


def _answers(wish: Wish, head: Report | None) -> dict[str, Any]:
    questions = categories.questions_of(head.category_code) if head and wish.answers else []
    return rules.cleaned_answers(questions, wish.answers)


def _own_body(order: Order, head: Report | None) -> str | None:
    # Time belongs to no body: what it does happens at the one that has the report.
    return head.body_id if head and order.mover == SYSTEM else None
