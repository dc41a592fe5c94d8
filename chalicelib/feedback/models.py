"""Tables of reports. Status changes rewrite the small head alone: text, reporter and events are items of their own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pynamodb.attributes import BooleanAttribute, ListAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection

from chalicelib.shared import settings
from chalicelib.shared.tables import Compact, Table

HEAD = "head"
TEXT = "text"
# Every event waits under one key until the dispatcher has taken it: 500 reports a day, 50 times that in a storm, is
# far below the 1,000 writes a second that one key takes.
UNDELIVERED = "waiting"


# With a filter so many are read at once; a queue that is longer goes on with the next page.
_READ_WHEN_FILTERED = 200


@dataclass(frozen=True)
class Filter:
    """What a page of open reports is narrowed to: a range of deadlines, which the index finds, and all else."""

    due: Any = None
    others: Any = None


@dataclass(frozen=True)
class Page:
    """Rows of a list and the position behind them, None at the end."""

    rows: "list[Report]"
    position: dict[str, str] | None


def verdict_body(body_id: str) -> str:
    """Return the key under which the reports of a body wait for a verdict, in the index of its open ones."""
    return f"verdict#{body_id}"


class OpenOfBody(GlobalSecondaryIndex["Report"]):
    """Open reports of one body by deadline, and under a key of their own those that wait for a verdict, by its end.

    A report that has ended loses `open_body` and leaves the index.
    """

    class Meta:
        index_name = "open_of_body"
        projection = IncludeProjection(["card", "category_code", "status", "version", "ward_code"])

    open_body = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class OpenInCell(GlobalSecondaryIndex["Report"]):
    """Public reports with a point that still have a deadline, by group of categories and cell of the city's grid."""

    class Meta:
        index_name = "open_in_cell"
        projection = IncludeProjection(["spot"])

    cell = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class Report(Table):
    """A report's head: its state, and `card`, which never changes and has what else a list shows of it.

    While a report is open, `open_body` is its body and `due_at` its promise. While its result waits for a verdict, they
    are `verdict_body` and the end of the wait; both are gone when the report has ended.
    """

    class Meta:
        table_name = settings.table("reports")

    report_id = UnicodeAttribute(hash_key=True)
    item = UnicodeAttribute(range_key=True, default=HEAD)
    version = NumberAttribute(default=1)
    status = UnicodeAttribute(null=True)
    run = NumberAttribute(null=True)
    public = BooleanAttribute(null=True)
    category_code = UnicodeAttribute(null=True)
    ward_code = UnicodeAttribute(null=True)
    body_id = UnicodeAttribute(null=True)
    promised_at = UnicodeAttribute(null=True)
    resolved_at = UnicodeAttribute(null=True)
    closed_at = UnicodeAttribute(null=True)
    closed_reason = UnicodeAttribute(null=True)
    supporters = NumberAttribute(null=True)
    merged_into = UnicodeAttribute(null=True)
    photo_ids: ListAttribute[UnicodeAttribute] = ListAttribute(of=UnicodeAttribute, null=True)
    # Since when the promise stands still, and the status to go back to.
    paused_at = UnicodeAttribute(null=True)
    back_to = UnicodeAttribute(null=True)
    # The newest event. A move is written only behind it, so that events sort as they happened whatever clocks say.
    last_event = UnicodeAttribute(null=True)
    # What time has said last, about which deadline (`promise 2026-…`), and how far it has gone.
    prompted_for = UnicodeAttribute(null=True)
    prompted_level = NumberAttribute(null=True)
    # The question, pause or result that was last reminded of; apart, so that no pause forgets how late a report is.
    nudged_for = UnicodeAttribute(null=True)
    open_body = UnicodeAttribute(null=True)
    # The body's key for reports that wait for a verdict. A move copies it without having read which body it is.
    verdict_body = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    # Where a public report is found by its place; without `due_at` it is not.
    cell = UnicodeAttribute(null=True)
    spot = UnicodeAttribute(null=True)
    card = Compact(null=True)
    text = Compact(null=True)

    open_of_body = OpenOfBody()
    open_in_cell = OpenInCell()

    @classmethod
    def whole(cls, report_id: str) -> "tuple[Report, Report] | None":
        """Return head and text of a report in one query; None when there is no such report."""
        items = {found.item: found for found in cls.query(report_id)}
        return (items[HEAD], items[TEXT]) if HEAD in items and TEXT in items else None

    @classmethod
    def look_up(cls, report_id: str) -> "Report | None":
        """Return a report's head as it is now; None when there is none."""
        try:
            return cls.get(report_id, HEAD, consistent_read=True)
        except cls.DoesNotExist:
            return None

    @classmethod
    def live_of(cls, body_id: str) -> Iterator[str]:
        """Yield the ids of a body's reports that have not ended: the open ones, then those that wait for a verdict."""
        for key in (body_id, verdict_body(body_id)):
            yield from (row.report_id for row in cls.open_of_body.query(key, attributes_to_get=["report_id"]))

    @classmethod
    def open_at(cls, body_id: str, wanted: "Filter", limit: int, after: Any) -> "Page":
        """Return up to `limit` open reports of a body behind a position, the one due first at the top: one query.

        A filter throws away what was read, so with one more is read at once. A page may then be short, or empty,
        although others follow.
        """
        start = after and {
            "open_body": {"S": body_id},
            "item": {"S": HEAD},
            **{name: {"S": text} for name, text in after.items()},
        }
        # One more than asked for tells whether another page follows.
        read = limit + 1 if wanted.others is None else _READ_WHEN_FILTERED
        found = cls.open_of_body.query(
            body_id, wanted.due, wanted.others, page_size=read, last_evaluated_key=start, scan_index_forward=True
        )
        raw = next(found.page_iter)
        rows = [cls.from_raw_data(item) for item in raw["Items"]]
        ends = raw.get("LastEvaluatedKey")
        if len(rows) > limit:
            return Page(rows[:limit], {"due_at": rows[limit - 1].due_at, "report_id": rows[limit - 1].report_id})
        return Page(rows, ends and {name: ends[name]["S"] for name in ("due_at", "report_id")})

    @classmethod
    def in_cell(cls, cell: str) -> "list[Report]":
        """Return every report of a cell that still has a deadline, with its id and its `spot` alone."""
        return list(cls.open_in_cell.query(cell))

    @classmethod
    def cards(cls, report_ids: Iterable[str]) -> dict[str, "Report"]:
        """Return the heads of several reports in one call, by id."""
        keys = [(report_id, HEAD) for report_id in report_ids]
        return {found.report_id: found for found in cls.batch_get(keys, consistent_read=True)} if keys else {}


