"""The HTTP face of reports for the city's staff."""

from chalice import Blueprint

from chalicelib.feedback import deskwork
from chalicelib.feedback.acts import DeskAction, DeskReport, NewCallerReport
from chalicelib.feedback.moving import Repeat
from chalicelib.feedback.schemas import ReportPage, ReportView
from chalicelib.shared.access import staff
from chalicelib.shared.http import Answer, Call, endpoint
from chalicelib.shared.query import PAGE, word

blueprint = Blueprint(__name__)

_DESK = staff("operator", "handler", "supervisor")
_MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}(Z|[+-][0-9]{2}:[0-9]{2})"
_QUERY = {
    "body_id": word(r"[a-z0-9][a-z0-9\-]*", description="A body below one's own; supervisors only."),
    "status": word(r"[a-z_]+(,[a-z_]+)*", description="One status, or several with commas between."),
    "ward": word(r"[0-9]{5}", description="A ward's code of five digits."),
    "category_code": word(r"[a-z0-9][a-z0-9_.\-]{0,79}"),
    "overdue": word(r"true|false", description="`true`: those alone whose promise has passed while its clock ran."),
    "due_before": word(_MOMENT, description="Those alone whose promise lies before this time (RFC 3339)."),
    **PAGE,
}


@endpoint(
    blueprint, "GET", "/desk/v1/feedback/reports",
    access=_DESK, query=_QUERY, answer=ReportPage, problems=(403, 410),
)  # fmt: skip
def list_open_reports(call: Call) -> ReportPage:
    """List the open reports of one's body, the one due first at the top.

    Every look is written to the audit trail. A filtered page may hold fewer than `limit`; go on while there is a
    `next_cursor`.
    """
    return deskwork.list_open(call.asker, call.query, call.language, call.request_id)


@endpoint(
    blueprint, "POST", "/desk/v1/feedback/reports",
    access=staff("operator"), body=NewCallerReport, answer=ReportView, status=201, idempotent=True, problems=(409, 422),
)  # fmt: skip
def file_report(call: Call) -> Answer:
    """File a report for somebody who called or wrote.

    The caller's contact is kept sealed, apart from the report, which belongs to no account.
    """
    report = deskwork.file(call.asker, call.body, call.idempotency_key, call.body_hash, call.language)
    return Answer(report, headers={"Location": f"/desk/v1/feedback/reports/{report.report_id}"})


@endpoint(
    blueprint, "GET", "/desk/v1/feedback/reports/{report_id}",
    access=_DESK, answer=DeskReport, problems=(403, 404),
)  # fmt: skip
def inspect_report(call: Call) -> DeskReport:
    """Show a whole report with its timeline, private notes included.

    Handlers see those of their body, supervisors those of the bodies below too, operators all; nobody her own. Every
    look is written to the audit trail.
    """
    return deskwork.find(call.asker, call.path["report_id"], call.language, call.request_id)


@endpoint(
    blueprint, "POST", "/desk/v1/feedback/reports/{report_id}/actions",
    access=_DESK, body=DeskAction, answer=ReportView, idempotent=True, versioned=True,
    problems=(403, 404, 409, 412, 422),
)  # fmt: skip
def act_on_report(call: Call) -> ReportView:
    """Move a report on its way: assign, accept, ask, extend, resolve and so on.

    409 `move_not_allowed` when the report stands where this cannot be done; the problem then has `report_status` and
    `version` as they are now. With `version` (409) or `If-Match` (412) nothing is done to a report that has changed
    since it was read.
    """
    repeat = Repeat(call.idempotency_key, call.body_hash)
    return deskwork.act(call.asker, call.path["report_id"], call.body, call.if_match, repeat, call.language)
