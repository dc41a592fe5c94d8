"""How a stored report is shown: to its sender in full, to the public with personal numbers masked."""

from datetime import datetime
from typing import Any

from chalicelib.feedback import categories, masking, places, rules
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
    """Return the whole report; `masked` shows it as a stranger may read it."""
    card, long = head.card, text.text
    shown = _for_strangers(card, long) if masked else long
    return ReportView(
        **_common(head, language, now),
        description=shown["description"],
        answers=shown.get("answers") or {},
        location=LocationView(lat=shown.get("lat"), lon=shown.get("lon"), address=shown.get("address")),
        captured_at=shown.get("captured_at"),
        resolved_at=card.get("resolved_at"),
        closed_at=card.get("closed_at"),
        closed_reason=card.get("closed_reason"),
        channel=shown["channel"],
        about=shown.get("about"),
        photos=[],
        supporters=int(card.get("supporters", 0)),
    )


def _for_strangers(card: dict[str, Any], long: dict[str, Any]) -> dict[str, Any]:
    """Return the long part without answers that are nobody else's business and with numbers of persons masked."""
    hidden = categories.private_questions(card["category_code"])
    answers = {code: _masked(answer) for code, answer in (long.get("answers") or {}).items() if code not in hidden}
    shown = {**long, "description": masking.masked(long["description"]), "answers": answers}
    if "address" in long:
        shown["address"] = masking.masked(long["address"])
    if card["anonymous"] and "lat" in long:
        # Four decimals are about ten metres: enough to find a lamp, not enough to tell one window from the next.
        shown |= {"lat": round(long["lat"], 4), "lon": round(long["lon"], 4)}
    return shown


def _masked(answer: Any) -> Any:
    if isinstance(answer, list):
        return answer
    hidden = masking.masked(str(answer))
    return answer if hidden == str(answer) else hidden


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
