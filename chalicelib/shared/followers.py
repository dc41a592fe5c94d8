"""The marks of followers of events: each event's effect once, however often it is told."""

import random
import time
from collections.abc import Callable, Sequence

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.transactions import TransactWrite

from chalicelib.shared import clock, settings
from chalicelib.shared.messages import follower as follower
from chalicelib.shared.tables import Contended, Refused, Table, transaction

# A copy may lie in a queue and then among its dead letters, 14 days each, before it is told for the last time.
KEPT_SECONDS = 30 * 24 * 3600
# Two followers that touch the same counter at once get out of each other's way; a message has only five tries.
_TRIES = 6
_PAUSE_SECONDS = 0.05


class Followed(Table):
    """The mark that a follower has done what follows from an event."""

    class Meta:
        table_name = settings.table("followed")

    followed_key = UnicodeAttribute(hash_key=True)
    expires_at = NumberAttribute()
    # How far a long task has come, where it is more than one transaction.
    reached = UnicodeAttribute(null=True)


def once(name: str, event_id: str, write: Callable[[TransactWrite], None]) -> bool:
    """Write what follows from an event and the mark of it together; return False when it was done before."""
    for again in range(_TRIES):
        try:
            with transaction() as writing:
                writing.save(_mark(name, event_id), Followed.followed_key.does_not_exist())
                write(writing)
            return True
        except Refused:
            if not has_followed(name, event_id):
                raise
            return False
        except Contended:
            time.sleep(_PAUSE_SECONDS * 2**again * random.random())  # noqa: S311 - spreads tries, hides nothing
    raise Contended()


def has_followed(name: str, event_id: str) -> bool:
    """Tell whether a follower has done its part for an event; for effects that no transaction can hold."""
    try:
        Followed.get(_key(name, event_id), consistent_read=True)
    except Followed.DoesNotExist:
        return False
    return True


def followed_among(name: str, event_ids: Sequence[str]) -> set[str]:
    """Return those of several events that a follower has done its part for, a hundred in a call."""
    by_key = {_key(name, event_id): event_id for event_id in event_ids}
    found = Followed.batch_get(list(by_key), consistent_read=True) if by_key else ()
    return {by_key[row.followed_key] for row in found}


def mark(name: str, event_id: str) -> None:
    """Note that a follower has done its part for an event; for effects that no transaction can hold."""
    # However often it is written, it says the same.
    _mark(name, event_id).save()


def reached(name: str, event_id: str) -> str | None:
    """Return how far a follower has come with an event that takes her several transactions, None at its beginning."""
    try:
        found = Followed.get(_key(name, event_id), consistent_read=True)
    except Followed.DoesNotExist:
        return None
    return str(found.reached)


def step(writing: TransactWrite, name: str, event_id: str, before: str | None, after: str) -> None:
    """Add to a transaction that a follower has come further; it is refused when she was not where she thinks."""
    row = _mark(name, event_id)
    row.reached = after
    writing.save(row, Followed.reached == before if before else Followed.followed_key.does_not_exist())


def _mark(name: str, event_id: str) -> Followed:
    return Followed(_key(name, event_id), expires_at=int(clock.now().timestamp()) + KEPT_SECONDS)


def _key(name: str, event_id: str) -> str:
    return f"{name}#{event_id}"


__all__ = ["KEPT_SECONDS", "Followed", "follower", "has_followed", "once"]
