"""How a stored report is shown: to its sender in full, to the public with personal numbers masked."""

from datetime import datetime
from typing import Any

from chalicelib.feedback import categories, places, rules
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
    card, long = head.card, text.text
    told = rules.masked if masked else _as_it_is
    return ReportView(
        **_common(head, language, now),
        description=told(long["description"]),
        answers=_told_answers(long.get("answers") or {}, told),
        location=LocationView(
            lat=long.get("lat"), lon=long.get("lon"), address=told(long.get("address") or "") or None
        ),
        captured_at=long.get("captured_at"),
        resolved_at=card.get("resolved_at"),
        closed_at=card.get("closed_at"),
        closed_reason=card.get("closed_reason"),
        channel=long["channel"],
        about=long.get("about"),
        photos=[],
        supporters=int(card.get("supporters", 0)),
    )


def card(head: Report, language: str, now: datetime) -> ReportCard:
    """Return the report as one line of a list."""
    return ReportCard(**_common(head, language, now), summary=head.card["summary"])


def timeline(events: list[Event], language: str) -> Timeline:
    """Return the public side of a report's events."""
    return Timeline(items=[_event(event, language) for event in events])


def _common(head: Report, language: str, now: datetime) -> dict[str, Any]:
    card = head.card
    return {
        "report_id": head.report_id,
        "status": head.status,
        "category_code": card["category_code"],
        "category_name": categories.name_of(card["category_code"], language),
        "ward": WardView(**places.shown(card["ward"])),
        "responsible_body": BodyView(**categories.body_view(card["body_id"], language)),
        "submitted_at": card["submitted_at"],
        "expected_at": card["expected_at"],
        "promised_at": card["promised_at"],
        "overdue": rules.is_overdue(str(head.status), card["promised_at"], now),
        "public": card["public"],
        "anonymous": card["anonymous"],
        "version": int(head.version),
    }


def _event(event: Event, language: str) -> TimelineEvent:
    body = categories.body_view(event.body_id, language) if event.body_id else None
    return TimelineEvent(
        event_id=event.event_id,
        event_type=event.event_type,
        at=event.at,
        status=event.status,
        public_text=event.public_text,
        body=BodyView(**body) if body else None,
        photos=[],
    )


def _as_it_is(text: str) -> str:
    return text


def _told_answers(answers: dict[str, Any], told: Any) -> dict[str, Any]:
    return {code: told(answer) if isinstance(answer, str) else answer for code, answer in answers.items()}
