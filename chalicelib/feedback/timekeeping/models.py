"""The table of waits: how the one execution that keeps a report's time can be woken."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError
from pynamodb.expressions.condition import Condition

from chalicelib.shared import settings
from chalicelib.shared.tables import Table, refused_by_condition


class Wait(Table):
    """What a report's clock waits for: its run and state, the newest event it has seen, and the token that wakes it."""

    class Meta:
        table_name = settings.table("waits")

    report_id = UnicodeAttribute(hash_key=True)
    run = NumberAttribute()
    state = UnicodeAttribute()
    seen = UnicodeAttribute()
    token = UnicodeAttribute()
    until = UnicodeAttribute(null=True)
    since = UnicodeAttribute()
    # Long after the longest wait: a row that is left over wakes nobody.
    expires_at = NumberAttribute()

    @classmethod
    def look_up(cls, report_id: str) -> "Wait | None":
        """Return what a report's clock waits for as it is now; None when it never waited."""
        try:
            return cls.get(report_id, consistent_read=True)
        except cls.DoesNotExist:
            return None

    def begin(self) -> bool:
        """Keep this wait in place of the one before; return False when a newer run of the report waits already."""
        newest: Condition = Wait.report_id.does_not_exist() | (Wait.run <= self.run)
        try:
            self.save(newest)
        except PutError as error:
            if not refused_by_condition(error):
                raise
            return False
        return True
