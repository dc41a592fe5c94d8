"""The letters that follow from an event: one to each person and box whom the table of moves names."""

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.feedback.following.models import Follow
from chalicelib.feedback.models import HEAD, Event, Report, Reporter
from chalicelib.feedback.telling import rules
from chalicelib.feedback.telling.words import Told, values
from chalicelib.notifications import service as notifications
from chalicelib.notifications.service import Letter
from chalicelib.shared import city
from chalicelib.shared.errors import NotFound
from chalicelib.shared.tables import read_together

KIND = "report"
NORMAL = "normal"


def letters_of(event: Mapping[str, Any]) -> list[Letter]:
    """Return the letters that an event of a report's timeline sends, the same whenever and however often it is asked.

    Nobody is told of a report that the desk filed for a caller who has no account, but the body it lies with.
    """
    tells = event.get("tells") or {}
    if not tells:
        return []
    told, reporter = _read(event)
    found = list(_to_people(told, tells, reporter))
    if code := tells.get("body"):
        box = notifications.box_of_body(_answerable(told))
        found.append(_letter(told, box, code, values(told, code, for_stranger=False)))
    return found


def _read(event: Mapping[str, Any]) -> tuple[Told, str | None]:
    report_id = event["report_id"]
    head, reporter = read_together((Report, report_id, HEAD), (Reporter, report_id))
    if head is None:
        raise NotFound("report_not_found")
    happened = [row.attribute_values for row in Event.up_to(report_id, event["event_id"])]
    told = Told(event, head.category_code, bool(head.public), rules.standing(happened, head.card["expected_at"]))
    return told, reporter.citizen_id if reporter else None


def _to_people(told: Told, tells: Mapping[str, str], reporter: str | None) -> Iterator[Letter]:
    if (code := tells.get("reporter")) and reporter:
        yield _letter(told, reporter, code, values(told, code, for_stranger=False))
    if code := tells.get("followers"):
        given = values(told, code, for_stranger=True)
        for citizen_id in Follow.followers_of(told.event["report_id"], told.event["at"]):
            # Whoever sent it is told as its sender, or has done it herself.
            if citizen_id != reporter:
                yield _letter(told, citizen_id, code, given)


def _answerable(told: Told) -> str:
    if told.standing.status == "reopen_requested":
        # The desk decides about it, and not the body whose result is in doubt.
        return str(city.load("city")["triage_body"])
    level = int(told.detail.get("level") or 1) if told.event["event_type"] == "escalate" else 1
    return rules.answerable(told.standing.body_id, level, city.parents(), city.load("city")["root_body"])


def _letter(told: Told, recipient: str, code: str, given: Mapping[str, notifications.Value]) -> Letter:
    return Letter(
        message_id=notifications.message_id_of(told.event["event_id"]),
        recipient=recipient,
        kind=KIND,
        code=code,
        values=given,
        thing_ref=f"report:{told.event['report_id']}",
        severity=NORMAL,
        created_at=told.event["at"],
    )
