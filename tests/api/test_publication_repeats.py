"""Publication holds whatever is lost, repeated or killed on its way: everything once, or nothing and a reason."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from tests.clockwork import executions_of
from tests.cloud import Cloud, empty
from tests.following import losing
from tests.publishing import BENCHES, MACHINE, Killed, Publishing, benches, bucket, declared

FILE = "incoming/benches/a.csv"
# What each step of the machine stands on.
STEPS = {"check": "checking.importing.check", "build": "making.building.build", "activation": "models.Head.take_place"}


@pytest.fixture
def city(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publishing]:
    """A city with benches to publish."""
    with declared(monkeypatch, BENCHES):
        yield Publishing(aws)


def second(city: Publishing) -> dict[str, Any]:
    """Publish a first version in peace, send a second file, and return what S3 says of it."""
    empty(city.cloud)
    city.publish(FILE, benches("Ghế Tao Đàn", "Ghế cũ"))
    return city.drop(FILE, benches("Ghế Tao Đàn", "Ghế mới"))


def calls_of(city: Publishing, monkeypatch: Any) -> list[str]:
    """Return the calls that it takes to publish the second file when nothing goes wrong."""
    told = second(city)
    with losing(monkeypatch, -1, before=True) as made:
        city.tell(told)
        city.run()
    assert_published_twice(city, "in peace")
    return made


def broken(*_: Any, **__: Any) -> Any:
    """Fail, as something that nobody has foreseen."""
    raise RuntimeError("broken")


def assert_published_twice(city: Publishing, where: str) -> None:
    assert [each["status"] for each in city.imports()] == ["published", "published"], where
    assert all("unfinished" not in each for each in city.imports()), where
    told = city.pointer()
    assert (told["sequence"], told["rows"]) == (2, 2), where
    assert {row["name"] for row in city.rows()} == {"Ghế Tao Đàn", "Ghế mới"}, where
    assert city.keys("public") == {
        "datasets/benches/current.json",
        *(f"datasets/benches/{each}.sqlite" for each in (told["version"], told["previous"])),
    }, where
    assert f"{FILE}.report.csv" in city.keys("datasets"), where


@pytest.mark.parametrize("before", [False, True], ids=["answer lost", "call lost"])
def test_whichever_call_is_lost_each_file_is_published_once(
    city: Publishing, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    calls = calls_of(city, monkeypatch)
    assert {"StartExecution", "PutItem", "UpdateItem", "PutObject", "GetObject"} <= set(calls)

    for place, name in enumerate(calls):
        told = second(city)
        with losing(monkeypatch, place, before):
            while not city.tell(told):
                pass
            city.run()

        assert_published_twice(city, f"{place}: {name}")


def test_wherever_a_function_is_killed_readers_have_a_whole_version_and_the_reconciler_ends_what_was_begun(
    city: Publishing, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = calls_of(city, monkeypatch)

    for place, name in enumerate(calls):
        told = second(city)
        with losing(monkeypatch, place, place % 2 == 0, Killed), suppress(Killed):
            city.tell(told)
            city.run()
        meanwhile = {row["name"] for row in city.rows()}
        # Its queue tells the starter again, which changes nothing when it was another function that was killed.
        assert city.tell(told)
        city.reconcile()
        city.run()

        assert meanwhile in ({"Ghế Tao Đàn", "Ghế cũ"}, {"Ghế Tao Đàn", "Ghế mới"}), f"{place}: {name}"
        assert_published_twice(city, f"{place}: {name}")


def test_a_step_that_goes_on_failing_is_named_and_the_import_runs_again_when_it_is_mended(
    city: Publishing, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.platform.publication import starting
    from chalicelib.platform.publication.imports import Import

    for step, function in STEPS.items():
        told = second(city)
        with monkeypatch.context() as patching:
            patching.setattr(f"chalicelib.platform.publication.{function}", broken)
            city.tell(told)
            city.run()
        failed = city.imports()[-1]
        version = city.pointer()["sequence"]

        starting.again(Import.get(failed["kind"], failed["import_id"]))
        city.run()

        assert (failed["status"], failed["reason"], version) == ("failed", f"{step}_failed", 1)
        assert_published_twice(city, step)


def test_an_import_that_is_interrupted_again_and_again_is_given_up(
    city: Publishing, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = second(city)
    city.tell(told)

    for _ in range(3):
        executions_of(MACHINE)[-1].status = "ABORTED"
        found = city.reconcile()

    assert found["given_up"] == 1
    assert (city.imports()[-1]["status"], city.imports()[-1]["reason"]) == ("failed", "interrupted")
    assert city.pointer()["sequence"] == 1
    assert city.reconcile() == {"restarted": 0, "given_up": 0, "straightened": 0}


def test_a_pointer_that_was_left_behind_is_straightened(city: Publishing) -> None:
    told = second(city)
    behind = city.read("public", "datasets/benches/current.json")
    city.tell(told)
    city.run()
    key = {"Bucket": bucket("public"), "Key": "datasets/benches/current.json"}
    city.cloud.client("s3").put_object(**key, Body=behind)

    found = city.reconcile()

    assert found["straightened"] == 1
    assert_published_twice(city, "straightened")
