"""The base of every table model, transactions that say which item refused, and reads of several items at once."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from pynamodb.attributes import Attribute
from pynamodb.connection import Connection
from pynamodb.constants import STRING
from pynamodb.exceptions import TransactWriteError
from pynamodb.models import Model
from pynamodb.transactions import TransactGet, TransactWrite

from chalicelib.shared import aws
from chalicelib.shared.errors import Unavailable


class Table(Model):
    """A DynamoDB table. All models share one connection: PynamoDB would give each a session of its own (80 ms)."""

    @classmethod
    def _get_connection(cls) -> Any:
        found = super()._get_connection()
        if found.connection is not connection():
            own, found.connection = found.connection, connection()
            for name, table in own._tables.items():
                connection()._tables[name] = table
        return found


class Compact(Attribute[Any]):
    """Nested detail as one JSON text, Vietnamese as it is written: PynamoDB's own escapes each letter to six bytes."""

    attr_type = STRING

    def serialize(self, value: Any) -> str:
        """Return the JSON text that is stored."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def deserialize(self, value: str) -> Any:
        """Return what was stored."""
        return json.loads(value)


class Refused(Exception):
    """A transaction was refused by a condition; `items` tells which of its items by their place, from 0."""

    def __init__(self, items: tuple[int, ...]) -> None:
        super().__init__("a condition of the transaction did not hold")
        self.items = items


class Contended(Unavailable):
    """Another transaction holds one of the items at this moment; the same request may be sent again at once."""

    status = 409

    def __init__(self) -> None:
        super().__init__("in_progress", retry_after=1)


@cache
def connection() -> Connection:
    """Return the one connection to DynamoDB."""
    made = Connection(
        connect_timeout_seconds=aws.CONNECT_SECONDS,
        read_timeout_seconds=aws.READ_SECONDS,
        max_retry_attempts=aws.ATTEMPTS - 1,
    )
    made._local.session = aws.session()
    return made


@contextmanager
def transaction() -> Iterator[TransactWrite]:
    """Write all or nothing; raise Refused when a condition fails, Contended when another write is in the way.

    Items count in the order: condition checks, deletes, saves, updates. botocore adds the client token that makes
    its own retries safe.
    """
    try:
        with TransactWrite(connection=connection()) as writing:
            yield writing
    except TransactWriteError as error:
        reasons = [reason.code if reason else "" for reason in error.cancellation_reasons]
        if "ConditionalCheckFailed" in reasons:
            places = tuple(place for place, code in enumerate(reasons) if code == "ConditionalCheckFailed")
            raise Refused(places) from error
        if "TransactionConflict" in reasons:
            raise Contended() from error
        if {"ThrottlingError", "ProvisionedThroughputExceeded"} & set(reasons):
            raise Unavailable() from error
        raise


def read_together(*keys: tuple[Any, ...]) -> list[Any]:
    """Return the items of several tables in one call, each `(Model, hash key[, range key])`; None where absent."""
    with TransactGet(connection=connection()) as reading:
        wanted = [reading.get(*key) for key in keys]
    return [_got(future) for future in wanted]


def _got(future: Any) -> Any:
    return future._model if future._resolved and future._model is not None else None
