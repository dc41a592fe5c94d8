"""From an uploaded file to a clean picture; every step may be done twice, so a crash at any of them loses nothing.

The order is what makes it so: first the clean files, then the row that lets them be seen, and the original last.
"""

from chalicelib.feedback.pictures import places
from chalicelib.feedback.pictures.models import CLEAN, REFUSED, UPLOADED, Photo
from chalicelib.feedback.pictures.verdicts import MAX_BYTES
from chalicelib.shared import clock, telemetry, uploads

# A photo's bytes never change under its key, and whoever may see it may keep it.
_CACHE = "private, max-age=31536000, immutable"
_SWEPT_AT_ONCE = 100


def take(key: str) -> None:
    """Make an uploaded file clean or refuse it, and delete it; do nothing when that was done before."""
    photo_id = places.photo_of(key)
    photo = Photo.look_up(photo_id) if photo_id else None
    if photo is None or photo.status != UPLOADED:
        # A second upload with the same ticket, an event told twice, or a photo that was swept away meanwhile.
        uploads.delete(places.BUCKET, key)
        return
    content = uploads.read(places.BUCKET, key, MAX_BYTES + 1)
    if content is not None:
        _judge(photo, content)
        uploads.delete(places.BUCKET, key)


def sweep() -> int:
    """Delete photos that no report took within a day, files first; return how many went."""
    expired = Photo.expired(clock.now().timestamp(), _SWEPT_AT_ONCE)
    for photo_id in expired:
        # No report can take it any more (the same time is part of that condition), so nobody misses the files.
        _delete_files(photo_id)
        Photo(photo_id).delete(Photo.report_id.does_not_exist())
    return len(expired)


def _judge(photo: Photo, content: bytes) -> None:
    # Pillow is in this function's layer alone, and this module is read by the build, too.
    from chalicelib.feedback.pictures import cleaning

    found = cleaning.clean(content, photo.content_type)
    if isinstance(found, cleaning.Refused):
        telemetry.count("PhotosRefused", reason=found.reason)
        photo.settle(REFUSED, reason=found.reason)
        return
    for key, made in ((places.picture, found.picture), (places.thumbnail, found.thumbnail)):
        uploads.write(places.BUCKET, key(photo.photo_id), made, "image/jpeg", _CACHE)
    if not photo.settle(CLEAN, width=found.width, height=found.height) and Photo.look_up(photo.photo_id) is None:
        _delete_files(photo.photo_id)


def _delete_files(photo_id: str) -> None:
    uploads.delete(places.BUCKET, places.original(photo_id), places.picture(photo_id), places.thumbnail(photo_id))
