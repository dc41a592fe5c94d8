"""What can be done with reports; the only door of this group for others."""

from collections.abc import Sequence
from typing import Any

from chalicelib.feedback import categories, intake, views
from chalicelib.feedback.models import HEAD, TEXT, Event, Report, Reporter
from chalicelib.feedback.schemas import NewReport, ReportPage, ReportView, Timeline
from chalicelib.shared import audit, city, clock, ids, pages
from chalicelib.shared.access import Person
from chalicelib.shared.errors import Forbidden, NotFound
from chalicelib.shared.tables import read_together

MY_REPORTS = "GET /v1/feedback/my-reports"
DESK_REPORTS = "GET /desk/v1/feedback/reports"


def list_categories(language: str) -> dict[str, Any]:
    """Return the versioned category tree in a language."""
    return categories.tree(language)


def submit(person: Person, new: NewReport, key: str | None, body_hash: str, language: str) -> ReportView:
    """Take a report in; the same key and body give the same report, however often the phone asks."""
    return intake.submit(person, new, key, body_hash, language)


def find(report_id: str, person: Person | None, language: str) -> ReportView:
    """Return a report; raise NotFound when there is none or it is private and somebody else's."""
    head, text, is_own = _readable(report_id, person)
    return views.report(head, text, language, clock.now(), masked=not is_own)


def find_timeline(report_id: str, person: Person | None, language: str) -> Timeline:
    """Return what happened to a report, public texts only; raise NotFound as `find` does."""
    head, _, _ = _readable(report_id, person)
    return views.timeline(Event.of_report(head.report_id), language)


def list_own(person: Person, limit: int, cursor: str | None, language: str) -> ReportPage:
    """Return a page of the reports a citizen sent, newest first."""
    after = pages.position_of(cursor, MY_REPORTS, person.citizen_id)
    # One more than asked for tells whether another page follows.
    found = Reporter.page_of(person.citizen_id, limit + 1, after)
    heads = Report.cards([row.report_id for row in found[:limit]])
    # The person's own id stays out of the cursor, which may end up in a log of addresses.
    position = _position(found[:limit], "submitted_at") if len(found) > limit else None
    return ReportPage(
        items=[
            views.card(heads[row.report_id], language, clock.now()) for row in found[:limit] if row.report_id in heads
        ],
        next_cursor=pages.next_cursor(position, MY_REPORTS, person.citizen_id),
    )


def list_open_of_body(
    officer: Person, body_id: str | None, limit: int, cursor: str | None, language: str, request_id: str
) -> ReportPage:
    """Return a page of a body's open reports, the most urgent first, and record who looked at which.

    Without `body_id` it is the officer's own body; a supervisor may name any body below hers.
    """
    wanted = body_id or officer.body_id or ""
    if wanted != officer.body_id and not _may_look_into(officer, wanted):
        raise Forbidden("body_not_yours")
    after = pages.position_of(cursor, DESK_REPORTS, wanted)
    found = Report.open_at(wanted, limit + 1, after)
    cards = [views.card(row, language, clock.now()) for row in found[:limit]]
    audit.record(officer, "list_open_reports", f"body:{wanted}", request_id, [card.report_id for card in cards])
    position = _position(found[:limit], "due_at") if len(found) > limit else None
    return ReportPage(items=cards, next_cursor=pages.next_cursor(position, DESK_REPORTS, wanted))


def _position(page: Sequence[Report | Reporter], order: str) -> dict[str, str]:
    return {order: str(getattr(page[-1], order)), "report_id": page[-1].report_id}


def _may_look_into(officer: Person, body_id: str) -> bool:
    return "supervisor" in officer.roles and body_id in city.bodies_below(officer.body_id or "")


def _readable(report_id: str, person: Person | None) -> tuple[Report, Report, bool]:
    wanted = ids.normal_report_id(report_id)
    found = _with_reporter(wanted, person) if wanted else None
    if found is None or not (found[0].public or found[2]):
        # A private report of somebody else looks exactly like one that does not exist.
        raise NotFound("report_not_found")
    return found


def _with_reporter(report_id: str, person: Person | None) -> tuple[Report, Report, bool] | None:
    if person is None:
        whole = Report.whole(report_id)
        return (*whole, False) if whole else None
    head, text, reporter = read_together((Report, report_id, HEAD), (Report, report_id, TEXT), (Reporter, report_id))
    if head is None or text is None:
        return None
    return head, text, reporter is not None and reporter.citizen_id == person.citizen_id
