"""From a file in the bucket to what everybody reads: checked, built, activated at once or not at all."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from tests.clockwork import executions_of
from tests.cloud import Cloud
from tests.publishing import BENCHES, MACHINE, SECRETS, Publishing, benches, bucket, declared

FILE = "incoming/benches/ghế đá.csv"


@pytest.fixture
def city(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publishing]:
    """A city with benches and secrets to publish."""
    with declared(monkeypatch, BENCHES, SECRETS):
        yield Publishing(aws)


def report(city: Publishing, key: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(city.read("datasets", f"{key}.report.json"))
    return told


def test_a_file_that_is_dropped_into_the_bucket_is_published(city: Publishing) -> None:
    imported = city.publish(FILE, benches("Ghế Tao Đàn", "Ghế 30/4"))

    assert (imported["status"], imported["door"], imported["kind"]) == ("published", "bucket", "benches")
    assert [row["name"] for row in city.rows()] == ["Ghế Tao Đàn", "Ghế 30/4"]
    assert city.pointer()["version"] == imported["version"]
    [walked] = city.walked.values()
    assert walked == ["Check", "Checked", "Build", "Built", "Activate", "Activated", "Published"]


def test_the_report_lies_beside_the_file_and_starts_nothing(city: Publishing) -> None:
    city.publish(FILE, benches("Ghế Tao Đàn"))
    reports = {key for key in city.keys("datasets") if ".report." in key}

    for key in reports:
        assert city.tell(city.drop(key, city.read("datasets", key)))

    assert reports == {f"{FILE}.report.csv", f"{FILE}.report.json"}
    assert (report(city, FILE)["verdict"], report(city, FILE)["accepted"]) == ("clean", 1)
    assert len(executions_of(MACHINE)) == 1


def test_a_file_with_a_wrong_row_is_refused_whole_and_nothing_changes(city: Publishing) -> None:
    first = city.publish(FILE, benches("Ghế Tao Đàn"))

    second = city.publish(FILE, "bench_id,name,lat,lon\nghe-1,Ghế,48.1,11.5\n")

    assert (second["status"], second["reason"]) == ("refused", "rows_refused")
    assert report(city, FILE)["counts"]["outside_city"] == 1
    assert b"outside_city" in city.read("datasets", f"{FILE}.report.csv")
    assert city.pointer()["version"] == first["version"]


@pytest.mark.parametrize(
    ("key", "content", "code"),
    [
        ("incoming/thrones/a.csv", benches("Ghế"), "unknown_kind"),
        ("incoming/benches.csv", benches("Ghế"), "unknown_kind"),
        ("incoming/benches/a.csv", b"", "file_empty"),
        ("incoming/benches/a.geojson", '{"type": "FeatureCollection", "features": []}', None),
        ("incoming/benches/a.xlsx", b"PK\x03\x04" + bytes(100), None),
        ("incoming/benches/a.csv", bytes(range(256)) * 4, None),
    ],
    ids=["no such kind", "no folder of a kind", "empty", "wrong format", "a workbook", "bytes"],
)
def test_what_cannot_be_a_file_of_the_kind_gets_a_report_that_says_so(
    city: Publishing, key: str, content: bytes | str, code: str | None
) -> None:
    imported = city.publish(key, content)

    assert imported["status"] == "refused"
    told = report(city, key)
    assert told["verdict"] == "refused" and told["counts"]
    assert code is None or code in told["counts"]
    assert city.keys("public") == set()


def test_a_file_that_is_larger_than_the_worker_takes_is_refused_unread(city: Publishing) -> None:
    told = city.drop(FILE, benches("Ghế"))
    told["s3"]["object"]["size"] = 1_000_000_001

    assert city.tell(told)
    city.run()

    assert "file_too_large" in report(city, FILE)["counts"]
    assert city.imports()[0]["status"] == "refused"


def test_a_folder_that_is_made_in_the_console_is_no_file(city: Publishing) -> None:
    assert city.tell(city.drop("incoming/benches/", b""))

    assert city.imports() == []


def test_an_event_that_is_told_many_times_publishes_once(city: Publishing) -> None:
    told = city.drop(FILE, benches("Ghế Tao Đàn"))

    for _ in range(3):
        assert city.tell(told, told)
        city.run()

    assert [each["status"] for each in city.imports()] == ["published"]
    assert len(executions_of(MACHINE)) == 1
    assert city.pointer()["sequence"] == 1


def test_a_file_that_is_replaced_before_it_is_read_is_published_as_it_is_last(city: Publishing) -> None:
    first, second = city.drop(FILE, benches("Cũ")), city.drop(FILE, benches("Mới"))
    assert city.tell(second) and city.tell(first)

    city.run()

    assert sorted((each["status"], each.get("reason")) for each in city.imports()) == [
        ("published", None), ("superseded", "file_changed"),
    ]  # fmt: skip
    assert [row["name"] for row in city.rows()] == ["Mới"]


def built(city: Publishing) -> Any:
    """Let the newest execution come as far as its version is built, and return it."""
    execution = executions_of(MACHINE)[-1]
    given = json.loads(execution.execution_input)
    assert [city.call(f"${{Dataset{step}}}", given) for step in ("Checker", "Builder")] == ["checked", "built"]
    return execution


def test_the_import_that_began_later_wins_and_the_earlier_one_ends_superseded(city: Publishing) -> None:
    assert city.tell(city.drop("incoming/benches/1.csv", benches("Sớm")))
    early = built(city)
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=5)):
        city.tell(city.drop("incoming/benches/2.csv", benches("Muộn")))
        city.walk(executions_of(MACHINE)[-1])

    city.walk(early)

    assert [each["status"] for each in city.imports()] == ["superseded", "published"]
    assert [row["name"] for row in city.rows()] == ["Muộn"]
    assert len(city.keys("public")) == 2


def test_an_import_that_was_built_on_an_older_version_is_built_anew(city: Publishing) -> None:
    assert city.tell(city.drop("incoming/benches/1.csv", benches("Sớm")))
    early = executions_of(MACHINE)[-1]
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=5)):
        city.tell(city.drop("incoming/benches/2.csv", benches("Muộn")))
        late = built(city)
    city.walk(early)

    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=9)):
        outcome = city.call("${DatasetActivator}", json.loads(late.execution_input))
        city.walk(late)

    assert outcome == "stale"
    assert [each["status"] for each in city.imports()] == ["published", "published"]
    assert city.pointer()["previous"] == city.imports()[0]["version"]
    assert [row["name"] for row in city.rows()] == ["Muộn"]
    assert len(city.keys("public")) == 3


def test_a_built_file_that_is_not_whole_is_refused_and_the_version_of_before_stays(city: Publishing) -> None:
    first = city.publish(FILE, benches("Ghế Tao Đàn"))
    city.tell(city.drop(FILE, benches("Ghế 30/4")))
    execution = built(city)
    [key] = city.keys("public") - {"datasets/benches/current.json", f"datasets/benches/{first['version']}.sqlite"}
    city.cloud.client("s3").put_object(Bucket=bucket("public"), Key=key, Body=city.read("public", key)[:-1])

    outcome = city.call("${DatasetActivator}", json.loads(execution.execution_input))

    assert outcome == "refused"
    assert (city.imports()[-1]["status"], city.imports()[-1]["reason"]) == ("refused", "artifact_corrupt")
    assert city.pointer()["version"] == first["version"]
    assert [row["name"] for row in city.rows()] == ["Ghế Tao Đàn"]


def test_rows_that_change_are_told_against_the_version_of_before(city: Publishing) -> None:
    from chalicelib.platform.publication import activation
    from chalicelib.platform.publication.models import Head

    first = city.publish(FILE, benches("Ghế Tao Đàn", "Ghế 30/4"))
    city.publish(FILE, benches("Ghế Tao Đàn", "Ghế 30 tháng 4"))

    head = Head.look_up("benches")
    assert head is not None
    with activation.opened(BENCHES, head.versions[0]) as artifact:
        assert [row["bench_id"] for row in artifact.changes_since(first["version"], None, 10).rows] == ["ghe-2"]


def test_a_private_kind_is_never_where_everybody_may_read(city: Publishing) -> None:
    imported = city.publish("incoming/secrets/a.csv", "secret_id\nbi-mat-1\n")

    assert imported["status"] == "published"
    assert city.keys("public") == set()
    assert {key for key in city.keys("datasets") if key.startswith("private/")} == {
        "private/secrets/current.json", f"private/secrets/{imported['version']}.sqlite",
    }  # fmt: skip


def test_a_version_that_readers_could_not_hold_is_not_published(
    city: Publishing, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.publish("incoming/benches/first.csv", benches("Ghế đá"))
    before = city.pointer()
    monkeypatch.setattr("chalicelib.platform.publication.making.LARGEST_VERSION", 1000)

    city.publish("incoming/benches/huge.csv", benches("Ghế gỗ"))

    last = city.imports()[-1]
    assert (last["status"], last["reason"]) == ("refused", "version_too_large")
    assert city.pointer() == before
