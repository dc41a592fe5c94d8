"""The base of every table model, transactions that say which item refused, and reads of several items at once."""

import json
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from pynamodb.attributes import Attribute
from pynamodb.connection import Connection
from pynamodb.constants import KEY, STRING, TABLE_NAME
from pynamodb.exceptions import PynamoDBException, TransactWriteError
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from chalicelib.shared import aws
from chalicelib.shared.errors import Conflict, Unavailable

# Many people may touch one item in the same second; whoever came second gets another try before she is told to wait.
_TRIES = 4
_PAUSE_SECONDS = 0.05


class Table(Model):
    """A DynamoDB table. All models share one connection: PynamoDB would give each a session of its own (80 ms)."""

    @classmethod
    def _get_connection(cls) -> Any:
        found = super()._get_connection()
        if found.connection is not connection():
            # First the tables, then the connection: a second thread takes the one for a sign of the other.
            connection()._tables.update(found.connection._tables)
            found.connection = connection()
        return found

    @classmethod
    def counted(cls, index_name: str, hash_key: str, most: int) -> int:
        """Return how many rows an index has under a key, in one call; `most` when there are as many or more.

        PynamoDB's own `count` goes on to the end, whatever its limit.
        """
        found = cls._get_connection().query(hash_key, index_name=index_name, limit=most, select="COUNT")
        return int(found["Count"])


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
    """A transaction was refused by a condition; `items` tells which of its items by their place, from 0.

    `stored` has what is stored in place of each refused item that asked for it (`return_values=ALL_OLD`).
    """

    def __init__(self, items: tuple[int, ...], stored: dict[int, dict[str, Any]] | None = None) -> None:
        super().__init__("a condition of the transaction did not hold")
        self.items = items
        self.stored = stored or {}


class Contended(Conflict):
    """A twin of the request is at work at this moment; the same request may be sent again shortly."""

    def __init__(self) -> None:
        super().__init__("in_progress", headers={"Retry-After": "1"})


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
            found = {place: error.cancellation_reasons[place] for place in places}
            raise Refused(
                places, {at: each.raw_item for at, each in found.items() if each and each.raw_item}
            ) from error
        if "TransactionConflict" in reasons:
            raise Contended() from error
        if {"ThrottlingError", "ProvisionedThroughputExceeded"} & set(reasons):
            raise Unavailable() from error
        raise


def refused_by_condition(error: PynamoDBException) -> bool:
    """Tell whether a single write was refused by its condition, and by nothing else.

    PynamoDB's own `cause_response_code` fails where nobody answered: botocore's exception then has no response.
    """
    response = getattr(error.cause, "response", None) or {}
    return bool(response.get("Error", {}).get("Code") == "ConditionalCheckFailedException")


def insist(write: Callable[[], None]) -> None:
    """Write, again a few times while another write is in the way; raise Contended when it still is."""
    for again in range(_TRIES - 1):
        try:
            return write()
        except Contended:
            time.sleep(_PAUSE_SECONDS * 2**again * random.random())  # noqa: S311 - spreads tries, hides nothing
    return write()


def read_together(*keys: tuple[Any, ...]) -> list[Any]:
    """Return items of several tables in one call, each `(Model, hash key[, range key])`; None where absent.

    Plain consistent reads, not a transaction: one of those fails when somebody writes at the same moment, and costs
    twice as much.
    """
    wanted = [(key[0], key[0].get_operation_kwargs_from_class(*key[1:])) for key in keys]
    found = _batch_read([asked for _, asked in wanted])
    return [_model(model, found.get(_place(asked[TABLE_NAME], asked[KEY]))) for model, asked in wanted]


def _batch_read(asked: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    left: dict[str, Any] = {}
    for each in asked:
        left.setdefault(each[TABLE_NAME], {"Keys": [], "ConsistentRead": True})["Keys"].append(each[KEY])
    for _ in range(aws.ATTEMPTS):
        answer = connection().dispatch("BatchGetItem", {"RequestItems": left})
        for table, items in answer["Responses"].items():
            names = left[table]["Keys"][0].keys()
            found |= {_place(table, {name: item[name] for name in names}): item for item in items}
        # DynamoDB answers for a part when it is busy, and names what is left.
        left = answer.get("UnprocessedKeys") or {}
        if not left:
            return found
    raise Unavailable()


def _place(table: str, key: dict[str, Any]) -> str:
    return json.dumps([table, key], sort_keys=True)


def _model(model: Any, item: dict[str, Any] | None) -> Any:
    return None if item is None else model.from_raw_data(item)
