"""The HTTP face of supporting and following."""

from chalice import Blueprint

from chalicelib.feedback.following import service, similar
from chalicelib.feedback.following.schemas import FollowView, SimilarList, SupportView
from chalicelib.feedback.schemas import ReportPage
from chalicelib.shared.access import CITIZEN, OPTIONAL
from chalicelib.shared.http import Call, endpoint
from chalicelib.shared.query import PAGE, decimal, word

blueprint = Blueprint(__name__)

_PLACE = {
    "category_code": word(r"[a-z0-9][a-z0-9_.\-]{0,79}", required=True, description="What is to be reported."),
    "lat": decimal(-90, 90, required=True, description="Degrees, WGS 84."),
    "lon": decimal(-180, 180, required=True, description="Degrees, WGS 84."),
}


@endpoint(
    blueprint, "POST", "/v1/feedback/reports/{report_id}/support",
    access=CITIZEN, answer=SupportView, problems=(404, 409),
)  # fmt: skip
def support_report(call: Call) -> SupportView:
    """Support a public report of somebody else, and follow it.

    A person counts once, however often this is sent; it needs no `Idempotency-Key`. `supporters` of the report is then
    one more than it was shown. 409 `your_own_report` to who sent it, `report_ended` when it has ended, and
    `report_merged` with `merged_into` when it is a duplicate: support that one.
    """
    return service.support(call.asker, call.path["report_id"])


@endpoint(
    blueprint, "DELETE", "/v1/feedback/reports/{report_id}/support",
    access=CITIZEN, answer=SupportView, problems=(404, 409),
)  # fmt: skip
def take_back_support(call: Call) -> SupportView:
    """Take one's support of a report back.

    One goes on following it. It is also taken back where one counts because one's support came with a duplicate.
    """
    return service.take_back_support(call.asker, call.path["report_id"])


@endpoint(
    blueprint, "POST", "/v1/feedback/reports/{report_id}/follow",
    access=CITIZEN, answer=FollowView, problems=(404, 409),
)  # fmt: skip
def follow_report(call: Call) -> FollowView:
    """Follow a public report of somebody else: be told what its sender is told.

    Whoever sent a report is told anyway (409 `your_own_report`). A report that has ended may be kept among those one
    follows, a duplicate is followed where it was merged into (409 `report_merged` with `merged_into`).
    """
    return service.follow(call.asker, call.path["report_id"])


@endpoint(
    blueprint, "DELETE", "/v1/feedback/reports/{report_id}/follow",
    access=CITIZEN, answer=SupportView, problems=(404, 409),
)  # fmt: skip
def unfollow_report(call: Call) -> SupportView:
    """Follow a report no more.

    Whoever supports it goes on counting. It also ends what came with a duplicate of the report.
    """
    return service.unfollow(call.asker, call.path["report_id"])


@endpoint(
    blueprint, "GET", "/v1/feedback/my-follows",
    access=CITIZEN, query=PAGE, answer=ReportPage, problems=(410,),
)  # fmt: skip
def list_my_follows(call: Call) -> ReportPage:
    """List the reports of others that one follows, the one followed last at the top."""
    return service.list_followed(call.asker, call.query["limit"], call.query["cursor"], call.language)


@endpoint(
    blueprint, "GET", "/v1/feedback/similar",
    access=OPTIONAL, query=_PLACE, answer=SimilarList, problems=(422,),
)  # fmt: skip
def find_similar(call: Call) -> SimilarList:
    """Find open public reports that may be about the same thing, before one more is sent.

    Those of the same group of categories within the category's `duplicate_radius`, or 250 m; the newest first, twenty
    at most. Offer to support one of them instead.
    """
    wanted = call.query["category_code"], call.query["lat"], call.query["lon"]
    return similar.find_similar(*wanted, call.person, call.language)
