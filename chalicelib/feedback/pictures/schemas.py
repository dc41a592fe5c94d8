"""Shapes of photos; the names are fixed by the API contract."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.feedback.pictures.verdicts import MAX_BYTES


class NewPhoto(BaseModel):
    """A photo that somebody is about to upload: what it says it is, and how many bytes it has at most."""

    model_config = ConfigDict(extra="forbid", strict=True)

    content_type: Literal["image/jpeg", "image/png", "image/webp", "image/heic"]
    size: Annotated[int, Field(ge=1, le=MAX_BYTES)]


class UploadForm(BaseModel):
    """Where and how the file goes: a multipart form with these fields, the file as its last part named `file`."""

    url: str
    fields: dict[str, str]


class PhotoTicket(BaseModel):
    """The right to upload one photo until a time."""

    photo_id: str
    upload: UploadForm
    expires_at: str


class PhotoView(BaseModel):
    """A photo of a report; it has addresses only once it is clean, and they serve for an hour."""

    photo_id: str
    kind: Literal["before", "after"] | None
    status: Literal["uploaded", "clean", "refused"]
    reason: str | None
    url: str | None
    thumbnail_url: str | None
