"""Reading boxes: a citizen's own inbox, and the box that the officers of a body share."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chalicelib.notifications.letters import box_of_body
from chalicelib.notifications.models import InboxMessage
from chalicelib.notifications.notices import Rendered, Wordless, phrase, rendered, written
from chalicelib.notifications.schemas import BodyInbox, Inbox, MessageView
from chalicelib.shared import audit, clock, pages, telemetry
from chalicelib.shared.access import Person
from chalicelib.shared.errors import NotFound

_MESSAGE_ID = r"message_[0-9A-Z]{26}"
INBOX = "GET /v1/notifications/inbox"
BODY_INBOX = "GET /desk/v1/notifications/inbox"


def list_own(person: Person, query: Mapping[str, Any], language: str) -> Inbox:
    """Return a page of a person's messages, newest first, and how many of all are unread."""
    unread_alone = query["unread"] == "true"
    find = InboxMessage.newest_unread_of if unread_alone else InboxMessage.newest_of
    found, following = _page(find, person.citizen_id, query, INBOX, str(unread_alone))
    return Inbox(
        items=[_view(message, language) for message in found],
        next_cursor=following,
        unread_count=InboxMessage.unread_count(person.citizen_id),
    )


def read(person: Person, message_id: str, language: str) -> MessageView:
    """Mark one's message as read and return it; a message of somebody else is like one that does not exist."""
    known = re.fullmatch(_MESSAGE_ID, message_id)
    found = InboxMessage.mark_read(person.citizen_id, message_id, clock.rfc3339(clock.now())) if known else None
    if found is None:
        raise NotFound("message_not_found")
    return _view(found, language)


def list_of_body(officer: Person, query: Mapping[str, Any], language: str, request_id: str) -> BodyInbox:
    """Return a page of what the officer's body was told, newest first, and record who looked."""
    body_id = officer.body_id or ""
    found, following = _page(InboxMessage.newest_of, box_of_body(body_id), query, BODY_INBOX)
    audit.record(officer, "read_inbox", f"body:{body_id}", request_id, [message.message_id for message in found])
    return BodyInbox(items=[_view(message, language) for message in found], next_cursor=following)


def _page(
    find: Callable[[str, int, str | None], list[InboxMessage]],
    recipient: str,
    query: Mapping[str, Any],
    *binding: str,
) -> tuple[Sequence[InboxMessage], str | None]:
    bound, limit = (*binding, recipient), query["limit"]
    after = pages.position_of(query["cursor"], *bound)
    # One more than asked for tells whether another page follows.
    found = find(recipient, limit + 1, after["message_id"] if after else None)
    position = {"message_id": found[limit - 1].message_id} if len(found) > limit else None
    return found[:limit], pages.next_cursor(position, *bound)


def _view(message: InboxMessage, language: str) -> MessageView:
    told = _told(message, language)
    return MessageView(
        message_id=message.message_id,
        kind=message.kind,
        title=told.title,
        body=told.body,
        thing_ref=message.thing_ref,
        created_at=message.created_at,
        read_at=message.read_at,
        severity=message.severity,
    )


def _told(message: InboxMessage, language: str) -> Rendered:
    try:
        return rendered(message.code, message.values, language)
    except Wordless:
        # A later pack has dropped the notice or asks it for more; one old message must not close the whole inbox.
        telemetry.note("notice_without_words", code=message.code)
        return Rendered(written(phrase("news"), language), message.thing_ref.rpartition(":")[2])
