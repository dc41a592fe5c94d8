"""Step Functions' part in memory: executions walk through the very definition's states and call the keeper in each.

moto keeps the executions: started, described, listed and stopped. Here they look, act and wait as
infra/workflows/reports.asl.yaml says, while a test moves the time.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import time_machine
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.exceptions import AWSError
from moto.stepfunctions.models import StepFunctionBackend, stepfunctions_backends

from infra.packaging import workflows
from tests.cloud import REGION
from tests.following import Lambda, Lost

# How often a state tries its function again; the definition's own number is larger and takes hours.
_TRIES = 5


def executions_of(machine: str) -> list[Any]:
    """Return every execution of a state machine that was ever started."""
    every = stepfunctions_backends[DEFAULT_ACCOUNT_ID][REGION].state_machines
    [found] = [each for each in every if each.name == f"city-test-{machine}"]
    return list(found.executions)


class TaskTimedOut(AWSError):
    """What AWS says to a token whose task is over."""

    TYPE = "TaskTimedOut"
    STATUS = 400


@dataclass
class Waiting:
    """An execution in a state that waits for a token."""

    state: str
    token: str
    until: datetime


@dataclass
class Clockwork:
    """Runs executions, keeps the time and calls the functions that AWS calls by then."""

    lambda_: Lambda
    traveller: Any
    states: dict[str, list[str]] = field(default_factory=dict)
    waiting: dict[str, Waiting] = field(default_factory=dict)
    _tokens: Iterator[int] = field(default_factory=count)

    def settle(self) -> None:
        """Let everything happen that needs no time: events are told, executions go as far as they can."""
        while True:
            if self.lambda_.waiting():
                self.lambda_.stream()
            self.told()
            ready = [each for each in self._running() if each.name not in self.waiting]
            if not ready:
                return
            for each in ready:
                self._walk(each)

    def told(self) -> None:
        """Give the workflow's follower her messages."""
        self.lambda_.queue("workflow")

    def pass_(self, **time: float) -> None:
        """Let time pass, and in it all that falls due."""
        self.settle()
        end = datetime.now(UTC) + timedelta(**time)
        while due := [each for each in self.waiting.values() if each.until <= end]:
            self.traveller.move_to(max(datetime.now(UTC), min(each.until for each in due)), tick=False)
            self._time_out()
            self.settle()
        self.traveller.move_to(end, tick=False)

    def kill(self) -> None:
        """End every execution, as somebody in the console might."""
        for each in self._running():
            each.stop(stop_date=datetime.now(UTC), error="", cause="")
            self.waiting.pop(each.name, None)

    def stands(self, report_id: str) -> list[str]:
        """Return in which states the executions of a report wait that run."""
        return [self.waiting[each.name].state for each in self._running() if each.name.startswith(f"{report_id}-")]

    def send_task_success(self, token: str) -> None:
        """Let the execution go on that waits with this token."""
        name = next((name for name, each in self.waiting.items() if each.token == token), None)
        if name is None:
            raise TaskTimedOut("Task Timed Out: 'Provided task does not exist anymore'")
        del self.waiting[name]

    def _time_out(self) -> None:
        for name, each in list(self.waiting.items()):
            if each.until <= datetime.now(UTC):
                del self.waiting[name]

    def _running(self) -> list[Any]:
        return [each for each in executions_of("reports") if each.status == "RUNNING"]

    def _walk(self, execution: Any) -> None:
        states, given = workflows.definition("reports")["States"], json.loads(execution.execution_input)
        while True:
            now = self._keeper({"task": "look", **given})
            state = states[now["state"]]
            self.states.setdefault(given["report_id"], []).append(now["state"])
            if state["Type"] == "Succeed":
                execution.status = "SUCCEEDED"
                return
            if state["Resource"].endswith(".waitForTaskToken"):
                if self._wait(execution.name, given, now):
                    return
            else:
                self._keeper({"task": "act", "state": now["state"], "level": now["level"], **given})

    def _wait(self, name: str, given: dict[str, Any], now: dict[str, Any]) -> bool:
        token = f"token-{next(self._tokens)}"
        until = datetime.now(UTC) + timedelta(seconds=now["wait_seconds"])
        self.waiting[name] = Waiting(now["state"], token, until)
        kept = {key: now[key] for key in ("state", "seen", "until")}
        self._keeper({"task": "wait", "token": token, **kept, **given})
        return name in self.waiting

    def _keeper(self, payload: dict[str, Any]) -> dict[str, Any]:
        from chalicelib.feedback.timekeeping import workflow

        for _ in range(_TRIES):
            try:
                return dict(workflow.report_keeper(json.loads(json.dumps(payload)), None))
            except Exception as error:
                problem = error
        raise Lost(repr(problem)) from problem


@contextmanager
def clockwork(lambda_: Lambda, start: datetime, monkeypatch: Any) -> Iterator[Clockwork]:
    """Begin at a moment; the time then stands still until the clockwork moves it."""
    with time_machine.travel(start, tick=False) as traveller, monkeypatch.context() as patching:
        made = Clockwork(lambda_, traveller)
        patching.setattr(
            StepFunctionBackend, "send_task_success", lambda _self, token, _outcome: made.send_task_success(token)
        )
        yield made
