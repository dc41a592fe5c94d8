"""How a stored report is shown: to its sender in full, to the public with personal numbers masked."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from chalicelib.feedback import categories, masking, nearness, places, rules
from chalicelib.feedback.acts import DeskEvent
from chalicelib.feedback.models import Event, Report
from chalicelib.feedback.pictures.schemas import PhotoView
from chalicelib.feedback.schemas import (
    AboutView,
    BodyView,
    LocationView,
    ReportCard,
    ReportView,
    Timeline,
    TimelineEvent,
    WardView,
)
from chalicelib.published import labels, things


def report(
    head: Report, text: Report, language: str, now: datetime, *, masked: bool, photos: Sequence[PhotoView] = ()
) -> ReportView:
    """Return the whole report; `masked` shows it as a stranger may read it."""
    long = text.text
    shown = _for_strangers(head, long) if masked else long
    return ReportView(
        **_common(head, language, now),
        description=shown["description"],
        answers=shown.get("answers") or {},
        location=LocationView(lat=shown.get("lat"), lon=shown.get("lon"), address=shown.get("address")),
        captured_at=shown.get("captured_at"),
        resolved_at=head.resolved_at,
        closed_at=head.closed_at,
        closed_reason=head.closed_reason,
        channel=shown["channel"],
        about=_about(shown.get("about"), language),
        photos=list(photos),
        supporters=int(head.supporters or 0),
        merged_into=head.merged_into,
    )


def _about(thing: dict[str, str] | None, language: str) -> AboutView | None:
    if thing is None:
        return None
    name, path = labels.thing(thing["kind"], language), things.path_of(thing["kind"], thing["id"])
    return AboutView(**thing, kind_name=name, path=path)


def _for_strangers(head: Report, long: dict[str, Any]) -> dict[str, Any]:
    """Return the long part without answers that are nobody else's business and with numbers of persons masked."""
    answered = categories.open_answers(head.category_code, long.get("answers") or {})
    answers = {code: _masked(answer) for code, answer in answered.items()}
    shown = {**long, "description": masking.masked(long["description"]), "answers": answers}
    if "address" in long:
        shown["address"] = masking.masked(long["address"])
    if head.card["anonymous"] and "lat" in long:
        spot = nearness.spot_for_strangers(long["lat"], long["lon"], anonymous=True)
        shown |= {"lat": spot.lat, "lon": spot.lon}
    return shown


def _masked(answer: Any) -> Any:
    if isinstance(answer, list):
        return answer
    hidden = masking.masked(str(answer))
    return answer if hidden == str(answer) else hidden


def card(head: Report, language: str, now: datetime, *, masked: bool = False) -> ReportCard:
    """Return the report as one line of a list; `masked` hides from strangers what its sender wrote of persons."""
    summary = head.card["summary"]
    if masked:
        # Masked before it was cut, where there was something to mask: half a number is a number still.
        summary = head.card.get("public_summary") or masking.masked(summary)
    return ReportCard(**_common(head, language, now), summary=summary)


def timeline(events: list[Event], language: str, *, masked: bool, photos: Sequence[PhotoView] = ()) -> Timeline:
    """Return the public side of a report's events; `masked` hides what its sender wrote of persons."""
    steps = _walk(events)
    return Timeline(items=[event(each, status, language, masked=masked, photos=photos) for each, _, status in steps])


def event(shown: Event, status: str, language: str, *, masked: bool, photos: Sequence[PhotoView] = ()) -> TimelineEvent:
    """Return one event as the public reads it; `status` is where the report stood after it."""
    body = categories.body_view(shown.body_id, language) if shown.body_id else None
    text, own = shown.public_text, (shown.detail or {}).get("photo_ids", [])
    return TimelineEvent(
        event_id=shown.event_id,
        event_type=shown.event_type,
        at=shown.at,
        status=status,
        public_text=masking.as_strangers_read(text, shown.actor) if masked and text else text,
        body=BodyView(**body) if body else None,
        photos=[photo for photo in photos if photo.photo_id in own],
    )


def desk_timeline(events: list[Event], language: str, photos: Sequence[PhotoView] = ()) -> list[DeskEvent]:
    """Return every event with what officers said among themselves, and from where to where it led."""
    return [
        DeskEvent(
            **event(each, status, language, masked=False, photos=photos).model_dump(),
            from_status=before,
            actor=each.actor,
            note=each.note,
            reason=each.reason,
            detail=each.detail or {},
        )
        for each, before, status in _walk(events)
    ]


def photo_ids(head: Report, events: list[Event]) -> list[str]:
    """Return the photos of a report and of all that happened to it: a remark's photo stands with its event alone."""
    named = [str(photo_id) for photo_id in head.photo_ids or []]
    named += [photo_id for each in events for photo_id in (each.detail or {}).get("photo_ids", [])]
    return list(dict.fromkeys(named))


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
