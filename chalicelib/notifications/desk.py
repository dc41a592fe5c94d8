"""The HTTP face of messages for the city's staff."""

from chalice import Blueprint

from chalicelib.notifications import inbox
from chalicelib.notifications.schemas import BodyInbox
from chalicelib.shared.access import staff
from chalicelib.shared.http import Call, endpoint
from chalicelib.shared.query import PAGE

blueprint = Blueprint(__name__)


@endpoint(
    blueprint, "GET", "/desk/v1/notifications/inbox",
    access=staff("operator", "handler", "supervisor"), query=PAGE, answer=BodyInbox, problems=(410,),
)  # fmt: skip
def show_body_inbox(call: Call) -> BodyInbox:
    """Show what one's body was told, newest first.

    New, answered and late reports, and what else a body should know. All its officers read the same box, so nobody
    marks anything in it as read: `read_at` is always null and there is no `unread_count`.
    """
    return inbox.list_of_body(call.asker, call.query, call.language, call.request_id)
