"""Handing the timeline's rows on: every follower gets each event, and those of one report in their order."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from chalicelib.feedback.models import UNDELIVERED, Event
from chalicelib.shared import clock, events
from chalicelib.shared.errors import Unavailable
from chalicelib.shared.events import Message
from chalicelib.shared.tables import refused_by_condition

# The stream has usually handed a row on within a second; what is older has been lost or left.
LEFT_AFTER = timedelta(seconds=30)
_TOGETHER = 100
_BOOKKEEPING = ("undelivered_shard", "undelivered_at")


def dispatch_new(records: Iterable[dict[str, Any]]) -> int:
    """Hand on the rows that a batch of the timeline's stream tells of; return how many went.

    Raise Unavailable when a queue did not take one: the stream then tells of the batch again.
    """
    images = [record["dynamodb"]["NewImage"] for record in records if record["eventName"] == "INSERT"]
    went, refused = _dispatch([Event.from_raw_data(image) for image in images])
    if refused:
        raise Unavailable()
    return went


def sweep(until: datetime) -> int:
    """Hand on what the stream has lost or left, oldest first, and stop at that moment; return how many went.

    Raise Unavailable at the end when a queue did not take one, so that somebody hears of it.
    """
    went = refused = 0
    for together in batched(_left_rows(clock.now() - LEFT_AFTER), _TOGETHER):
        if clock.now() >= until:
            break
        some = _dispatch(list(Event.batch_get([(row.report_id, row.event_id) for row in together])))
        went, refused = went + some[0], refused + some[1]
    if refused:
        raise Unavailable()
    return went


def _dispatch(rows: Sequence[Event]) -> tuple[int, int]:
    """Send rows in the order of their reports; return how many went and how many were refused."""
    went = refused = 0
    for wave in _waves(row for row in rows if row.undelivered_at):
        ready = [row for row in wave if not _waits_for_another(row)]
        taken = events.send([_message(row) for row in ready])
        for row in ready:
            if row.event_id in taken:
                _settle(row)
        went, refused = went + len(taken), refused + len(ready) - len(taken)
    return went, refused


def _waves(rows: Iterable[Event]) -> Iterator[list[Event]]:
    """Yield the rows in rounds: the first of each report, then the second of each, and so on."""
    waves: list[list[Event]] = []
    place: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: row.event_id):
        turn = place.get(row.report_id, 0)
        place[row.report_id] = turn + 1
        if turn == len(waves):
            waves.append([])
        waves[turn].append(row)
    yield from waves


def _left_rows(before: datetime) -> Iterator[Event]:
    """Yield the keys of rows that nobody has handed on, written before a moment, oldest first."""
    older = Event.undelivered_at < clock.rfc3339(before)
    yield from Event.undelivered.query(UNDELIVERED, older, page_size=_TOGETHER)


def _waits_for_another(row: Event) -> bool:
    """Tell whether the report's event before this one has not been handed on; the sweeper then takes both in turn."""
    earlier = Event.query(
        row.report_id, Event.event_id < row.event_id, scan_index_forward=False, limit=1, consistent_read=True
    )
    return any(before.undelivered_at for before in earlier)


def _settle(row: Event) -> None:
    """Take the mark off a row; when that has happened already, whoever did it has handed it on, too."""
    gone: list[Action] = [Event.undelivered_shard.remove(), Event.undelivered_at.remove()]
    try:
        row.update(gone, Event.undelivered_at.exists())
    except UpdateError as error:
        if not refused_by_condition(error):
            raise


def _message(row: Event) -> Message:
    whole = {name: value for name, value in row.attribute_values.items() if name not in _BOOKKEEPING}
    return Message(row.report_id, row.event_id, whole)
