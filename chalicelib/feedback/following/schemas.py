"""Shapes of supporting and following, and of reports like one's own."""

from pydantic import BaseModel

from chalicelib.feedback.schemas import ReportCard


class FollowView(BaseModel):
    """Whether one is told of what happens to a report."""

    report_id: str
    followed: bool


class SupportView(FollowView):
    """Whether one counts as a supporter of a report, and is told of it."""

    supported: bool


class SimilarReport(ReportCard):
    """An open report that may be about the same thing; `distance` in metres, `supported` null for a stranger."""

    distance: int
    thumbnail_url: str | None
    supporters: int
    supported: bool | None


class SimilarList(BaseModel):
    """Reports within `radius` metres, the newest first."""

    radius: int
    items: list[SimilarReport]
