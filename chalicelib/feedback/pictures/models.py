"""The table of photos. Who uploaded one stands in it only until a report has it: reports do not name their senders."""

from collections.abc import Iterable
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import UpdateError
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.shared import settings
from chalicelib.shared.tables import Table, refused_by_condition

UPLOADED, CLEAN, REFUSED = "uploaded", "clean", "refused"
# All photos that no report has yet wait under one key; some hundred thousand a day are far below what one key takes.
WAITING = "waiting"


class Unused(GlobalSecondaryIndex["Photo"]):
    """Photos that no report has, by the time after which they may not be used any more."""

    class Meta:
        index_name = "unused"
        projection = KeysOnlyProjection()

    unused = UnicodeAttribute(hash_key=True)
    expires_at = NumberAttribute(range_key=True)


class Photo(Table):
    """One photo: whose it is until a report has it, what the worker found, and which report shows it as what."""

    class Meta:
        table_name = settings.table("photos")

    photo_id = UnicodeAttribute(hash_key=True)
    status = UnicodeAttribute(default=UPLOADED)
    content_type = UnicodeAttribute()
    created_at = UnicodeAttribute()
    citizen_id = UnicodeAttribute(null=True)
    unused = UnicodeAttribute(null=True)
    expires_at = NumberAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    width = NumberAttribute(null=True)
    height = NumberAttribute(null=True)
    report_id = UnicodeAttribute(null=True)
    kind = UnicodeAttribute(null=True)

    waiting = Unused()

    @classmethod
    def of_ids(cls, photo_ids: Iterable[str]) -> "dict[str, Photo]":
        """Return the photos of these ids that there are, in one call."""
        wanted = list(dict.fromkeys(photo_ids))
        return {found.photo_id: found for found in cls.batch_get(wanted, consistent_read=True)} if wanted else {}

    @classmethod
    def look_up(cls, photo_id: str) -> "Photo | None":
        """Return a photo as it is now; None when there is none."""
        try:
            return cls.get(photo_id, consistent_read=True)
        except cls.DoesNotExist:
            return None

    @classmethod
    def expired(cls, now: float, limit: int) -> list[str]:
        """Return the ids of photos that were never used and may not be used any more, oldest first."""
        found = cls.waiting.query(WAITING, cls.expires_at < int(now), limit=limit)
        return [row.photo_id for row in found]

    def settle(self, status: str, **found: Any) -> bool:
        """Write what the worker found; return False when that was written before or the photo is gone."""
        changes = [Photo.status.set(status), *(getattr(Photo, name).set(value) for name, value in found.items())]
        try:
            self.update(changes, Photo.status == UPLOADED)
        except UpdateError as error:
            if not refused_by_condition(error):
                raise
            return False
        return True
