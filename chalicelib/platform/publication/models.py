"""The table of what is active: one row for each kind of published data."""

from collections.abc import Iterable

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError, UpdateError
from pynamodb.expressions.condition import Condition

from chalicelib.platform.publication.rules import Entry
from chalicelib.shared import settings
from chalicelib.shared.tables import Compact, Table, refused_by_condition


class Head(Table):
    """One kind: its active version and those that are kept beside it; every change raises `sequence` by one.

    `newest` is the latest-begun decision that was ever carried out, `decided` the last one. `leaving` are versions
    whose files are still to be deleted.
    """

    class Meta:
        table_name = settings.table("datasets")

    kind = UnicodeAttribute(hash_key=True)
    sequence = NumberAttribute()
    active = UnicodeAttribute()
    previous = UnicodeAttribute(null=True)
    activated_at = UnicodeAttribute()
    activated_by = Compact(null=True)
    newest = UnicodeAttribute()
    decided = UnicodeAttribute()
    versions = Compact()
    leaving = Compact(default=list)

    @classmethod
    def look_up(cls, kind: str) -> "Head | None":
        """Return a kind's row as it is now; None when nothing of it was ever published."""
        try:
            return cls.get(kind, consistent_read=True)
        except cls.DoesNotExist:
            return None

    @classmethod
    def of_kinds(cls, kinds: Iterable[str]) -> "dict[str, Head]":
        """Return the rows of these kinds that there are, in one call."""
        return {found.kind: found for found in cls.batch_get(list(kinds), consistent_read=True)}

    def entry(self, version: str) -> Entry | None:
        """Return what is kept of a version; None when it is not kept."""
        return next((entry for entry in self.versions if entry["version"] == version), None)

    def of_import(self, import_id: str) -> Entry | None:
        """Return the version that an import has published, as long as it is kept."""
        return next((entry for entry in self.versions if entry["import_id"] == import_id), None)

    def take_place(self, seen: int) -> bool:
        """Write this row in place of the one with that sequence, 0 for none; return False when another is there."""
        unchanged: Condition = Head.sequence == seen if seen else Head.kind.does_not_exist()
        try:
            self.save(unchanged)
        except PutError as error:
            if not refused_by_condition(error):
                raise
            return False
        return True

    def let_go(self) -> None:
        """Keep that the files of the leaving versions are deleted, unless the row has changed since."""
        try:
            self.update([Head.leaving.set([])], Head.sequence == self.sequence)
        except UpdateError as error:
            if not refused_by_condition(error):
                raise
