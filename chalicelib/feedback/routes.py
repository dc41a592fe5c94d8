"""The HTTP face of reports for citizens."""

from typing import Any

from chalice import Blueprint

from chalicelib.feedback import citizen, service
from chalicelib.feedback.acts import Comment, InfoAnswer, MoveReceipt, Rating, Reopening, Withdrawal
from chalicelib.feedback.moving import Repeat
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


@endpoint(
    blueprint, "POST", "/v1/feedback/reports/{report_id}/rating",
    access=CITIZEN, body=Rating, answer=MoveReceipt, status=200, idempotent=True, problems=(403, 404, 409, 410, 422),
)  # fmt: skip
def rate_report(call: Call) -> MoveReceipt:
    """Judge the result of one's report, once, from 1 to 5.

    It can be judged to the end of the 14th day after the result; later it is 410 `verdict_closed`. A score of 1 or 2
    with a reason (`reasons` or `text`) asks for the report to be opened again; every other one closes it. Only those
    who handle the report read the text.
    """
    return citizen.rate(call.asker, call.path["report_id"], call.body, _repeat(call))


@endpoint(
    blueprint, "POST", "/v1/feedback/reports/{report_id}/comments",
    access=CITIZEN, body=Comment, answer=MoveReceipt, status=201, idempotent=True, problems=(403, 404, 409, 422),
)  # fmt: skip
def add_comment(call: Call) -> MoveReceipt:
    """Add a comment to one's open or resolved report.

    The public reads it, with numbers and addresses of persons hidden. It never moves the report or its promise.
    """
    return citizen.comment(call.asker, call.path["report_id"], call.body, _repeat(call))


@endpoint(
    blueprint, "POST", "/v1/feedback/reports/{report_id}/answers",
    access=CITIZEN, body=InfoAnswer, answer=MoveReceipt, status=200, idempotent=True, problems=(403, 404, 409, 422),
)  # fmt: skip
def answer_question(call: Call) -> MoveReceipt:
    """Answer what the desk has asked about one's report.

    The report goes back to where it was, and its promise is moved by the time it stood still. Only those who handle
    the report read the answer: a `text`, or `answers` to questions of its category, checked as when it was sent.
    """
    return citizen.answer(call.asker, call.path["report_id"], call.body, _repeat(call))


@endpoint(
    blueprint, "POST", "/v1/feedback/reports/{report_id}/withdrawal",
    access=CITIZEN, body=Withdrawal, answer=MoveReceipt, status=200, idempotent=True, problems=(403, 404, 409, 422),
)  # fmt: skip
def withdraw_report(call: Call) -> MoveReceipt:
    """Take one's report back while it is open.

    It ends as `withdrawn`; what happened so far stays in its timeline.
    """
    return citizen.withdraw(call.asker, call.path["report_id"], call.body, _repeat(call))


@endpoint(
    blueprint, "POST", "/v1/feedback/reports/{report_id}/reopening",
    access=CITIZEN, body=Reopening, answer=MoveReceipt, status=200, idempotent=True, problems=(403, 404, 409, 410, 422),
)  # fmt: skip
def request_reopening(call: Call) -> MoveReceipt:
    """Say why the result of one's report does not do.

    Possible as long as the result can be judged; the desk then decides within a working day.
    """
    return citizen.reopen(call.asker, call.path["report_id"], call.body, _repeat(call))


def _repeat(call: Call) -> Repeat:
    return Repeat(call.idempotency_key, call.body_hash)
