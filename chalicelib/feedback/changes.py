"""What a move changes of a report's head, as the update that the database makes of it."""

from datetime import datetime
from typing import Any

from chalicelib.feedback import promises, rules
from chalicelib.feedback.models import Report, verdict_body
from chalicelib.feedback.rules import BACK, STAY, Move, Wish
from chalicelib.shared import city, clock

_PAUSES = frozenset({"ask_info", "wait_external"})
_TO_THE_DESK = frozenset({"return", "split"})
# These bring a report back among the open ones, so its place in the index is made anew.
_OPENS_AGAIN = frozenset({"rate", "reopen", "split"})
_ONLY_EVENTS = frozenset({"comment", "anonymise"})


def leaves_head(action: str) -> bool:
    """Tell whether an action writes an event and nothing else, so that a comment never restarts or moves anything."""
    return action in _ONLY_EVENTS


def status_after(row: Move, head: Report | None) -> str | None:
    """Return the status a move leads to, None when the report stays where it is."""
    if row.after == BACK and head is not None:
        return str(head.back_to)
    return None if row.after == STAY else row.after


def new_body(row: Move, wish: Wish) -> str | None:
    """Return the body a move gives the report to, None when it stays with its own."""
    if row.action in _TO_THE_DESK:
        return str(city.load("city")["triage_body"])
    return wish.body_id


def closed_reason(row: Move) -> str | None:
    """Return why a report ends by this move, None when it goes on."""
    return row.closed_reason or rules.CLOSED_REASONS.get(row.after)


def new_promise(row: Move, wish: Wish, head: Report | None, now: datetime) -> str | None:
    """Return the promise after a move, None when it stands as it did."""
    if wish.promised_at:
        return wish.promised_at
    if row.after == "reopen_requested":
        return promises.decision(now)
    if head is not None and row.after == BACK:
        return promises.shifted(head, now)
    return promises.fresh(head.category_code, now) if head is not None and row.action == "reopen" else None


def actions(row: Move, wish: Wish, head: Report | None, event_id: str, now: datetime) -> list[Any]:
    """Return the update of the head; none when the move leaves it as it is."""
    if leaves_head(row.action):
        return []
    at = clock.rfc3339(now)
    after = status_after(row, head)
    found = [Report.version.set(Report.version + 1), Report.last_event.set(event_id), *_pause(row, at)]
    found += [Report.status.set(after)] if after else []
    found += [Report.photo_ids.set(Report.photo_ids.append(list(wish.photo_ids)))] if wish.photo_ids else []
    found += _end(row, now) if after and not rules.is_open(after) else _opening(row, wish, head, now)
    target = wish.target_report_id
    return [*found, Report.merged_into.set(target)] if target else found


def prompted(event_id: str, about: str, level: int) -> list[Any]:
    """Return the update of the head by which time has said something about a deadline.

    The version stays: nothing that an officer has read is different.
    """
    if not rules.is_about_promise(about):
        return [Report.last_event.set(event_id), Report.nudged_for.set(about)]
    return [
        Report.last_event.set(event_id),
        Report.prompted_for.set(about),
        Report.prompted_level.set(level),
    ]


def _kept_in_mind(row: Move, head: Report | None, promise: str | None) -> list[Any]:
    """Return the update by which a promise that a pause has moved is not reminded of and escalated all over again."""
    if head is None or row.after != BACK or promise is None:
        return []
    before, after = (rules.promise_mark(clock.parse_rfc3339(at)) for at in (head.promised_at, promise))
    return [Report.prompted_for.set(after)] if head.prompted_for == before else []


def _pause(row: Move, at: str) -> list[Any]:
    if row.action in _PAUSES:
        # The database copies the present status, so it need not be read for that.
        return [Report.back_to.set(Report.status), Report.paused_at.set(at)]
    return [] if row.after == STAY else [Report.back_to.remove(), Report.paused_at.remove()]


def _end(row: Move, now: datetime) -> list[Any]:
    at = clock.rfc3339(now)
    if row.after == "resolved":
        ends = clock.rfc3339(promises.verdict_ends_at(now))
        return [Report.open_body.set(Report.verdict_body), Report.due_at.set(ends), Report.resolved_at.set(at)]
    leave = [Report.open_body.remove(), Report.due_at.remove()]
    return [*leave, Report.closed_at.set(at), Report.closed_reason.set(str(closed_reason(row)))]


def _opening(row: Move, wish: Wish, head: Report | None, now: datetime) -> list[Any]:
    found: list[Any] = []
    body, promise = new_body(row, wish), new_promise(row, wish, head, now)
    if row.action in _OPENS_AGAIN:
        found += [Report.resolved_at.remove(), Report.closed_at.remove(), Report.closed_reason.remove()]
        found += [Report.merged_into.remove()]
        found += [] if body else [Report.open_body.set(Report.body_id)]
        found += [] if promise else [Report.due_at.set(Report.promised_at)]
    if body:
        found += [Report.body_id.set(body), Report.open_body.set(body), Report.verdict_body.set(verdict_body(body))]
    found += _kept_in_mind(row, head, promise)
    return found + ([Report.promised_at.set(promise), Report.due_at.set(promise)] if promise else [])
