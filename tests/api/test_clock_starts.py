"""Each live report has one running execution, whatever is lost, repeated or done by two at once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.clockwork import Clockwork, clockwork, executions_of
from tests.cloud import Cloud, empty
from tests.desks import a_sent_report, act, handler
from tests.following import Lambda, losing
from tests.phones import Phone

MONDAY = datetime(2026, 11, 16, 2, tzinfo=UTC)


@pytest.fixture
def time(lambda_: Lambda, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clockwork]:
    """The clocks of all reports, and the time they go by."""
    with clockwork(lambda_, MONDAY, monkeypatch) as made:
        yield made


def executions() -> list[Any]:
    return executions_of("reports")


def running() -> list[str]:
    return [each.name for each in executions() if each.status == "RUNNING"]


def ensure(report_id: str) -> bool:
    from chalicelib.feedback.timekeeping import starting

    return starting.ensure_running(report_id)


def try_until_it_works(act: Any) -> None:
    for _ in range(5):
        try:
            act()
        except Exception:
            continue
        return
    raise AssertionError("it never worked")


def test_a_start_told_many_times_is_one_and_a_killed_one_gets_the_next_name(an: Phone) -> None:
    lamp = a_sent_report(an)

    assert [ensure(lamp) for _ in range(3)] == [True, False, False]
    executions()[0].stop(stop_date=datetime.now(UTC), error="", cause="")
    assert [ensure(lamp), ensure(lamp)] == [True, False]

    assert [each.name for each in executions()] == [f"{lamp}-1", f"{lamp}-2"]
    assert running() == [f"{lamp}-2"]


def test_an_ended_report_and_one_that_never_was_get_no_clock(an: Phone) -> None:
    lamp = a_sent_report(an)
    act(handler(), lamp, "refuse", reason="x")

    assert [ensure(lamp), ensure("HCM-000000000"), executions()] == [False, False, []]


@pytest.mark.parametrize("before", [False, True], ids=["answer lost", "call lost"])
def test_whichever_call_is_lost_one_execution_runs(
    an: Phone, aws: Cloud, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    place, calls = 0, 1
    while place < calls:
        empty(aws)
        lamp = a_sent_report(Phone.of_citizen("an"))
        ensure(lamp)
        executions()[0].stop(stop_date=datetime.now(UTC), error="", cause="")

        with losing(monkeypatch, place, before) as made:
            try_until_it_works(lambda lamp=lamp: ensure(lamp))

        assert running() == [f"{lamp}-2"], made[place]
        place, calls = place + 1, len(made)
    assert calls >= 4


@pytest.mark.parametrize("before", [False, True], ids=["answer lost", "call lost"])
def test_whichever_call_of_an_act_is_lost_it_is_done_once(
    aws: Cloud, time: Clockwork, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    from chalicelib.feedback.timekeeping import workflow

    place, calls = 0, 1
    while place < calls:
        empty(aws)
        lamp = a_sent_report(Phone.of_citizen("an"))
        given = {"task": "act", "state": "Assign", "report_id": lamp, "run": 0, "level": 0}

        with losing(monkeypatch, place, before) as made:
            try_until_it_works(lambda given=given: workflow.report_keeper(given, None))

        kinds = sorted(row["event_type"]["S"] for row in aws.items("timeline"))
        assert kinds == ["assign", "submit"], made[place]
        place, calls = place + 1, len(made)
    assert calls >= 2


def test_of_two_keepers_at_once_one_writes(aws: Cloud, time: Clockwork, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.feedback.timekeeping import keeper

    lamp = a_sent_report(Phone.of_citizen("an"))
    real, nested = keeper._write, [True]

    def overtaken(head: Any, state: Any) -> None:
        if nested.pop() if nested else False:
            keeper.act(lamp, 0, state.name, state.level)
        real(head, state)

    monkeypatch.setattr(keeper, "_write", overtaken)
    keeper.act(lamp, 0, "Assign", 0)
    time.traveller.shift(timedelta(hours=30))
    nested.append(True)
    keeper.act(lamp, 0, "Escalate", 1)

    kinds = sorted(row["event_type"]["S"] for row in aws.items("timeline"))
    assert kinds == ["assign", "escalate", "submit"]


def test_an_act_that_is_not_due_any_more_is_left(aws: Cloud, time: Clockwork) -> None:
    from chalicelib.feedback.timekeeping import keeper

    lamp = a_sent_report(Phone.of_citizen("an"))
    keeper.act(lamp, 0, "Escalate", 1)
    keeper.act("HCM-000000000", 0, "Assign", 0)

    assert [row["event_type"]["S"] for row in aws.items("timeline")] == ["submit"]


def test_what_happens_between_look_and_wait_wakes_the_clock_at_once(aws: Cloud, time: Clockwork) -> None:
    from chalicelib.feedback.timekeeping import keeper

    lamp = a_sent_report(Phone.of_citizen("an"))
    time.settle()
    seen = keeper.look(lamp, 1)
    act(handler(), lamp, "accept")
    name = f"{lamp}-1"
    keeper.wait(lamp, 1, "AwaitBody", seen["seen"], seen["until"], time.waiting[name].token)

    assert name not in time.waiting


def test_a_clock_whose_run_is_over_ends_as_superseded(aws: Cloud, time: Clockwork) -> None:
    from chalicelib.feedback.timekeeping import keeper

    lamp = a_sent_report(Phone.of_citizen("an"))
    time.settle()
    time.kill()
    ensure(lamp)

    assert keeper.look(lamp, 1)["state"] == "Superseded"
    assert keeper.look("HCM-000000000", 1)["state"] == "Gone"


def test_the_reconciler_asks_nothing_of_those_that_run(aws: Cloud, time: Clockwork) -> None:
    from chalicelib.feedback.timekeeping import workflow
    from chalicelib.shared import city

    sent = [a_sent_report(Phone.of_citizen("an")) for _ in range(30)]
    time.settle()
    time.told()
    [executions()[place].stop(stop_date=datetime.now(UTC), error="", cause="") for place in range(3)]
    aws.calls.clear()

    found = workflow.workflow_reconciler({}, None)

    assert found == {"live": len(sent), "restored": 3, "left": False}
    assert aws.calls.count("ListExecutions") == 1
    assert aws.calls.count("Query") == 2 * len(city.body_ids())
    assert [aws.calls.count(name) for name in ("GetItem", "DescribeExecution", "UpdateItem", "StartExecution")] == [
        3
    ] * 4


def test_a_reconciler_whose_time_is_up_says_so_and_the_next_goes_on(aws: Cloud, time: Clockwork) -> None:
    from chalicelib.feedback.timekeeping import reconciling

    a_sent_report(Phone.of_citizen("an"))
    now = datetime.now(UTC)

    assert reconciling.reconcile(now) == {"live": 0, "restored": 0, "left": True}
    assert reconciling.reconcile(now + timedelta(minutes=1)) == {"live": 1, "restored": 1, "left": False}
