"""Shapes of what is done with a report after it was sent, and of reports that the desk files."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints
from pydantic_core import PydanticCustomError

from chalicelib.feedback.schemas import (
    Answers,
    Moment,
    NewReport,
    PhotoIds,
    ReportView,
    Sent,
    Slug,
    TimelineEvent,
    not_blank,
)
from chalicelib.shared import ids


def _a_report_id(text: str) -> str:
    found = ids.normal_report_id(text)
    if found is None:
        raise PydanticCustomError("wrong_value", "{city_code}", {"city_code": "unknown_report", "city_params": {}})
    return found


class Contact(Sent):
    """How to reach a caller; kept sealed."""

    name: Annotated[str, StringConstraints(max_length=100), AfterValidator(not_blank)] | None = None
    phone: Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9 .\-]{2,18}$")] | None = None
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]{1,64}@[^@\s]{1,190}$")] | None = None


class NewCallerReport(NewReport):
    """A report that the desk files for somebody who called or wrote."""

    channel: Literal["phone", "sms", "email", "zalo", "web", "desk"]
    contact: Contact | None = None


Words = Annotated[str, StringConstraints(max_length=2000), AfterValidator(not_blank)]
FewWords = Annotated[str, StringConstraints(max_length=500), AfterValidator(not_blank)]
AnyReportId = Annotated[str, StringConstraints(max_length=64), AfterValidator(_a_report_id)]


class DeskAction(Sent):
    """What an officer does with a report; which fields an action needs is in docs/moves.md."""

    action: Literal[
        "assign", "accept", "refuse", "return", "refer", "ask_info", "answer_info", "extend", "plan", "wait_external",
        "resume", "resolve", "rate", "reopen", "comment", "merge", "split", "withdraw", "close",
    ]  # fmt: skip
    public_text: Words | None = None
    note: Words | None = None
    reason: Words | None = None
    promised_at: Moment | None = None
    photo_ids: PhotoIds = []
    body_id: Slug | None = None
    target_report_id: AnyReportId | None = None
    version: Annotated[int, Field(ge=1)] | None = None


class Rating(Sent):
    """A verdict on a result, from 1 (bad) to 5 (good)."""

    score: Annotated[int, Field(ge=1, le=5)]
    reasons: Annotated[list[FewWords], Field(max_length=10)] = []
    text: Words | None = None


class Comment(Sent):
    """Something to add to a report."""

    text: Words


class Withdrawal(Sent):
    """The wish to take a report back."""

    reason: Words | None = None


class InfoAnswer(Sent):
    """The answer to a question of the desk; only those who handle the report read it.

    `text`, or `answers` to questions of the category (by their codes), or both.
    """

    text: Words | None = None
    answers: Answers = {}


class Reopening(Sent):
    """Why a result does not do."""

    reason: Words


class MoveReceipt(BaseModel):
    """What became of a citizen's act; `status` is null where it moves nothing, as a comment does not."""

    report_id: str
    event_id: str
    event_type: str
    at: str
    status: str | None


class DeskEvent(TimelineEvent):
    """One thing that happened to a report, with what officers said among themselves."""

    from_status: str | None
    actor: dict[str, str]
    note: str | None
    reason: str | None
    detail: dict[str, Any]


class DeskReport(ReportView):
    """A report as those who handle it see it, with everything that happened, oldest first."""

    paused_at: str | None
    timeline: list[DeskEvent]
