"""Counting what happened: events per day, body, ward, category, status and kind, each event once."""

from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.transactions import TransactWrite

from chalicelib.feedback.models import HEAD, Report
from chalicelib.shared import city, clock, followers, settings
from chalicelib.shared.tables import Table

FOLLOWER = "statistics"


class Counter(Table):
    """How many events of one kind brought or kept reports in one status, on one day of the city's calendar."""

    class Meta:
        table_name = settings.table("statistics")

    day = UnicodeAttribute(hash_key=True)
    # body#ward#category#status#event_type: a day's counters of a body are one query, and of a ward in it.
    counter = UnicodeAttribute(range_key=True)
    events = NumberAttribute(default=0)

    @classmethod
    def of_day(cls, day: str, body_id: str | None = None) -> "list[Counter]":
        """Return the counters of a day, of one body if named."""
        return list(cls.query(day, cls.counter.startswith(f"{body_id}#") if body_id else None))


def count(event: dict[str, Any]) -> None:
    """Count one event of a report under the ward and category that the report has; told twice, it counts once."""
    day = clock.local_date(clock.parse_rfc3339(event["at"]), city.timezone()).isoformat()
    counter = Counter(day, _counter(event, Report.get(event["report_id"], HEAD, consistent_read=True)))

    def add(writing: TransactWrite) -> None:
        writing.update(counter, [Counter.events.add(1)])

    followers.once(FOLLOWER, event["event_id"], add)


def _counter(event: dict[str, Any], head: Report) -> str:
    ward = head.ward_code
    body = event.get("body_id") or head.body_id
    return "#".join((body, ward or "", head.category_code, event.get("status") or "", event["event_type"]))
