"""The marks of followers of events: each event's effect once, however often it is told."""

import random
import time
from collections.abc import Callable

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.transactions import TransactWrite

from chalicelib.shared import clock, settings
from chalicelib.shared.messages import follower
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


def _mark(name: str, event_id: str) -> Followed:
    return Followed(_key(name, event_id), expires_at=int(clock.now().timestamp()) + KEPT_SECONDS)


def _key(name: str, event_id: str) -> str:
    return f"{name}#{event_id}"


__all__ = ["KEPT_SECONDS", "Followed", "follower", "has_followed", "once"]
