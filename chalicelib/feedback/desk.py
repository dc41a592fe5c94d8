"""The HTTP face of reports for the city's staff."""

from chalice import Blueprint

from chalicelib.feedback import service
from chalicelib.feedback.schemas import ReportPage
from chalicelib.shared.access import staff
from chalicelib.shared.http import Call, endpoint
from chalicelib.shared.query import PAGE, word

blueprint = Blueprint(__name__)

_QUERY = {
    "body_id": word(r"[a-z0-9][a-z0-9\-]*", description="A body below one's own; supervisors only."),
    **PAGE,
}


@endpoint(
    blueprint, "GET", "/desk/v1/feedback/reports",
    access=staff("operator", "handler", "supervisor"), query=_QUERY, answer=ReportPage, problems=(403, 410),
)  # fmt: skip
def list_open_reports(call: Call) -> ReportPage:
    """List the open reports of one's body, the one due first at the top.

    Every look is written to the audit trail.
    """
    query = call.query
    return service.list_open_of_body(
        call.asker, query["body_id"], query["limit"], query["cursor"], call.language, call.request_id
    )
