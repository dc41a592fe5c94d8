"""The table of imports: what became of every file that was to be published."""

from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.platform.publication import rules
from chalicelib.shared import settings
from chalicelib.shared.tables import Compact, Table, refused_by_condition

UNFINISHED = "unfinished"


class Unfinished(GlobalSecondaryIndex["Import"]):
    """Imports that are at work, or should be."""

    class Meta:
        index_name = "unfinished"
        projection = KeysOnlyProjection()

    unfinished = UnicodeAttribute(hash_key=True)
    began_at = UnicodeAttribute(range_key=True)


class Import(Table):
    """One file that was to be published.

    `base` is the version that was active when `version` was built on it; `built` what is known of the built file.
    """

    class Meta:
        table_name = settings.table("imports")

    kind = UnicodeAttribute(hash_key=True)
    import_id = UnicodeAttribute(range_key=True)
    status = UnicodeAttribute()
    door = UnicodeAttribute()
    created_at = UnicodeAttribute()
    began_at = UnicodeAttribute(null=True)
    ended_at = UnicodeAttribute(null=True)
    file_key = UnicodeAttribute()
    file_name = UnicodeAttribute()
    etag = UnicodeAttribute(null=True)
    sequencer = UnicodeAttribute(null=True)
    size = NumberAttribute(null=True)
    run = NumberAttribute(default=0)
    expires_at = UnicodeAttribute(null=True)
    as_of = UnicodeAttribute(null=True)
    source = UnicodeAttribute(null=True)
    by = Compact(null=True)
    report = Compact(null=True)
    base = UnicodeAttribute(null=True)
    version = UnicodeAttribute(null=True)
    built_at = UnicodeAttribute(null=True)
    built = Compact(null=True)
    reason = UnicodeAttribute(null=True)
    unfinished = UnicodeAttribute(null=True)

    unfinished_index = Unfinished()

    @property
    def decision(self) -> str:
        """The text that orders this import among all decisions about its kind."""
        return rules.decision(str(self.began_at), str(self.import_id))

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more will happen by itself."""
        return self.status in rules.OVER

    @classmethod
    def look_up(cls, kind: str, import_id: str) -> "Import | None":
        """Return an import as it is now; None when there is none."""
        try:
            return cls.get(kind, import_id, consistent_read=True)
        except cls.DoesNotExist:
            return None

    @classmethod
    def newest(cls, kind: str, limit: int, after: str | None = None) -> "list[Import]":
        """Return a page of a kind's imports, the newest first, those older than `after`."""
        before = cls.import_id < after if after else None
        return list(cls.query(kind, before, scan_index_forward=False, limit=limit))

    @classmethod
    def at_work(cls, limit: int) -> list[tuple[str, str]]:
        """Return kind and id of imports that have begun and not ended, the oldest first."""
        found = cls.unfinished_index.query(UNFINISHED, limit=limit)
        return [(row.kind, row.import_id) for row in found]

    def begin(self) -> bool:
        """Keep a new import; return False when there is one of this id."""
        try:
            self.save(Import.import_id.does_not_exist())
        except PutError as error:
            if not refused_by_condition(error):
                raise
            return False
        return True

    def take_file(self, etag: str, sequencer: str, size: int, began_at: str) -> bool:
        """Give a waiting import the file that came with its form; return False when it has another one already."""
        changes = [
            Import.etag.set(etag), Import.sequencer.set(sequencer), Import.size.set(size),
            Import.began_at.set(began_at), Import.unfinished.set(UNFINISHED),
            Import.status.set(rules.CHECKING), Import.run.set(1),
        ]  # fmt: skip
        return self._updated(changes, Import.status == rules.WAITING)

    def again(self, run: int) -> bool:
        """Let an import begin once more from this run; return False when another run of it has begun, or it is over."""
        changes = [
            Import.run.set(run + 1), Import.status.set(rules.CHECKING), Import.unfinished.set(UNFINISHED),
            Import.reason.remove(), Import.ended_at.remove(),
        ]  # fmt: skip
        may = Import.status.is_in(rules.FAILED, *rules.AT_WORK)
        return self._updated(changes, (Import.run == run) & may)

    def move(self, status: str, **known: Any) -> bool:
        """Go on to a status with what is known by now; return False when the import is over meanwhile."""
        changes = [Import.status.set(status), *(getattr(Import, name).set(value) for name, value in known.items())]
        return self._updated(changes, Import.status.is_in(*rules.AT_WORK))

    def end(self, status: str, at: str, **known: Any) -> bool:
        """End the import; return False when it has ended before."""
        changes = [
            Import.status.set(status), Import.ended_at.set(at), Import.unfinished.remove(),
            *(getattr(Import, name).set(value) for name, value in known.items()),
        ]  # fmt: skip
        return self._updated(changes, Import.status.is_in(*rules.AT_WORK))

    def _updated(self, changes: list[Any], condition: Condition) -> bool:
        try:
            self.update(changes, condition)
        except UpdateError as error:
            if not refused_by_condition(error):
                raise
            return False
        return True
