"""What may be done with a photo: pure decisions, no AWS, no clock."""

from dataclasses import dataclass

# A photo that no report took within a day is thrown away, and cannot be taken any more.
UNUSED_SECONDS = 24 * 3600
MAX_PER_REPORT = 5


@dataclass(frozen=True)
class Kept:
    """What is known of a photo when somebody wants to use it."""

    status: str
    citizen_id: str | None
    report_id: str | None
    expires_at: float | None


def attach_problem(photo: Kept | None, owner: str, now: float) -> str | None:
    """Return why a photo cannot go into a report of this person; None when it can."""
    if photo is not None and photo.report_id is not None:
        return "photo_used"
    if photo is None or photo.citizen_id != owner:
        # Somebody else's photo looks exactly like one that does not exist.
        return "unknown_photo"
    if photo.expires_at is None or photo.expires_at <= now:
        return "photo_expired"
    return "photo_refused" if photo.status == "refused" else None
