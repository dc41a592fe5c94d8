"""What the city's staff do with reports: look at their queue, file for callers, move reports on."""

from collections.abc import Mapping
from typing import Any

from chalicelib.feedback import intake, movers, moving, rules, views
from chalicelib.feedback.acts import DeskAction, DeskReport, NewCallerReport
from chalicelib.feedback.models import HEAD, TEXT, Event, Filter, Report, Reporter
from chalicelib.feedback.moving import Order, Repeat
from chalicelib.feedback.pictures import service as pictures
from chalicelib.feedback.schemas import ReportPage, ReportView
from chalicelib.shared import audit, city, clock, ids, pages
from chalicelib.shared.access import Person
from chalicelib.shared.errors import Forbidden, NotFound, invalid_field
from chalicelib.shared.tables import read_together

LIST = "GET /desk/v1/feedback/reports"
FILE = "POST /desk/v1/feedback/reports"
ACT = "POST /desk/v1/feedback/reports/{report_id}/actions"
_FILTERS = ("status", "ward", "category_code", "overdue", "due_before")


def list_open(officer: Person, query: Mapping[str, Any], language: str, request_id: str) -> ReportPage:
    """Return a page of a body's open reports, the most urgent first, and record who looked at which.

    Without `body_id` it is the officer's own body; a supervisor may name any body below hers.
    """
    wanted = query["body_id"] or officer.body_id or ""
    if wanted != officer.body_id and not _may_look_into(officer, wanted):
        raise Forbidden("body_not_yours")
    binding = (LIST, wanted, *(str(query[name]) for name in _FILTERS))
    after = pages.position_of(query["cursor"], *binding)
    page = Report.open_at(wanted, _filter(query), query["limit"], after)
    cards = [views.card(row, language, clock.now()) for row in page.rows]
    audit.record(officer, "list_open_reports", f"body:{wanted}", request_id, [card.report_id for card in cards])
    return ReportPage(items=cards, next_cursor=pages.next_cursor(page.position, *binding))


def _may_look_into(officer: Person, body_id: str) -> bool:
    return "supervisor" in officer.roles and body_id in city.bodies_below(officer.body_id or "")


def _filter(query: Mapping[str, Any]) -> Filter:
    until = [_due_before(query["due_before"])] if query["due_before"] else []
    conditions = []
    if query["overdue"] == "true":
        until.append(clock.rfc3339(clock.now()))
        conditions.append(~Report.status.is_in(*sorted(rules.PAUSED_STATUSES)))
    if query["status"]:
        conditions.append(Report.status.is_in(*query["status"].split(",")[:20]))
    conditions += [Report.ward_code == query["ward"]] if query["ward"] else []
    conditions += [Report.category_code == query["category_code"]] if query["category_code"] else []
    others = conditions[0] if conditions else None
    for condition in conditions[1:]:
        others = others & condition
    return Filter(Report.due_at < min(until) if until else None, others)


def _due_before(text: str) -> str:
    try:
        return clock.rfc3339(clock.parse_rfc3339(text))
    except ValueError:
        raise invalid_field("/due_before", "not_a_time", location="query") from None


def find(officer: Person, report_id: str, language: str, request_id: str) -> DeskReport:
    """Return a whole report with what officers said about it; record the look."""
    wanted = ids.normal_report_id(report_id) or ""
    head, text, reporter = _read(wanted)
    if reporter is not None and reporter.citizen_id == officer.citizen_id:
        raise Forbidden("own_report")
    if "operator" not in officer.roles and head.body_id not in _bodies_of(officer):
        raise Forbidden("not_your_report")
    happened = Event.of_report(wanted)
    photos = pictures.of_report(views.photo_ids(head, happened), for_strangers=False)
    events = views.desk_timeline(happened, language, photos)
    audit.record(officer, "inspect_report", f"report:{wanted}", request_id)
    shown = views.report(head, text, language, clock.now(), masked=False, photos=photos)
    return DeskReport(**shown.model_dump(), paused_at=head.paused_at, timeline=events)


def _bodies_of(officer: Person) -> frozenset[str]:
    own = officer.body_id or ""
    return city.bodies_below(own) if "supervisor" in officer.roles else frozenset({own})


def _read(report_id: str) -> tuple[Report, Report, Reporter | None]:
    if not report_id:
        raise NotFound("report_not_found")
    head, text, reporter = read_together((Report, report_id, HEAD), (Report, report_id, TEXT), (Reporter, report_id))
    if head is None or text is None:
        raise NotFound("report_not_found")
    return head, text, reporter


def file(officer: Person, new: NewCallerReport, key: str | None, body_hash: str, language: str) -> ReportView:
    """Take in a report of somebody who called or wrote; it belongs to no account, and her contact is sealed."""
    contact = new.contact.model_dump(exclude_none=True) if new.contact else None
    sender = intake.Sender(officer, FILE, new.channel, is_officer=True, contact=contact)
    return intake.submit(sender, new, key, body_hash, language)


def act(
    officer: Person, report_id: str, sent: DeskAction, if_match: int | None, repeat: Repeat, language: str
) -> ReportView:
    """Do an action of the desk and return the report after it.

    The move is one call to the database; a second one reads the report that the answer shows.
    """
    wanted = ids.normal_report_id(report_id)
    if wanted is None:
        raise NotFound("report_not_found")
    if sent.target_report_id == wanted:
        raise invalid_field("/target_report_id", "same_report")
    wish = rules.Wish(**sent.model_dump(exclude={"version", "photo_ids"}), photo_ids=tuple(sent.photo_ids))
    mover = movers.staff_mover(officer)
    once = repeat.of(officer, f"{ACT} {wanted}")
    moving.move(Order(mover, wanted, wish, once=once, version=sent.version, if_match=if_match))
    head, text, _ = _read(wanted)
    photos = pictures.of_report(head.photo_ids, for_strangers=False)
    return views.report(head, text, language, clock.now(), masked=False, photos=photos)
