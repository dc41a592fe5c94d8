"""The shapes of messages."""

from pydantic import BaseModel


class MessageView(BaseModel):
    """A message in the reader's language; `thing_ref` is `kind:id` of what it is about, such as `report:HCM-…`."""

    message_id: str
    kind: str
    title: str
    body: str
    thing_ref: str
    created_at: str
    read_at: str | None
    severity: str


class Inbox(BaseModel):
    """A page of messages, newest first; `unread_count` is of the whole inbox and stops at 1,000."""

    items: list[MessageView]
    next_cursor: str | None
    unread_count: int


class BodyInbox(BaseModel):
    """A page of what a body was told, newest first; its officers share the box, so nothing in it is read or unread."""

    items: list[MessageView]
    next_cursor: str | None
