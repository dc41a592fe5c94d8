"""What can be done with reports of others: support and follow them, take both back, list what one follows."""

from chalicelib.feedback import views
from chalicelib.feedback.following import joining
from chalicelib.feedback.following.models import Follow
from chalicelib.feedback.following.schemas import FollowView, SupportView
from chalicelib.feedback.models import Report
from chalicelib.feedback.rules import Standing
from chalicelib.feedback.schemas import ReportPage
from chalicelib.shared import clock, ids, pages
from chalicelib.shared.access import Person
from chalicelib.shared.errors import NotFound

MY_FOLLOWS = "GET /v1/feedback/my-follows"


def support(person: Person, report_id: str) -> SupportView:
    """Count a person once as a supporter of a report, and let her follow it; a repeat changes nothing."""
    wanted = _known(report_id)
    stored = joining.join(person.citizen_id, wanted, joining.SUPPORTING)
    followed = stored is None or stored.standing.follows
    return SupportView(report_id=wanted, supported=True, followed=followed)


def follow(person: Person, report_id: str) -> FollowView:
    """Tell a person from now on what happens to a report; a repeat changes nothing."""
    wanted = _known(report_id)
    joining.join(person.citizen_id, wanted, joining.FOLLOWING)
    return FollowView(report_id=wanted, followed=True)


def take_back_support(person: Person, report_id: str) -> SupportView:
    """Count a person no more; she goes on following until she takes that back, too."""
    wanted = _known(report_id)
    left = joining.leave(person.citizen_id, wanted, lambda standing: Standing(via=standing.via))
    return SupportView(report_id=wanted, supported=False, followed=left.follows)


def unfollow(person: Person, report_id: str) -> SupportView:
    """Tell a person no more of a report; if she supports it she goes on counting."""
    wanted = _known(report_id)
    left = joining.leave(person.citizen_id, wanted, lambda standing: Standing(supported_via=standing.supported_via))
    return SupportView(report_id=wanted, supported=left.supports, followed=False)


def list_followed(person: Person, limit: int, cursor: str | None, language: str) -> ReportPage:
    """Return a page of the reports that somebody follows, the one followed last at the top."""
    after = pages.position_of(cursor, MY_FOLLOWS, person.citizen_id)
    # One more than asked for tells whether another page follows.
    found = Follow.page_of(person.citizen_id, limit + 1, after)
    heads = Report.cards([row.report_id for row in found[:limit]])
    last = found[limit - 1] if len(found) > limit else None
    # The person's own id stays out of the cursor, which may end up in a log of addresses.
    position = {"followed_at": str(last.followed_at), "report_id": last.report_id} if last else None
    shown = [heads[row.report_id] for row in found[:limit] if row.report_id in heads]
    return ReportPage(
        items=[views.card(head, language, clock.now(), masked=True) for head in shown],
        next_cursor=pages.next_cursor(position, MY_FOLLOWS, person.citizen_id),
    )


def _known(report_id: str) -> str:
    wanted = ids.normal_report_id(report_id)
    if wanted is None:
        raise NotFound("report_not_found")
    return wanted
