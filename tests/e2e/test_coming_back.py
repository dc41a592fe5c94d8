"""What a city has comes back after a crash and after a stop: reports, clocks, and what its stream has forgotten."""

import json
import os
import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e import clocks
from tests.e2e.clocks import act, forwarded, say, stands, until, wait_for
from tests.e2e.test_city import as_sent, submit
from tests.e2e.test_following import sweep_now, turn_dispatcher, wait_until_all_are_counted, waiting

if TYPE_CHECKING:
    from tests.e2e.conftest import RunningCity

CATEGORY, BODY = "idea_digital", "tt-chuyen-doi-so"
TEXT = {"public_text": "Đã xem."}
REASON = {"reason": "Có lý do."}
# How a report comes to each state of its clock: what its body, the desk and its sender do one after the other.
WAYS: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
    "AwaitBody": [],
    "Triage": [("handler", "return", REASON)],
    "AtWork": [("handler", "accept", {})],
    "Planned": [("handler", "plan", {"promised_at": "2027-03-01T03:00:00Z"})],
    "AwaitCitizen": [("handler", "ask_info", TEXT)],
    "AwaitOutside": [("handler", "accept", {}), ("handler", "wait_external", REASON)],
    "AwaitVerdict": [("handler", "accept", {}), ("handler", "resolve", TEXT)],
    "AwaitReopenDecision": [("handler", "accept", {}), ("handler", "resolve", TEXT), ("citizen", "reopening", REASON)],
    "Closed": [("handler", "accept", {}), ("handler", "resolve", TEXT), ("citizen", "rating", {"score": 5})],
    "Refused": [("handler", "refuse", REASON)],
}
LIVING = [state for state in WAYS if state not in ("Closed", "Refused")]


@dataclass
class Ending:
    """How a city stood when it ended, what it said when it came up again, and how many seconds that took."""

    report: dict[str, Any]
    clocks: dict[str, tuple[str | None, int]]
    runs: dict[str, int]
    base_url: str
    said: str = ""
    seconds: float = 0.0


@pytest.fixture(scope="module")
def reports(city: "RunningCity") -> dict[str, str]:
    """A report in each state."""
    made = {state: clocks.send(city, CATEGORY) for state in WAYS}
    tokens = {"handler": city.token("handler", BODY)}
    for report_id in made.values():
        wait_for(city, report_id, "AwaitBody")
    for state, steps in WAYS.items():
        for who, what, fields in steps:
            if who == "citizen":
                say(city, made[state], what, **fields)
            else:
                act(city, made[state], what, tokens[who], **fields)
    return made


@pytest.fixture(scope="module")
def crash(city: "RunningCity", reports: dict[str, str]) -> Ending:
    """A crash after a checkpoint, and before it every execution was stopped."""
    ending = ending_of(city, reports)
    kill_all(city)
    city.now.checkpoint()
    for process in city.now.processes():
        os.kill(process.pid, signal.SIGKILL)
    ending.said = city.start()
    return ending


@pytest.fixture(scope="module")
def restart(city: "RunningCity", reports: dict[str, str], crash: Ending) -> Ending:
    """A stop and a start, and before them three reports of which the stream has told nobody."""
    turn_dispatcher(city, on=False)
    for _ in range(3):
        submit(city)
    ending, started = ending_of(city, reports), time.monotonic()
    city.restart()
    ending.seconds = time.monotonic() - started
    turn_dispatcher(city, on=True)
    return ending


def ending_of(city: "RunningCity", reports: dict[str, str]) -> Ending:
    stood = {state: wait_for(city, reports[state], state) for state in LIVING}
    runs = {state: int(clocks.head(city, reports[state])["run"]) for state in LIVING}
    return Ending(submit(city), stood, runs, city.base_url)


def test_the_console_shows_each_report_in_the_state_of_its_status(city: "RunningCity", reports: dict[str, str]) -> None:
    for state, report_id in reports.items():
        wait_for(city, report_id, state)

        status = "RUNNING" if state in LIVING else "SUCCEEDED"
        until(lambda it=report_id, wanted=status: clocks.execution(city, it)["status"] == wanted)


