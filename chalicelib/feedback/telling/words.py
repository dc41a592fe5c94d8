"""The values that notices speak of, taken from an event and from what stood of its report right after it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.feedback import categories, masking, promises
from chalicelib.feedback.telling.rules import Standing
from chalicelib.notifications import service as notifications
from chalicelib.notifications.service import Value
from chalicelib.shared import city, clock
from chalicelib.shared.i18n import LANGUAGES


@dataclass(frozen=True)
class Told:
    """An event as it is told: itself, its report's category, where the report stood, and whether it is public."""

    event: Mapping[str, Any]
    category_code: str
    is_public: bool
    standing: Standing

    @property
    def detail(self) -> Mapping[str, Any]:
        """Return what only some events have."""
        return self.event.get("detail") or {}


def values(told: Told, code: str, *, for_stranger: bool) -> dict[str, Value]:
    """Return the values of a notice that there are; a stranger reads texts as on the public timeline."""
    found = {name: VALUES[name](told) for name in notifications.placeholders(code)}
    if for_stranger and found.get("text"):
        found["text"] = _for_strangers(told)
    return {name: value for name, value in found.items() if value is not None}


def _for_strangers(told: Told) -> Value:
    if not told.is_public:
        return notifications.phrase("text_not_public")
    return masking.as_strangers_read(told.event["public_text"], told.event["actor"])


def _category(told: Told) -> Value:
    return {language: categories.name_of(told.category_code, language) for language in LANGUAGES}


def _body(told: Told) -> Value:
    body_id = told.standing.body_id
    # A later pack may have lost a body; a notice of the past is told all the same.
    known = body_id in city.body_ids()
    return {language: city.body(body_id)["name"][language] if known else body_id for language in LANGUAGES}


def _verdict_until(told: Told) -> Value | None:
    if told.standing.resolved_at is None:
        return None
    ends = promises.verdict_ends_at(clock.parse_rfc3339(told.standing.resolved_at))
    return {"date": clock.local_date(ends, city.timezone()).isoformat()}


def _answer_until(told: Told) -> Value | None:
    if told.standing.asked_at is None:
        return None
    return {"at": promises.answered_by(clock.parse_rfc3339(told.standing.asked_at))}


VALUES: Mapping[str, Callable[[Told], Value | None]] = {
    "report_id": lambda told: str(told.event["report_id"]),
    "category": _category,
    "body": _body,
    "promised_at": lambda told: {"at": told.standing.promised_at},
    "answer_until": _answer_until,
    "verdict_until": _verdict_until,
    "text": lambda told: told.event.get("public_text"),
    "reason": lambda told: told.event.get("reason"),
    "target_report_id": lambda told: told.detail.get("target_report_id"),
    "score": lambda told: told.detail.get("score"),
    "level": lambda told: told.detail.get("level"),
}
