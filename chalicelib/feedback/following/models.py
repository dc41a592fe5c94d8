"""Who follows and supports which report: one row for a person and a report, and never shown to anybody else."""

from typing import Any

from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.transactions import TransactWrite

from chalicelib.feedback.rules import Standing
from chalicelib.shared import settings
from chalicelib.shared.tables import Table


class OfCitizen(GlobalSecondaryIndex["Follow"]):
    """The reports that one citizen follows by the time since when; who only supports one is not in it."""

    class Meta:
        index_name = "of_citizen"
        projection = KeysOnlyProjection()

    citizen_id = UnicodeAttribute(hash_key=True)
    followed_at = UnicodeAttribute(range_key=True)


class Follow(Table):
    """What one person has to do with a report that somebody else sent: she follows it, supports it, or both.

    `followed_at` is there while she is told of it and `supported_at` while she counts. `via` and `supported_via` say
    why: the report's own id where she chose to herself, the id of each report that was merged into it where she came
    with that one. So what came with a report can be taken back with it, and nothing else.
    """

    class Meta:
        table_name = settings.table("follows")

    report_id = UnicodeAttribute(hash_key=True)
    citizen_id = UnicodeAttribute(range_key=True)
    followed_at = UnicodeAttribute(null=True)
    supported_at = UnicodeAttribute(null=True)
    via = UnicodeSetAttribute(null=True)
    supported_via = UnicodeSetAttribute(null=True)

    of_citizen = OfCitizen()

    @property
    def standing(self) -> Standing:
        """Return why she follows and why she counts."""
        return Standing(frozenset(self.via or ()), frozenset(self.supported_via or ()))

    def become(self, writing: TransactWrite, wanted: Standing, at: str) -> None:
        """Add to a transaction that this row, as it was read, becomes another standing, or goes when none is left.

        A row that has changed since then refuses the transaction.
        """
        unchanged = _is(Follow.via, self.via) & _is(Follow.supported_via, self.supported_via)
        if not (wanted.follows or wanted.supports):
            return writing.delete(self, unchanged)
        since, counts_since = self.followed_at or at, self.supported_at or at
        row = Follow(
            self.report_id,
            self.citizen_id,
            followed_at=since if wanted.follows else None,
            supported_at=counts_since if wanted.supports else None,
            via={*wanted.via} or None,
            supported_via={*wanted.supported_via} or None,
        )
        return writing.save(row, unchanged)

    @classmethod
    def followers_of(cls, report_id: str, at: str | None = None) -> list[str]:
        """Return the citizen ids of all who are told of a report beside its sender, however many pages they fill.

        With a time, those alone who followed it by then: an event that is told late is old news for everybody else.
        """
        told = cls.followed_at <= at if at else cls.followed_at.exists()
        return [row.citizen_id for row in cls.query(report_id, filter_condition=told, consistent_read=True)]

    @classmethod
    def after(cls, report_id: str, citizen_id: str, limit: int) -> "list[Follow]":
        """Return up to `limit` rows of a report in the order of their people, behind one of them."""
        behind = cls.citizen_id > citizen_id
        return list(cls.query(report_id, behind, limit=limit, consistent_read=True))

    @classmethod
    def through(cls, report_id: str, merged: str, citizen_id: str, limit: int) -> "list[Follow]":
        """Return the same of those alone who came, or count, with a report that was merged into it."""
        behind, came = cls.citizen_id > citizen_id, cls.via.contains(merged) | cls.supported_via.contains(merged)
        return list(cls.query(report_id, behind, came, limit=limit, consistent_read=True))

    @classmethod
    def page_of(cls, citizen_id: str, limit: int, after: Any) -> "list[Follow]":
        """Return up to `limit` reports that a citizen follows behind a position, the one followed last at the top."""
        start = after and {"citizen_id": {"S": citizen_id}, **{name: {"S": text} for name, text in after.items()}}
        return list(cls.of_citizen.query(citizen_id, limit=limit, scan_index_forward=False, last_evaluated_key=start))


def _is(attribute: Any, stored: Any) -> Any:
    return attribute == stored if stored else attribute.does_not_exist()
