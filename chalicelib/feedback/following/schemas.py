"""Shapes of supporting and following."""

from pydantic import BaseModel


class FollowView(BaseModel):
    """Whether one is told of what happens to a report."""

    report_id: str
    followed: bool


class SupportView(FollowView):
    """Whether one counts as a supporter of a report, and is told of it."""

    supported: bool