def test_killed_executions_come_back_in_their_states_with_their_deadlines(
    city: "RunningCity", reports: dict[str, str], crash: Ending
) -> None:
    assert "of their clocks were set going again." in crash.said
    assert {state: stands(city, reports[state])[1:] for state in LIVING} == crash.clocks
    assert {state: stands(city, reports[state])[0] for state in LIVING} == {state: state for state in LIVING}
    assert runs_of(city, reports) == {report_id: 1 for state, report_id in reports.items() if state in LIVING}


def test_what_was_checkpointed_outlives_a_crash(city: "RunningCity", crash: Ending) -> None:
    read = city.ask("GET", f"/v1/feedback/reports/{crash.report['report_id']}", token=city.token())

    assert as_sent(read.json) == as_sent(crash.report)
    assert submit(city)["report_id"] != crash.report["report_id"]


def test_everything_outlives_a_restart(city: "RunningCity", restart: Ending) -> None:
    read = city.ask("GET", f"/v1/feedback/reports/{restart.report['report_id']}", token=city.token())

    assert restart.seconds < 30
    assert city.base_url == restart.base_url
    assert as_sent(read.json) == as_sent(restart.report)
    assert city.ask("GET", "/desk/v1/feedback/reports", token=city.token("operator")).status == 200


def test_executions_that_a_restart_has_ended_come_back_too(
    city: "RunningCity", reports: dict[str, str], restart: Ending
) -> None:
    assert {state: int(clocks.head(city, reports[state])["run"]) for state in LIVING} == {
        state: run + 1 for state, run in restart.runs.items()
    }
    assert {state: stands(city, reports[state])[0] for state in LIVING} == {state: state for state in LIVING}


def test_the_stream_goes_on_after_a_restart(city: "RunningCity", restart: Ending) -> None:
    report_id = submit(city)["report_id"]

    # Sooner than the sweeper would look at it.
    until(lambda: report_id not in {row["report_id"]["S"] for row in waiting(city)}, 25)


def test_what_the_stream_forgets_at_a_restart_is_followed_all_the_same(city: "RunningCity", restart: Ending) -> None:
    sweep_now(city)

    wait_until_all_are_counted(city)


def test_whom_all_clocks_run_for_the_reconciler_starts_nothing(city: "RunningCity", reports: dict[str, str]) -> None:
    reconcile(city)

    found = reconcile(city)

    assert (found["restored"], found["left"]) == (0, False)
    assert found["live"] >= len(LIVING)


def test_a_run_is_started_once(city: "RunningCity", reports: dict[str, str]) -> None:
    states, ended = city.client("stepfunctions"), clocks.execution(city, reports["Closed"])

    with pytest.raises(states.exceptions.ExecutionAlreadyExists):
        states.start_execution(
            stateMachineArn=city.outputs["WorkflowReports"], name=ended["name"], input='{"again": true}'
        )


def test_a_clock_that_came_back_still_hears_of_its_report(city: "RunningCity", reports: dict[str, str]) -> None:
    report_id = reports["AtWork"]

    act(city, report_id, "resolve", city.token("handler", BODY), **TEXT)

    wait_for(city, report_id, "AwaitVerdict")


def test_a_report_sent_now_has_a_clock_at_once(city: "RunningCity") -> None:
    assert runs_of(city, {"new": (report_id := forwarded(city, CATEGORY))}) == {report_id: 1}


def kill_all(city: "RunningCity") -> None:
    """Stop every execution, as by the console's button."""
    states = city.client("stepfunctions")
    arn = city.outputs["WorkflowReports"].replace(":stateMachine:", ":execution:")
    for name in clocks.running(city):
        states.stop_execution(executionArn=f"{arn}:{name}", cause="killed by a test")


def runs_of(city: "RunningCity", reports: dict[str, str]) -> dict[str, int]:
    """Return how many executions run for each of these reports, of those that have any."""
    whose = [name.rpartition("-")[0] for name in clocks.running(city)]
    return {report_id: whose.count(report_id) for report_id in reports.values() if report_id in whose}


def reconcile(city: "RunningCity") -> dict[str, Any]:
    """Call the reconciler as its schedule does."""
    answer = city.client("lambda").invoke(FunctionName="city-local-workflow-reconciler", Payload=b"{}")
    found: dict[str, Any] = json.loads(answer["Payload"].read())
    return found
