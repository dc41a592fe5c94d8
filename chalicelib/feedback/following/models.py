"""Who follows and supports which report: one row for a person and a report, and never shown to anybody else."""

from typing import Any

from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

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

    @classmethod
    def followers_of(cls, report_id: str, at: str | None = None) -> list[str]:
        """Return the citizen ids of all who are told of a report beside its sender, however many pages they fill.

        With a time, those alone who followed it by then: an event that is told late is old news for everybody else.
        """
        told = cls.followed_at <= at if at else cls.followed_at.exists()
        return [row.citizen_id for row in cls.query(report_id, filter_condition=told, consistent_read=True)]

    @classmethod
    def page_of(cls, citizen_id: str, limit: int, after: Any) -> "list[Follow]":
        """Return up to `limit` reports that a citizen follows behind a position, the one followed last at the top."""
        start = after and {"citizen_id": {"S": citizen_id}, **{name: {"S": text} for name, text in after.items()}}
        return list(cls.of_citizen.query(citizen_id, limit=limit, scan_index_forward=False, last_evaluated_key=start))
