"""People move with their ward: each row once, to the default successor, however often the command is run."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.shared.ward_holders import HOLDERS, UNITS_VERSION, Holder
from infra import migrate_units
from infra.migrate_units import Migration, Move, Refused, migrate, old_units_of, successors
from tests.conventions.test_tables import models

HOMES = Holder("homes", "ward_code", "people move with their ward", "of_ward")
VERSION = "2025-07-01"
# The first kept its code, the second's code went to another ward, the third was divided, the fourth goes where the
# second's code is now: whoever is moved there must not be moved on.
OLD = [
    {"old_code": "10001", "new": [{"code": "10001", "default": True}]},
    {"old_code": "10002", "new": [{"code": "20002", "default": True}]},
    {"old_code": "10003", "new": [{"code": "20002", "default": False}, {"code": "20003", "default": True}]},
    {"old_code": "10000", "new": [{"code": "10002", "default": True}]},
]  # fmt: skip


@pytest.fixture
def dynamodb() -> Iterator[Any]:
    with mock_aws():
        client = boto3.client("dynamodb")
        client.create_table(
            TableName="city-test-homes",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[
                {"AttributeName": each, "AttributeType": "S"} for each in ("citizen_id", "ward_code")
            ],
            KeySchema=[{"AttributeName": "citizen_id", "KeyType": "HASH"}],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "of_ward",
                    "KeySchema": [{"AttributeName": "ward_code", "KeyType": "HASH"}],
                    "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": [UNITS_VERSION]},
                }
            ],
        )
        yield client


def live(dynamodb: Any, **wards: str) -> None:
    """Let people live in wards; one who came after the reform says by which units her ward was chosen."""
    for name, ward in wards.items():
        code, _, version = ward.partition("@")
        told = {UNITS_VERSION: {"S": version}} if version else {}
        dynamodb.put_item(
            TableName="city-test-homes", Item={"citizen_id": {"S": name}, "ward_code": {"S": code}, **told}
        )


def homes(dynamodb: Any) -> dict[str, str]:
    found = dynamodb.scan(TableName="city-test-homes")["Items"]
    return {row["citizen_id"]["S"]: row["ward_code"]["S"] for row in found}


def run(dynamodb: Any, dry_run: bool = False) -> tuple[list[str], list[Move]]:
    divided: list[Move] = []
    migration = Migration(dynamodb, "test", VERSION, lambda: None)
    return list(migrate(migration, successors(OLD), dry_run, divided, (HOMES,))), divided


def test_a_dry_run_says_what_would_move_and_moves_nothing(dynamodb: Any) -> None:
    live(dynamodb, an="10001", binh="10002", chi="10003", dung="10003")

    told, divided = run(dynamodb, dry_run=True)

    assert told == [
        "homes.ward_code: 1 from 10002 to 20002", "homes.ward_code: 2 from 10003 to 20003",
        "homes.ward_code: 3 would move",
    ]  # fmt: skip
    assert len(divided) == 2
    assert homes(dynamodb) == {"an": "10001", "binh": "10002", "chi": "10003", "dung": "10003"}


def test_each_row_moves_once_even_where_a_code_is_used_again(dynamodb: Any) -> None:
    live(dynamodb, an="10001", binh="10002", chi="10003", em="10000", moi=f"10002@{VERSION}")

    _, divided = run(dynamodb)
    again, _ = run(dynamodb)

    assert homes(dynamodb) == {"an": "10001", "binh": "20002", "chi": "20003", "em": "10002", "moi": "10002"}
    assert [(move.key["citizen_id"]["S"], move.successor.among) for move in divided] == [("chi", ("20003", "20002"))]
    assert again == ["homes.ward_code: 0 moved"]


def test_a_run_that_was_stopped_is_taken_up_again(dynamodb: Any) -> None:
    people = {f"p{number:03}": "10002" for number in range(120)}
    live(dynamodb, **people)
    left = iter(range(50))

    def stops() -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(migrate(Migration(dynamodb, "test", VERSION, stops), successors(OLD), False, [], (HOMES,)))
    halfway = list(homes(dynamodb).values()).count("20002")
    told, _ = run(dynamodb)

    assert (halfway, told[-1]) == (50, "homes.ward_code: 70 moved")
    assert set(homes(dynamodb).values()) == {"20002"}


def test_a_row_that_changes_hands_meanwhile_is_left_alone(dynamodb: Any) -> None:
    live(dynamodb, an="10002")
    migration = Migration(dynamodb, "test", VERSION, lambda: live(dynamodb, an="10001"))

    told = list(migrate(migration, successors(OLD), False, [], (HOMES,)))

    assert told == ["homes.ward_code: 0 moved"]
    assert homes(dynamodb) == {"an": "10001"}


def test_the_old_units_of_the_pack_and_those_of_a_file_are_read_alike(tmp_path: Path) -> None:
    rows = ["old_code,old_name,old_district,old_province,new_code,default"]
    rows += ["27127,Phường 14,Quận 3,Thành phố Hồ Chí Minh,27142,yes"]
    (tmp_path / "old.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")

    assert [(each.was, each.now) for each in successors(old_units_of(tmp_path / "old.csv"))] == [("27127", "27142")]
    assert ("27127", "27142") in {(each.was, each.now) for each in successors(old_units_of(None))}


def test_a_file_that_is_not_sound_moves_nobody(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("old_code,new_code\n27127,99999\n", encoding="utf-8")

    with pytest.raises(Refused, match="no sound list of old units"):
        old_units_of(tmp_path / "old.csv")


def test_the_command_moves_what_is_declared_and_lists_whom_to_ask(
    dynamodb: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    live(dynamodb, chi="10003")
    monkeypatch.setattr(migrate_units, "_on_aws", lambda _stage: dynamodb)
    monkeypatch.setattr(migrate_units, "old_units_of", lambda _source: OLD)
    monkeypatch.setattr(migrate, "__defaults__", ((*HOLDERS, HOMES),))
    divided = tmp_path / "divided.jsonl"

    code = migrate_units.main(["--stage", "test", "--divided", str(divided), "--per-second", "1000"])

    assert code == 0
    assert "reports.ward_code: nothing moves" in capsys.readouterr().out
    assert json.loads(divided.read_text("utf-8")) == {
        "table": "homes", "key": {"citizen_id": "chi"}, "was": "10003", "among": ["20003", "20002"],
    }  # fmt: skip


def test_every_stored_ward_is_declared_with_what_becomes_of_it() -> None:
    declared = {(holder.table, holder.attribute) for holder in HOLDERS}
    stored = {
        (table, attribute.attr_name)
        for table, model in models().items()
        for attribute in model.get_attributes().values()
        if "ward" in str(attribute.attr_name)
    }

    assert stored == declared


def test_a_ward_that_moves_has_its_index_and_says_by_which_units_it_was_chosen() -> None:
    tables = models()
    for holder in (each for each in HOLDERS if each.found_by):
        model = tables[holder.table]
        assert UNITS_VERSION in {attribute.attr_name for attribute in model.get_attributes().values()}
        assert holder.found_by in model._indexes