class Undelivered(GlobalSecondaryIndex["Event"]):
    """Events that the dispatcher has not handed on yet, oldest first."""

    class Meta:
        index_name = "undelivered"
        projection = KeysOnlyProjection()

    undelivered_shard = UnicodeAttribute(hash_key=True)
    undelivered_at = UnicodeAttribute(range_key=True)


class Event(Table):
    """One row of a report's timeline: the log that everything else follows."""

    class Meta:
        table_name = settings.table("timeline")

    report_id = UnicodeAttribute(hash_key=True)
    event_id = UnicodeAttribute(range_key=True)
    event_type = UnicodeAttribute()
    at = UnicodeAttribute()
    # Where the report stands after it, absent when the event moves nothing; `from_status` where a single one is
    # possible. Elsewhere it is the status of the event before, and `Report.last_event` keeps their order true.
    status = UnicodeAttribute(null=True)
    from_status = UnicodeAttribute(null=True)
    actor = Compact()
    body_id = UnicodeAttribute(null=True)
    public_text = UnicodeAttribute(null=True)
    note = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    # What only some events have (a new promise, a target, photos, a score), and the notices to send, by audience.
    detail = Compact(null=True)
    tells = Compact(null=True)
    undelivered_shard = UnicodeAttribute(null=True)
    undelivered_at = UnicodeAttribute(null=True)

    undelivered = Undelivered()

    @classmethod
    def of_report(cls, report_id: str) -> "list[Event]":
        """Return everything that happened to a report, oldest first."""
        return list(cls.query(report_id))

    @classmethod
    def up_to(cls, report_id: str, event_id: str) -> "list[Event]":
        """Return what happened to a report until this event, itself included, oldest first."""
        return list(cls.query(report_id, cls.event_id <= event_id, consistent_read=True))


class OfCitizen(GlobalSecondaryIndex["Reporter"]):
    """The reports of one citizen by the time they were sent."""

    class Meta:
        index_name = "of_citizen"
        projection = KeysOnlyProjection()

    citizen_id = UnicodeAttribute(hash_key=True)
    submitted_at = UnicodeAttribute(range_key=True)


class Reporter(Table):
    """Who sent a report: apart from the report and with grants of its own, so that no reader of reports learns it."""

    class Meta:
        table_name = settings.table("reporters")

    report_id = UnicodeAttribute(hash_key=True)
    citizen_id = UnicodeAttribute()
    submitted_at = UnicodeAttribute()

    of_citizen = OfCitizen()

    @classmethod
    def page_of(cls, citizen_id: str, limit: int, after: Any) -> "list[Reporter]":
        """Return up to `limit` reports of a citizen behind a position, newest first."""
        start = after and {"citizen_id": {"S": citizen_id}, **{name: {"S": text} for name, text in after.items()}}
        return list(cls.of_citizen.query(citizen_id, limit=limit, scan_index_forward=False, last_evaluated_key=start))


class Contact(Table):
    """How to reach the caller for whom the desk filed a report: sealed, and this function can only put it in."""

    class Meta:
        table_name = settings.table("contacts")

    report_id = UnicodeAttribute(hash_key=True)
    sealed = Compact()
    sealed_at = UnicodeAttribute()
