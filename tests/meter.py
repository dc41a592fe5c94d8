"""What an operation costs in DynamoDB, by the published formulas; moto itself reports one unit for everything.

Source: DynamoDB developer guide, "Read and write operations" and "DynamoDB item sizes and formats": a write unit is
1 KB, a read unit 4 KB read consistently (half when eventually consistent), transactions cost twice, each index that
holds a written item costs the size it keeps of it.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from infra.packaging import documents


@dataclass
class Meter:
    """The calls heard and the units they cost."""

    calls: list[str] = field(default_factory=list)
    write_units: float = 0
    read_units: float = 0


@contextmanager
def metering() -> Iterator[Meter]:
    """Listen to every call our code makes to DynamoDB."""
    from chalicelib.shared.tables import connection

    meter, events = Meter(), connection().client.meta.events

    def sent(params: dict[str, Any], model: Any, **_: Any) -> None:
        meter.calls.append(model.name)
        meter.write_units += _written(model.name, json.loads(params["body"]))

    def answered(parsed: dict[str, Any], model: Any, **_: Any) -> None:
        meter.read_units += _read(model.name, parsed)

    events.register("before-call.dynamodb", sent)
    events.register("after-call.dynamodb", answered)
    try:
        yield meter
    finally:
        events.unregister("before-call.dynamodb", sent)
        events.unregister("after-call.dynamodb", answered)


def _written(operation: str, body: dict[str, Any]) -> float:
    if operation == "TransactWriteItems":
        puts = [each["Put"] for each in body["TransactItems"] if "Put" in each]
        written = sum(2 * _kilobytes(put["Item"]) + _index_units(put["TableName"], put["Item"]) for put in puts)
        # A condition, and a delete, costs like a write of the item.
        checked = 2 * sum("ConditionCheck" in each or "Delete" in each for each in body["TransactItems"])
        return written + checked + sum(_updated(each["Update"]) for each in body["TransactItems"] if "Update" in each)
    if operation == "PutItem":
        return _kilobytes(body["Item"]) + _index_units(body["TableName"], body["Item"])
    return 0


def _updated(update: dict[str, Any]) -> int:
    """Return the units of an update of an item below 1 KB, and at most those of the index entries that it changes."""
    names = update["ExpressionAttributeNames"]
    parts = re.split(r"(SET|REMOVE|ADD|DELETE) ", update["UpdateExpression"])
    said = dict(zip(parts[1::2], parts[2::2], strict=True))
    removed = {names[name] for name in re.findall(r"#\d+", said.get("REMOVE", ""))}
    kept = {names[name] for name in re.findall(r"(#\d+) = if_not_exists", said.get("SET", ""))}
    changed = {names[name] for name in re.findall(r"(#\d+) = ", said.get("SET", ""))} - kept
    units = 2
    for index, _ in _indexes(update["TableName"]):
        keys = {key["AttributeName"] for key in index["KeySchema"]}
        shown = {*index["Projection"].get("NonKeyAttributes", [])}
        # A key that changes takes one entry out and puts one in; one that goes, comes, or stays as it is, one at most.
        units += 1 if keys & removed else 2 if keys & changed else bool((keys | shown) & (kept | changed | removed))
    return units


def _read(operation: str, answer: dict[str, Any]) -> float:
    if operation == "Query":
        return ceil(sum(map(size, answer["Items"])) / 4096) * 0.5
    if operation == "BatchGetItem":
        # Taken as consistent reads, the dearer kind; the cards of a list are read at half of this.
        items = [item for found in answer["Responses"].values() for item in found]
        return sum(max(1, ceil(size(item) / 4096)) for item in items)
    return max(1, ceil(size(answer.get("Item", {})) / 4096)) * 0.5 if operation == "GetItem" else 0


def _kilobytes(item: dict[str, Any]) -> int:
    return max(1, ceil(size(item) / 1024))


def _index_units(table: str, item: dict[str, Any]) -> int:
    return sum(_index_unit(index, keys, item) for index, keys in _indexes(table))


def _indexes(table: str) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Yield the indexes of a table, each with the keys of the table itself."""
    for resource in documents.read("data.yaml")["Resources"].values():
        properties = resource["Properties"]
        if resource["Type"] == "AWS::DynamoDB::Table" and properties["TableName"]["Fn::Sub"].endswith(
            table.removeprefix("city-test")
        ):
            keys = [attribute["AttributeName"] for attribute in properties["KeySchema"]]
            for index in properties.get("GlobalSecondaryIndexes", []):
                yield index, keys


def _index_unit(index: dict[str, Any], table_keys: list[str], item: dict[str, Any]) -> int:
    own = [key["AttributeName"] for key in index["KeySchema"]]
    if any(key not in item for key in own):
        return 0
    kept = {*own, *table_keys, *index["Projection"].get("NonKeyAttributes", [])}
    return _kilobytes({name: value for name, value in item.items() if name in kept})


def size(item: dict[str, Any]) -> int:
    """Return the size of an item in bytes: names and values in UTF-8, numbers packed, three bytes for each nest."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: dict[str, Any]) -> int:
    kind, content = next(iter(value.items()))
    if kind == "S":
        return len(content.encode())
    if kind == "N":
        return ceil(len(content.strip("-0.")) / 2) + 1
    if kind == "L":
        return 3 + sum(1 + _value_size(each) for each in content)
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + _value_size(each) for name, each in content.items())
    return 1
