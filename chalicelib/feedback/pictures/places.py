"""Where the files of a photo lie."""

import re

BUCKET = "photos"
_ORIGINAL = re.compile(r"incoming/(photo_[0-9A-HJKMNP-TV-Z]{26})")


def original(photo_id: str) -> str:
    """Return the key of a photo as it was uploaded, until the worker has seen it."""
    return f"incoming/{photo_id}"


def picture(photo_id: str) -> str:
    """Return the key of the clean picture."""
    return f"clean/{photo_id}.jpg"


def thumbnail(photo_id: str) -> str:
    """Return the key of the clean picture's small version."""
    return f"thumb/{photo_id}.jpg"


def photo_of(key: str) -> str | None:
    """Return the photo that an uploaded file belongs to; None for a file that nobody may have sent."""
    found = _ORIGINAL.fullmatch(key)
    return found[1] if found else None
