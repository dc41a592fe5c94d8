"""Clocks that were killed come back: each report in its state, with its deadline, and one execution."""

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e import clocks
from tests.e2e.clocks import act, forwarded, say, stands, until, wait_for

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


def test_the_console_shows_each_report_in_the_state_of_its_status(city: "RunningCity", reports: dict[str, str]) -> None:
    for state, report_id in reports.items():
        wait_for(city, report_id, state)

        status = "RUNNING" if state in LIVING else "SUCCEEDED"
        until(lambda it=report_id, wanted=status: clocks.execution(city, it)["status"] == wanted)


def test_killed_executions_come_back_in_their_states_with_their_deadlines(
    city: "RunningCity", reports: dict[str, str]
) -> None:
    before = {state: wait_for(city, reports[state], state) for state in LIVING}
    kill_all(city)
    city.stop()

    said = city.start()

    assert "of their clocks were set going again." in said
    assert {state: stands(city, reports[state])[1:] for state in LIVING} == before
    assert {state: stands(city, reports[state])[0] for state in LIVING} == {state: state for state in LIVING}
    assert runs_of(city, reports) == {report_id: 1 for state, report_id in reports.items() if state in LIVING}


def test_executions_that_a_restart_has_ended_come_back_too(city: "RunningCity", reports: dict[str, str]) -> None:
    before = {state: clocks.head(city, reports[state])["run"] for state in LIVING}

    city.restart()

    after = {state: clocks.head(city, reports[state])["run"] for state in LIVING}
    assert after == {state: str(int(run) + 1) for state, run in before.items()}
    assert {state: stands(city, reports[state])[0] for state in LIVING} == {state: state for state in LIVING}


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
