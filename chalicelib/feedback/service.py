"""What can be done with reports; the only door of this group for others."""

from collections.abc import Sequence
from typing import Any

from chalicelib.feedback import categories, intake, views
from chalicelib.feedback.models import HEAD, TEXT, Event, Report, Reporter
from chalicelib.feedback.pictures import service as pictures
from chalicelib.feedback.schemas import NewReport, ReportPage, ReportView, Timeline
from chalicelib.shared import clock, ids, pages
from chalicelib.shared.access import Person
from chalicelib.shared.errors import NotFound
from chalicelib.shared.tables import read_together

MY_REPORTS = "GET /v1/feedback/my-reports"


def list_categories(language: str) -> dict[str, Any]:
    """Return the versioned category tree in a language."""
    return categories.tree(language)


def submit(person: Person, new: NewReport, key: str | None, body_hash: str, language: str) -> ReportView:
    """Take a report in; the same key and body give the same report, however often the phone asks."""
    return intake.submit(intake.Sender(person), new, key, body_hash, language)


def find(report_id: str, person: Person | None, language: str) -> ReportView:
    """Return a report; raise NotFound when there is none or it is private and somebody else's."""
    head, text, is_own = _readable(report_id, person)
    photos = pictures.of_report(head.photo_ids, for_strangers=not is_own)
    return views.report(head, text, language, clock.now(), masked=not is_own, photos=photos)


def find_timeline(report_id: str, person: Person | None, language: str) -> Timeline:
    """Return what happened to a report, public texts only; raise NotFound as `find` does."""
    head, _, is_own = _readable(report_id, person)
    events = Event.of_report(head.report_id)
    photos = pictures.of_report(views.photo_ids(head, events), for_strangers=not is_own)
    return views.timeline(events, language, masked=not is_own, photos=photos)


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


def _position(page: Sequence[Reporter], order: str) -> dict[str, str]:
    return {order: str(getattr(page[-1], order)), "report_id": page[-1].report_id}


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
