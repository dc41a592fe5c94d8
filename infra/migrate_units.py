"""Move what people have stored by wards that were abolished: `python -m infra.migrate_units --dry-run` shows it first.

Which tables hold wards is declared in `chalicelib/shared/ward_holders.py`. Each row moves by one conditional write, so
that the command may be stopped, run again, or run twice at once. A person whose ward was divided gets its default
successor; `--divided FILE` lists her row, so that she can be asked.
"""

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from chalicelib.map.dataset import OLD_UNITS
from chalicelib.published.importing import Context, check, rows_in
from chalicelib.shared import city
from chalicelib.shared.ward_holders import HOLDERS, UNITS_VERSION, Holder
from infra.local.place import Place
from infra.packaging import documents

LOCAL = "local"
_UNMOVED = "(attribute_not_exists(#version) OR #version < :version)"


class Refused(RuntimeError):
    """The command cannot do what it was asked to; says why."""


@dataclass(frozen=True)
class Successor:
    """What an abolished ward went into: the default ward, and all of them when it was divided."""

    was: str
    now: str
    among: tuple[str, ...]


@dataclass(frozen=True)
class Move:
    """One row that is moved, or would be: its table, its key as DynamoDB has it, and the wards."""

    table: str
    key: dict[str, Any]
    successor: Successor


def successors(old_units: list[dict[str, Any]]) -> list[Successor]:
    """Return the wards whose people move or must be asked: all but those that kept their code whole."""
    found = []
    for row in old_units:
        codes = tuple(part["code"] for part in sorted(row["new"], key=lambda part: not part["default"]))
        if codes != (row["old_code"],):
            found.append(Successor(row["old_code"], codes[0], codes))
    return found


class Migration:
    """The way of all rows from abolished wards to those of one version of the units."""

    def __init__(self, dynamodb: Any, stage: str, version: str, pace: Callable[[], None]) -> None:
        """Know where; `pace` is called before each write."""
        self._dynamodb = dynamodb
        self._stage = stage
        self._version = version
        self._pace = pace

    def moves(self, holder: Holder, wards: list[Successor]) -> Iterator[Move]:
        """Yield every row of a holder that has not moved yet."""
        table = self._table(holder)
        schema = self._dynamodb.describe_table(TableName=table)["Table"]["KeySchema"]
        keys = [each["AttributeName"] for each in schema]
        for successor in wards:
            for row in self._rows(holder, successor.was):
                yield Move(holder.table, {key: row[key] for key in keys}, successor)

    def carry_out(self, holder: Holder, move: Move) -> bool:
        """Move a row; return False when it has moved, or is gone, meanwhile."""
        self._pace()
        try:
            self._dynamodb.update_item(
                TableName=self._table(holder),
                Key=move.key,
                UpdateExpression="SET #ward = :now, #version = :version",
                ConditionExpression=f"#ward = :was AND {_UNMOVED}",
                ExpressionAttributeNames={"#ward": holder.attribute, "#version": UNITS_VERSION},
                ExpressionAttributeValues={
                    **self._values(move.successor.was), ":now": {"S": move.successor.now},
                },
            )  # fmt: skip
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _rows(self, holder: Holder, was: str) -> Iterator[dict[str, Any]]:
        asked = {
            "TableName": self._table(holder),
            "IndexName": holder.found_by,
            "KeyConditionExpression": "#ward = :was",
            "FilterExpression": _UNMOVED,
            "ExpressionAttributeNames": {"#ward": holder.attribute, "#version": UNITS_VERSION},
            "ExpressionAttributeValues": self._values(was),
        }
        after: dict[str, Any] = {}
        while True:
            page = self._dynamodb.query(**asked, **after)
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            after = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def _values(self, was: str) -> dict[str, Any]:
        return {":was": {"S": was}, ":version": {"S": self._version}}

    def _table(self, holder: Holder) -> str:
        return f"city-{self._stage}-{holder.table}"


