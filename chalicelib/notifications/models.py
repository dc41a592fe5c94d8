"""The table of messages: a row keeps a notice's code and values, and is put into words when it is read."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import UpdateError
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.notifications.letters import Letter
from chalicelib.shared import city, clock, settings
from chalicelib.shared.tables import Compact, Table, refused_by_condition

# More unread messages than this are not counted: nobody reads them one by one, and a count costs what it counts.
MOST_COUNTED = 1000


class Unread(GlobalSecondaryIndex["InboxMessage"]):
    """A citizen's unread messages by time; one that is read loses `unread_of` and leaves the index."""

    class Meta:
        index_name = "unread"
        projection = KeysOnlyProjection()

    unread_of = UnicodeAttribute(hash_key=True)
    message_id = UnicodeAttribute(range_key=True)


class InboxMessage(Table):
    """One letter in its box; whoever put it there first decides what it says and since when it was read."""

    class Meta:
        table_name = settings.table("messages")

    recipient = UnicodeAttribute(hash_key=True)
    message_id = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    code = UnicodeAttribute()
    values = Compact()
    thing_ref = UnicodeAttribute()
    severity = UnicodeAttribute()
    created_at = UnicodeAttribute()
    read_at = UnicodeAttribute(null=True)
    unread_of = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()

    unread = Unread()

    @classmethod
    def of(cls, letter: Letter) -> "InboxMessage":
        """Return the row of a letter that nobody has read; what a body is told has no mark of being unread."""
        kept = timedelta(days=city.load("city")["retention_days"]["messages"])
        return cls(
            letter.recipient,
            letter.message_id,
            kind=letter.kind,
            code=letter.code,
            values=dict(letter.values),
            thing_ref=letter.thing_ref,
            severity=letter.severity,
            created_at=letter.created_at,
            unread_of=letter.recipient if letter.is_for_person else None,
            expires_at=int((clock.parse_rfc3339(letter.created_at) + kept).timestamp()),
        )

    @classmethod
    def newest_of(cls, recipient: str, limit: int, after: str | None) -> "list[InboxMessage]":
        """Return up to `limit` messages of a box that are older than one, newest first."""
        older = cls.message_id < after if after else None
        return list(cls.query(recipient, older, limit=limit, scan_index_forward=False, consistent_read=True))

    @classmethod
    def newest_unread_of(cls, recipient: str, limit: int, after: str | None) -> "list[InboxMessage]":
        """Return the same of the unread ones, in two calls; one read a moment ago may still be among them."""
        older = cls.message_id < after if after else None
        keys = [
            (row.recipient, row.message_id)
            for row in cls.unread.query(recipient, older, limit=limit, scan_index_forward=False)
        ]
        return sorted(cls.batch_get(keys), key=lambda row: row.message_id, reverse=True) if keys else []

    @classmethod
    def unread_count(cls, recipient: str) -> int:
        """Return how many messages of a citizen are unread, at most MOST_COUNTED."""
        return cls.counted(Unread.Meta.index_name, recipient, MOST_COUNTED)

    @classmethod
    def mark_read(cls, recipient: str, message_id: str, at: str) -> "InboxMessage | None":
        """Mark a message as read and return it; the first time stands. None when there is none in this box."""
        found = cls(recipient, message_id)
        first: Sequence[Any] = [cls.read_at.set(cls.read_at | at), cls.unread_of.remove()]
        try:
            found.update(list(first), cls.message_id.exists())
        except UpdateError as error:
            if not refused_by_condition(error):
                raise
            return None
        return found
