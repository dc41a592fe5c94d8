"""Messages in boxes, for tests of what people are told."""

from collections.abc import Callable
from typing import Any

from chalicelib.shared import clock, ids
from tests.phones import Phone

INBOX = "/v1/notifications/inbox"
DESK_INBOX = "/desk/v1/notifications/inbox"


def a_letter(recipient: str, code: str = "report_withdrawn", **values: Any) -> Any:
    """Return a letter that was written just now, about a report withdrawn unless said otherwise."""
    from chalicelib.notifications.service import Letter, message_id_of

    report_id = values.setdefault("report_id", "HCM-0123456789")
    at, event_id = clock.rfc3339(clock.now()), ids.new_ulid("event")
    return Letter(message_id_of(event_id), recipient, "report", code, values, f"report:{report_id}", "normal", at)


def a_message_to(phone: Phone, code: str = "report_withdrawn", **values: Any) -> str:
    """Put a message into somebody's inbox and return its id."""
    from chalicelib.notifications.posting import service

    letter = a_letter(phone.citizen_id, code, **values)
    assert service.put([letter]) == 1
    return str(letter.message_id)


def inbox(phone: Phone, language: str = "vi", **query: Any) -> Any:
    """Return a page of somebody's inbox."""
    return phone.get(INBOX, {"Accept-Language": language}, **query).json


def titles(phone: Phone, language: str = "vi") -> list[str]:
    """Return the titles of somebody's messages, the oldest first."""
    return [message["title"] for message in reversed(inbox(phone, language, limit=100)["items"])]


def body_titles(officer: Phone) -> list[str]:
    """Return the titles in the box of an officer's body, the oldest first."""
    found = officer.get(DESK_INBOX, {"Accept-Language": "en"}, limit=100).json["items"]
    return [message["title"] for message in reversed(found)]


def ways_of_boxes(phone: Phone, officer: Phone) -> dict[str, Callable[[], object]]:
    """Return how each route of messages is asked, by somebody who has one."""
    told = a_message_to(phone)
    return {
        f"GET {INBOX}": lambda: phone.get(INBOX),
        f"POST {INBOX}/{{message_id}}/read": lambda: phone.post(f"{INBOX}/{told}/read", None),
        f"GET {DESK_INBOX}": lambda: officer.get(DESK_INBOX),
    }
