"""The HTTP face of messages for citizens."""

from chalice import Blueprint

from chalicelib.notifications import inbox
from chalicelib.notifications.schemas import Inbox, MessageView
from chalicelib.shared.access import CITIZEN
from chalicelib.shared.http import Call, endpoint
from chalicelib.shared.query import PAGE, word

blueprint = Blueprint(__name__)
UNREAD = word("true|false", "false", description="`true` lists unread messages alone.")


@endpoint(
    blueprint, "GET", "/v1/notifications/inbox",
    access=CITIZEN, query={**PAGE, "unread": UNREAD}, answer=Inbox, problems=(410,), name="show_inbox",
)  # fmt: skip
def show_inbox(call: Call) -> Inbox:
    """Show one's messages, newest first, in the language of `Accept-Language`.

    `unread_count` counts all unread messages, up to 1,000, and may lag a second behind. Messages are kept for a year.
    """
    return inbox.list_own(call.asker, call.query, call.language)


@endpoint(
    blueprint, "POST", "/v1/notifications/inbox/{message_id}/read",
    access=CITIZEN, answer=MessageView, problems=(404,),
)  # fmt: skip
def mark_message_read(call: Call) -> MessageView:
    """Mark one of one's messages as read.

    Once is enough: `read_at` keeps the first time, whatever is repeated.
    """
    return inbox.read(call.asker, call.path["message_id"], call.language)
