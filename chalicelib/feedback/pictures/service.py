"""What can be done with photos; the only door to them for the rest of this group."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.feedback.pictures import places
from chalicelib.feedback.pictures.models import CLEAN, REFUSED, WAITING, Photo
from chalicelib.feedback.pictures.rules import UNUSED_SECONDS, Kept, attach_problem
from chalicelib.feedback.pictures.schemas import NewPhoto, PhotoTicket, PhotoView, UploadForm
from chalicelib.shared import clock, ids, uploads
from chalicelib.shared.errors import FieldError

# An hour: long enough for a bad network, short beside the life of the role that signs.
_UPLOAD_SECONDS = 3600
_LINK_SECONDS = 3600


def announce(citizen_id: str, new: NewPhoto) -> PhotoTicket:
    """Keep a place for a photo and return the ticket with which its file is uploaded."""
    now, photo_id = clock.now(), ids.new_ulid("photo")
    row = Photo(
        photo_id,
        content_type=new.content_type,
        created_at=clock.rfc3339(now),
        citizen_id=citizen_id,
        unused=WAITING,
        expires_at=int(now.timestamp()) + UNUSED_SECONDS,
    )
    row.save(Photo.photo_id.does_not_exist())
    form = uploads.ticket(places.BUCKET, places.original(photo_id), new.content_type, new.size, _UPLOAD_SECONDS)
    until = clock.rfc3339(now + timedelta(seconds=_UPLOAD_SECONDS))
    return PhotoTicket(photo_id=photo_id, upload=UploadForm(**form), expires_at=until)


def attachable(photo_ids: Sequence[str], owner: str) -> list[FieldError]:
    """Return what is wrong with each photo that a report of this person names, in one call; nothing when all is well.

    Not needed before `attach`, whose conditions hold by themselves: call it when they did not, to say why.
    """
    found, now = Photo.of_ids(photo_ids), clock.now().timestamp()
    problems = []
    for place, photo_id in enumerate(photo_ids):
        if photo_id in photo_ids[:place]:
            problems.append(FieldError(f"/photo_ids/{place}", "photo_used"))
        elif wrong := attach_problem(_kept(found.get(photo_id)), owner, now):
            problems.append(FieldError(f"/photo_ids/{place}", wrong))
    return problems


def attach(writing: TransactWrite, photo_ids: Sequence[str], owner: str, report_id: str, kind: str) -> None:
    """Add to a transaction that these photos of a person, `before` or `after`, belong to a report from now on.

    Each is one update, refused when the photo is not this person's, in a report already, expired or refused; updates
    stand last in a transaction. Who uploaded it is forgotten with it.
    """
    for photo_id in photo_ids:
        changes: list[Action] = [
            Photo.report_id.set(report_id),
            Photo.kind.set(kind),
            Photo.citizen_id.remove(),
            Photo.unused.remove(),
            Photo.expires_at.remove(),
        ]
        writing.update(Photo(photo_id), changes, _may_be_attached(owner))


def of_ids(photo_ids: Sequence[str]) -> list[Photo]:
    """Return these photos in their order, in one call; those that are gone are left out."""
    found = Photo.of_ids(photo_ids)
    return [found[photo_id] for photo_id in photo_ids if photo_id in found]


def of_report(photo_ids: Iterable[object] | None, *, for_strangers: bool) -> list[PhotoView]:
    """Return the photos of a report in one call, none when it has none; strangers see clean ones alone."""
    found = shown(of_ids([str(photo_id) for photo_id in photo_ids])) if photo_ids else []
    return [photo for photo in found if photo.status == CLEAN or not for_strangers]


def shown(photos: Iterable[Photo]) -> list[PhotoView]:
    """Return photos as a report shows them, without a call: signed addresses for clean ones, none for all others."""
    return [_view(photo) for photo in photos]


def _kept(photo: Photo | None) -> Kept | None:
    if photo is None:
        return None
    return Kept(photo.status, photo.citizen_id, photo.report_id, photo.expires_at)


def _may_be_attached(owner: str) -> Condition:
    condition: Condition = (
        (Photo.citizen_id == owner)
        & Photo.report_id.does_not_exist()
        & (Photo.expires_at > int(clock.now().timestamp()))
        & (Photo.status != REFUSED)
    )
    return condition


def _view(photo: Photo) -> PhotoView:
    is_clean = photo.status == CLEAN
    return PhotoView(
        photo_id=photo.photo_id,
        kind=photo.kind,
        status=photo.status,
        reason=photo.reason,
        url=_link(places.picture(photo.photo_id)) if is_clean else None,
        thumbnail_url=_link(places.thumbnail(photo.photo_id)) if is_clean else None,
    )


def _link(key: str) -> str:
    return uploads.link(places.BUCKET, key, _LINK_SECONDS)
