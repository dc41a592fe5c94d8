"""How a stored report is shown: to its sender in full, to the public with personal numbers masked."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from chalicelib.feedback import categories, places, rules
from chalicelib.feedback.acts import DeskEvent
from chalicelib.feedback.models import Event, Report
from chalicelib.feedback.schemas import (
    BodyView,
    LocationView,
    ReportCard,
    ReportView,
    Timeline,
    TimelineEvent,
    WardView,
)


def report(head: Report, text: Report, language: str, now: datetime, *, masked: bool) -> ReportView:
    """Return the whole report; `masked` hides numbers and addresses of persons in its texts."""
    long = text.text
    told = rules.masked if masked else _as_it_is
    return ReportView(
        **_common(head, language, now),
        description=told(long["description"]),
        answers=_told_answers(long.get("answers") or {}, told),
        location=LocationView(
            lat=long.get("lat"), lon=long.get("lon"), address=told(long.get("address") or "") or None
        ),
        captured_at=long.get("captured_at"),
        resolved_at=head.resolved_at,
        closed_at=head.closed_at,
        closed_reason=head.closed_reason,
        channel=long["channel"],
        about=long.get("about"),
        photos=[],
        supporters=int(head.supporters or 0),
    )


def card(head: Report, language: str, now: datetime) -> ReportCard:
    """Return the report as one line of a list."""
    return ReportCard(**_common(head, language, now), summary=head.card["summary"])


def timeline(events: list[Event], language: str, *, masked: bool) -> Timeline:
    """Return the public side of a report's events; `masked` hides what its sender wrote of persons."""
    return Timeline(items=[event(each, status, language, masked=masked) for each, _, status in _walk(events)])


def event(shown: Event, status: str, language: str, *, masked: bool) -> TimelineEvent:
    """Return one event as the public reads it; `status` is where the report stood after it."""
    body = categories.body_view(shown.body_id, language) if shown.body_id else None
    text = shown.public_text
    return TimelineEvent(
        event_id=shown.event_id,
        event_type=shown.event_type,
        at=shown.at,
        status=status,
        public_text=rules.masked(text) if masked and text and shown.actor["role"] == "reporter" else text,
        body=BodyView(**body) if body else None,
        photos=[],
    )


def desk_timeline(events: list[Event], language: str) -> list[DeskEvent]:
    """Return every event with what officers said among themselves, and from where to where it led."""
    return [
        DeskEvent(
            **event(each, status, language, masked=False).model_dump(),
            from_status=before,
            actor=each.actor,
            note=each.note,
            reason=each.reason,
            detail=each.detail or {},
        )
        for each, before, status in _walk(events)
    ]


def _walk(events: list[Event]) -> Iterator[tuple[Event, str | None, str]]:
    # An event that moves nothing has no status of its own, and one that might have come from several no `from`.
    stands: str | None = None
    for each in events:
        before, stands = stands, each.status or stands
        yield each, before, str(stands)


def _common(head: Report, language: str, now: datetime) -> dict[str, Any]:
    # A row of the index of open reports has its body and its promise as keys.
    card, body_id, promised_at = head.card, head.body_id or head.open_body, head.promised_at or head.due_at
    return {
        "report_id": head.report_id,
        "status": head.status,
        "category_code": head.category_code,
        "category_name": categories.name_of(head.category_code, language),
        "ward": WardView(**places.shown(card["ward"])),
        "responsible_body": BodyView(**categories.body_view(body_id, language)),
        "submitted_at": card["submitted_at"],
        "expected_at": card["expected_at"],
        "promised_at": promised_at,
        "overdue": rules.is_overdue(str(head.status), promised_at, now),
        "public": card["public"],
        "anonymous": card["anonymous"],
        "version": int(head.version),
    }


def _as_it_is(text: str) -> str:
    return text


def _told_answers(answers: dict[str, Any], told: Any) -> dict[str, Any]:
    return {code: told(answer) if isinstance(answer, str) else answer for code, answer in answers.items()}
