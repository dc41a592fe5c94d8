"""What the one who sent a report does with it afterwards: judge, add, answer, take back, ask for more."""

from collections.abc import Mapping
from typing import Any

from chalicelib.feedback import movers, moving, rules
from chalicelib.feedback.acts import Comment, InfoAnswer, MoveReceipt, Rating, Reopening, Withdrawal
from chalicelib.feedback.moving import Order, Repeat
from chalicelib.feedback.rules import Wish
from chalicelib.shared import ids
from chalicelib.shared.access import Person
from chalicelib.shared.errors import NotFound, invalid_field


def rate(person: Person, report_id: str, sent: Rating, repeat: Repeat) -> MoveReceipt:
    """Judge a result; a low score with a reason asks for the report to be opened again."""
    reason = "; ".join(sent.reasons) or sent.text
    after = rules.outcome_of(sent.score, reason is not None)
    wish = Wish("rate", score=sent.score, reason=reason, note=sent.text)
    return _move(person, report_id, wish, repeat, after, {"reasons": sent.reasons})


def comment(person: Person, report_id: str, sent: Comment, repeat: Repeat) -> MoveReceipt:
    """Add something to a report; its promise and its place in the queue stay as they are."""
    return _move(person, report_id, Wish("comment", public_text=sent.text), repeat)


def answer(person: Person, report_id: str, sent: InfoAnswer, repeat: Repeat) -> MoveReceipt:
    """Answer the desk's question; the report goes back to where it was, and its clock runs on."""
    if not (sent.text or sent.answers):
        raise invalid_field("/text", "missing")
    return _move(person, report_id, Wish("answer_info", note=sent.text, answers=sent.answers), repeat)


def withdraw(person: Person, report_id: str, sent: Withdrawal, repeat: Repeat) -> MoveReceipt:
    """Take a report back."""
    return _move(person, report_id, Wish("withdraw", reason=sent.reason), repeat)


def reopen(person: Person, report_id: str, sent: Reopening, repeat: Repeat) -> MoveReceipt:
    """Ask for a report with a result to be opened again."""
    return _move(person, report_id, Wish("reopen", reason=sent.reason), repeat)


def _move(
    person: Person,
    report_id: str,
    wish: Wish,
    repeat: Repeat,
    after: str | None = None,
    more: Mapping[str, Any] | None = None,
) -> MoveReceipt:
    wanted = ids.normal_report_id(report_id)
    if wanted is None:
        raise NotFound("report_not_found")
    once = repeat.of(person, f"{wish.action} {wanted}")
    event = moving.move(Order(movers.reporter_mover(person), wanted, wish, after, once, more=dict(more or {})))
    return MoveReceipt(
        report_id=wanted, event_id=event.event_id, event_type=event.event_type, at=event.at, status=event.status
    )  # fmt: skip
