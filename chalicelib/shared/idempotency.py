"""Idempotency-Key rows: written in the same transaction as the change itself, kept 24 hours."""

import hashlib
from dataclasses import dataclass
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition

from chalicelib.shared import clock, settings
from chalicelib.shared.errors import Invalid
from chalicelib.shared.tables import Compact, Table

KEPT_SECONDS = 24 * 3600


class Replay(Table):
    """What was answered to a key: enough to answer the same again, bound to the body that was sent."""

    class Meta:
        table_name = settings.table("idempotency")

    idempotency_key = UnicodeAttribute(hash_key=True)
    body_hash = UnicodeAttribute()
    answer = Compact()
    expires_at = NumberAttribute()


@dataclass(frozen=True)
class Once:
    """One client's wish to do something once: whose, on which route, under which key, with which body."""

    person: str
    route: str
    key: str
    body_hash: str

    def row(self, answer: Any) -> Replay:
        """Return the row to save in the transaction of the change."""
        expires = _now() + KEPT_SECONDS
        return Replay(self._row_key(), body_hash=self._bound_hash(), answer=answer, expires_at=expires)

    @staticmethod
    def condition() -> Condition:
        """Return the condition under which the row may be saved: none lives. TTL deletion lags, so expiry is read."""
        unused: Condition = Replay.idempotency_key.does_not_exist() | (Replay.expires_at <= _now())
        return unused

    def earlier_answer(self) -> Any:
        """Return what was answered before, None when nothing was; raise Invalid when the key came with another body."""
        try:
            row = Replay.get(self._row_key(), consistent_read=True)
        except Replay.DoesNotExist:
            return None
        if row.expires_at <= _now():
            return None
        if row.body_hash != self._bound_hash():
            raise Invalid("idempotency_key_reused")
        return row.answer

    def _row_key(self) -> str:
        return hashlib.sha256("\x1f".join((self.person, self.route, self.key)).encode()).hexdigest()

    def _bound_hash(self) -> str:
        # Bound to the key, so that a stored row does not tell by its hash what a short text said.
        return hashlib.sha256("\x1f".join((self.person, self.key, self.body_hash)).encode()).hexdigest()


def _now() -> int:
    return int(clock.now().timestamp())