def migrate(
    migration: Migration,
    wards: list[Successor],
    dry_run: bool,
    divided: list[Move],
    holders: tuple[Holder, ...] = HOLDERS,
) -> Iterator[str]:
    """Move all rows, or only count them, and yield what was done line by line; `divided` gets those to be asked."""
    for holder in holders:
        if holder.found_by is None:
            yield f"{holder.table}.{holder.attribute}: nothing moves: {holder.why}"
            continue
        counts: Counter[Successor] = Counter()
        for move in migration.moves(holder, wards):
            if dry_run or migration.carry_out(holder, move):
                counts[move.successor] += 1
                divided += [move] if len(move.successor.among) > 1 else []
        for successor, rows in sorted(counts.items(), key=lambda pair: pair[0].was):
            yield f"{holder.table}.{holder.attribute}: {rows} from {successor.was} to {successor.now}"
        yield f"{holder.table}.{holder.attribute}: {counts.total()} {'would move' if dry_run else 'moved'}"


def old_units_of(source: Path | None) -> list[dict[str, Any]]:
    """Return the units of before from a file as it is published, else the city pack's; raise Refused for a bad file."""
    if source is None:
        items: list[dict[str, Any]] = city.load("old_units")["items"]
        return items
    known = Context.of(city.load("units"), city.load("old_units"), city.load("city"), city.body_ids(), language="en")
    with TemporaryDirectory() as folder:
        accepted = Path(folder) / "accepted"
        # A list of those that moved need not name all others.
        checked = check(replace(OLD_UNITS, compared=None), source, accepted, Path(folder) / "report", known)
        if checked.verdict != "clean":
            told = "; ".join(f"row {each.row}: {each.message('en')}" for each in checked.findings[:5])
            raise Refused(f"{source} is no sound list of old units: {told}")
        return list(rows_in(accepted))


def main(arguments: list[str] | None = None) -> int:
    """Migrate from the command line: the running local city, or the stage that STAGE names."""
    given = _parser().parse_args(arguments)
    dynamodb = _local() if given.stage == LOCAL else _on_aws(given.stage)
    if dynamodb is None:
        sys.stderr.write("No city is up here; start it with `make run`, or name a stage: STAGE=…\n")
        return 1
    divided: list[Move] = []
    migration = Migration(dynamodb, given.stage, given.version, lambda: time.sleep(1 / given.per_second))
    try:
        for line in migrate(migration, successors(old_units_of(given.source)), given.dry_run, divided):
            sys.stdout.write(line + "\n")
    except Refused as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    if given.divided:
        given.divided.write_text("".join(json.dumps(_asked(move)) + "\n" for move in divided), encoding="utf-8")
    sys.stdout.write(f"{len(divided)} of them lived in a ward that was divided and should be asked\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.migrate_units", description="Move rows to today's wards.")
    parser.add_argument(
        "--from", dest="source", type=Path, help="old units as they are published; else the city pack's"
    )
    parser.add_argument("--version", default=city.load("units")["version"], help="of units.json to which rows move")
    parser.add_argument("--dry-run", action="store_true", help="count only")
    parser.add_argument("--divided", type=Path, help="file for the rows whose people should be asked, one JSON a line")
    parser.add_argument("--per-second", type=float, default=50, help="writes a second at most")
    parser.add_argument("--stage", default=os.environ.get("STAGE") or LOCAL)
    return parser


def _asked(move: Move) -> dict[str, Any]:
    key = {name: next(iter(value.values())) for name, value in move.key.items()}
    return {"table": move.table, "key": key, "was": move.successor.was, "among": list(move.successor.among)}


def _local() -> Any:
    from infra.local.deployment import client

    card = Place.of_this_checkout().read()
    return client("dynamodb", card["endpoint_url"]) if card.get("state") == "up" else None


def _on_aws(stage: str) -> Any:
    import boto3

    return boto3.Session(region_name=documents.read(f"stages/{stage}.yaml").get("region")).client("dynamodb")


if __name__ == "__main__":
    raise SystemExit(main())
