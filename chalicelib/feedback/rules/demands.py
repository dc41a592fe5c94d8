"""What a move must bring with it; every missing or wrong field is named at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalicelib.feedback.rules.moves import Move
from chalicelib.shared import clock
from chalicelib.shared.errors import FieldError

# Beyond that a date is a slip of the keyboard.
FARTHEST_PROMISE = timedelta(days=5 * 366)


@dataclass(frozen=True)
class Wish:
    """What somebody asks for with an action: the desk action's fields, a verdict's score, answers to questions."""

    action: str
    public_text: str | None = None
    note: str | None = None
    reason: str | None = None
    promised_at: str | None = None
    photo_ids: tuple[str, ...] = ()
    body_id: str | None = None
    target_report_id: str | None = None
    score: int | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)


def demand_problems(move: Move, wish: Wish, now: datetime, bodies: Collection[str]) -> list[FieldError]:
    """Return what a move lacks or has wrong. Photos are looked at where the report's category is known."""
    problems = [problem for name in move.demands if (problem := _missing(name, wish))]
    known = {*move.demands, *move.takes}
    problems += [
        FieldError(f"/{name}", "not_for_this_action")
        for name in ("promised_at", "body_id", "target_report_id")
        if getattr(wish, name) is not None and name not in known
    ]
    if problems:
        return problems
    if wish.promised_at and (wrong := promise_problem(wish.promised_at, None, now)):
        problems.append(FieldError("/promised_at", wrong))
    if wish.body_id is not None and wish.body_id not in bodies:
        problems.append(FieldError("/body_id", "unknown_body"))
    return problems


def promise_problem(promised_at: str, present: str | None, now: datetime) -> str | None:
    """Return what is wrong with a new promise: it lies later than now, and than the promise there is."""
    moment = clock.parse_rfc3339(promised_at)
    if moment <= now:
        return "not_in_the_future"
    if moment > now + FARTHEST_PROMISE:
        return "too_far_ahead"
    return "not_later_than_promised" if present and moment <= clock.parse_rfc3339(present) else None


def _missing(name: str, wish: Wish) -> FieldError | None:
    if name == "photos":
        return None
    if name == "text":
        there: object = wish.public_text or wish.note or wish.answers or None
    else:
        there = getattr(wish, name)
    return None if there is not None and there != "" else FieldError(f"/{_FIELDS.get(name, name)}", "missing")


_FIELDS = {"text": "public_text"}
