"""Request and response shapes of reports; the names are fixed by the API contract."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from chalicelib.feedback.pictures.rules import MAX_PER_REPORT
from chalicelib.feedback.pictures.schemas import PhotoView
from chalicelib.published import things
from chalicelib.shared import clock
from chalicelib.shared.vietnamese import clean_text


class Sent(BaseModel):
    """A shape that comes from outside: unknown fields are named as wrong, texts are not read as numbers."""

    model_config = ConfigDict(extra="forbid", strict=True)


def _refusal(code: str, **params: Any) -> PydanticCustomError:
    return PydanticCustomError("wrong_value", "{city_code}", {"city_code": code, "city_params": params})


def not_blank(text: str) -> str:
    """Return a text cleaned; refuse one in which nothing can be read."""
    cleaned = clean_text(text)
    if not cleaned:
        raise _refusal("blank")
    return cleaned


def _moment(text: str) -> str:
    try:
        return clock.rfc3339(clock.parse_rfc3339(text))
    except ValueError:
        raise _refusal("not_a_time") from None


def _thing_kind(text: str) -> str:
    if text not in things.PATHS:
        raise _refusal("unknown_choice", choices=", ".join(things.PATHS))
    return text


Address = Annotated[str, StringConstraints(max_length=300), AfterValidator(not_blank)]
Description = Annotated[str, StringConstraints(max_length=4000), AfterValidator(not_blank)]
ThingKind = Annotated[str, AfterValidator(_thing_kind), WithJsonSchema({"type": "string", "enum": list(things.PATHS)})]
ThingId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:\-]{1,80}$")]
PhotoIds = Annotated[
    list[Annotated[str, StringConstraints(pattern=r"^photo_[0-9A-Z]{26}$")]], Field(max_length=MAX_PER_REPORT)
]
Moment = Annotated[str, StringConstraints(max_length=40), AfterValidator(_moment)]
Answers = Annotated[dict[str, Any], Field(max_length=50)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.\-]{0,79}$")]


class SentLocation(Sent):
    """A place: a point, an address, or both. Degrees, WGS 84."""

    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = None
    address: Address | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.lat is None) != (self.lon is None):
            raise _refusal("half_a_point")
        if self.lat is None and self.address is None:
            raise _refusal("no_place")
        return self


class Thing(Sent):
    """A thing that a look-up shows and the report is about, as its `about` there has it."""

    kind: ThingKind
    id: ThingId


class NewReport(Sent):
    """A report as a citizen sends it."""

    category_code: Slug
    description: Description
    location: SentLocation
    public: bool | None = None
    anonymous: bool = False
    answers: Answers = {}
    photo_ids: PhotoIds = []
    about: Thing | None = None
    captured_at: Moment | None = None


class Question(BaseModel):
    """A question of a category, in the attribute types of Open311 GeoReport v2."""

    code: str
    datatype: Literal["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
    required: bool
    order: int
    variable: bool
    description: str
    private: bool
    datatype_description: str | None = None
    values: list[dict[str, str]] | None = None


class TimeLimit(BaseModel):
    """Within what time a report of a category is promised to be dealt with."""

    amount: int
    unit: Literal["working_hours", "working_days", "hours"]


class Category(BaseModel):
    """A node of the category tree; one without `children` is what a report names.

    `stopper` says what is not reported here and where it goes instead; show it before sending. Where `redirect` is true
    it holds for everything: the category takes no report.
    """

    category_code: str
    name: str
    description: str
    group: str | None = None
    responsible_body: dict[str, str] | None = None
    time_limit: TimeLimit | None = None
    public: bool | None = None
    anonymous: bool | None = None
    photo: Literal["none", "optional", "required"] | None = None
    after_photo: bool | None = None
    duplicate_radius: int | None = None
    questions: list[Question] | None = None
    stopper: str | None = None
    redirect: bool | None = None
    call_first: list[dict[str, str]] | None = None
    children: "list[Category] | None" = None


class CategoryTree(BaseModel):
    """All that can be reported, as of a version."""

    version: str
    items: list[Category]


class BodyView(BaseModel):
    """A public body."""

    body_id: str
    name: str


class WardView(BaseModel):
    """Today's unit a report lies in; `candidates` are named while the point decides only approximately."""

    code: str
    name: str
    precision: Literal["exact", "approximate"]
    candidates: list[dict[str, str]]


class LocationView(BaseModel):
    """A place as it is shown; degrees, WGS 84."""

    lat: float | None
    lon: float | None
    address: str | None


class AboutView(BaseModel):
    """The thing that a report is about, what things of its kind are called, and where it is shown (null: no more)."""

    kind: str
    id: str
    kind_name: str
    path: str | None


class ReportView(BaseModel):
    """A report as its reader may see it; a `duplicate` names the report it was `merged_into`, which goes on for it."""

    report_id: str
    status: str
    category_code: str
    category_name: str
    description: str
    answers: dict[str, Any]
    location: LocationView
    ward: WardView
    responsible_body: BodyView
    submitted_at: str
    captured_at: str | None
    expected_at: str
    promised_at: str
    resolved_at: str | None
    closed_at: str | None
    closed_reason: str | None
    overdue: bool
    public: bool
    anonymous: bool
    channel: str
    about: AboutView | None
    photos: list[PhotoView]
    supporters: int
    merged_into: str | None
    version: int


class ReportCard(BaseModel):
    """A report in a list: what one line of a screen shows."""

    report_id: str
    status: str
    category_code: str
    category_name: str
    summary: str
    ward: WardView
    responsible_body: BodyView
    submitted_at: str
    expected_at: str
    promised_at: str
    overdue: bool
    public: bool
    anonymous: bool
    version: int


class ReportPage(BaseModel):
    """A page of reports; `next_cursor` is null on the last one."""

    items: list[ReportCard]
    next_cursor: str | None


class TimelineEvent(BaseModel):
    """One thing that happened to a report, as the public may read it."""

    event_id: str
    event_type: str
    at: str
    status: str
    public_text: str | None
    body: BodyView | None
    photos: list[PhotoView]


class Timeline(BaseModel):
    """Everything that happened to a report, oldest first."""

    items: list[TimelineEvent]
