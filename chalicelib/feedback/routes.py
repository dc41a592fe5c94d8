"""The HTTP face of reports for citizens."""

from typing import Any

from chalice import Blueprint

from chalicelib.feedback import service
from chalicelib.feedback.schemas import CategoryTree, NewReport, ReportPage, ReportView, Timeline
from chalicelib.shared.access import CITIZEN, OPEN, OPTIONAL
from chalicelib.shared.http import Answer, Call, endpoint
from chalicelib.shared.query import PAGE

blueprint = Blueprint(__name__)


@endpoint(blueprint, "GET", "/v1/feedback/categories", access=OPEN, cache="public, max-age=300", answer=CategoryTree)
def list_categories(call: Call) -> dict[str, Any]:
    """List what can be reported, as a versioned tree.

    A leaf says who answers for it and within what time, what is asked, and whether to call a number first.
    """
    return service.list_categories(call.language)


@endpoint(
    blueprint, "POST", "/v1/feedback/reports",
    access=CITIZEN, body=NewReport, answer=ReportView, status=201, idempotent=True, problems=(409, 422),
)  # fmt: skip
def submit_report(call: Call) -> Answer:
    """Send a report about something in the city.

    Send an `Idempotency-Key` and repeat the request with it until an answer arrives: it stays one report.
    """
    report = service.submit(call.asker, call.body, call.idempotency_key, call.body_hash, call.language)
    return Answer(report, headers={"Location": f"/v1/feedback/reports/{report.report_id}"})


@endpoint(
    blueprint, "GET", "/v1/feedback/reports/{report_id}",
    access=OPTIONAL, answer=ReportView, problems=(404,),
)  # fmt: skip
def show_report(call: Call) -> ReportView:
    """Show one report.

    Public reports are open to everybody; a private one only to who sent it. The code is found in any case.
    """
    return service.find(call.path["report_id"], call.person, call.language)


@endpoint(
    blueprint, "GET", "/v1/feedback/reports/{report_id}/timeline",
    access=OPTIONAL, answer=Timeline, problems=(404,),
)  # fmt: skip
def show_timeline(call: Call) -> Timeline:
    """Show everything that happened to a report, oldest first."""
    return service.find_timeline(call.path["report_id"], call.person, call.language)


@endpoint(
    blueprint, "GET", "/v1/feedback/my-reports",
    access=CITIZEN, query=PAGE, answer=ReportPage, problems=(410,),
)  # fmt: skip
def list_my_reports(call: Call) -> ReportPage:
    """List the reports one has sent, newest first."""
    return service.list_own(call.asker, call.query["limit"], call.query["cursor"], call.language)
