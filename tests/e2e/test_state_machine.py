"""The very definition of the state machine walks as it should on the embedded AWS, asking a stand-in of its keeper."""

import io
import json
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from infra.packaging import workflows

if TYPE_CHECKING:
    from tests.e2e.conftest import RunningCity

DEFINITION = workflows.definition("reports")
STATES = DEFINITION["States"]
WAITS = [name for name, state in STATES.items() if state.get("Resource", "").endswith(".waitForTaskToken")]
ACTS = [name for name, state in STATES.items() if state["Type"] == "Task" and name not in {*WAITS, "Look"}]
ENDS = [name for name, state in STATES.items() if state["Type"] == "Succeed"]
TRUST = {
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"}]
}


@dataclass(frozen=True)
class Machine:
    """A state machine of the definition, whose keeper reads a script."""

    city: "RunningCity"
    arn: str
    folder: Path

    @property
    def states(self) -> Any:
        return self.city.client("stepfunctions")

    def start(self, name: str, *states: dict[str, Any], failures: int = 0) -> str:
        """Start an execution whose keeper says these states one after the other; return its ARN."""
        folder = self.folder / name
        folder.mkdir()
        (folder / "script").write_text(json.dumps({"states": states, "failures": failures}), "utf-8")
        given = json.dumps({"report_id": str(folder), "run": 1})
        return str(self.states.start_execution(stateMachineArn=self.arn, name=name, input=given)["executionArn"])

    def asked(self, name: str) -> list[dict[str, Any]]:
        """Return what the keeper was asked."""
        noted = self.folder / name / "asked"
        return [json.loads(line) for line in noted.read_text("utf-8").splitlines()] if noted.exists() else []

    def waits(self, name: str) -> list[dict[str, Any]]:
        """Return the waits that have begun."""
        return [event for event in self.asked(name) if event["task"] == "wait"]

    def ended(self, execution: str) -> dict[str, Any]:
        """Wait for the end of an execution; return what is told of it."""
        until(lambda: self.states.describe_execution(executionArn=execution)["status"] != "RUNNING")
        found: dict[str, Any] = self.states.describe_execution(executionArn=execution)
        return found

    def events(self, execution: str) -> list[dict[str, Any]]:
        """Return an execution's history."""
        found: list[dict[str, Any]] = self.states.get_execution_history(executionArn=execution, maxResults=1000)[
            "events"
        ]
        return found

    def walked(self, execution: str) -> list[str]:
        """Return the states that an execution has entered."""
        entered = (event.get("stateEnteredEventDetails") for event in self.events(execution))
        return [each["name"] for each in entered if each]


def until(reached: Callable[[], Any], seconds: float = 20) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, "what was waited for did not happen"
        time.sleep(0.05)


def role_of(city: "RunningCity", name: str, allowed: list[dict[str, Any]]) -> str:
    """Return the ARN of a new role."""
    iam = city.client("iam")
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]
    iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=json.dumps({"Statement": allowed}))
    return str(made["Arn"])


def machine_of(city: "RunningCity", name: str, definition: Any, role: str) -> str:
    """Return the ARN of a new state machine."""
    made = city.client("stepfunctions").create_state_machine(name=name, definition=json.dumps(definition), roleArn=role)
    return str(made["stateMachineArn"])


@pytest.fixture(scope="module")
def keeper(city: "RunningCity") -> Iterator[str]:
    """The function that stands in for the keeper; its ARN."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(Path(__file__).with_name("scripted_keeper.py"), "scripted_keeper.py")
    lambdas = city.client("lambda")
    like = lambdas.get_function_configuration(FunctionName="city-local-platform")
    made = lambdas.create_function(
        FunctionName="scripted-keeper", Role=like["Role"], Runtime=like["Runtime"], Timeout=20,
        Handler="scripted_keeper.handler", Code={"ZipFile": packed.getvalue()},
    )  # fmt: skip
    yield made["FunctionArn"]
    lambdas.delete_function(FunctionName="scripted-keeper")


@pytest.fixture(scope="module")
def machine(city: "RunningCity", keeper: str, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A state machine of the definition that asks the stand-in."""
    allowed = [{"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": keeper}]
    definition = json.loads(json.dumps(DEFINITION).replace("${ReportKeeper}", keeper))
    arn = machine_of(city, "scripted", definition, role_of(city, "scripted", allowed))
    return Machine(city, arn, tmp_path_factory.mktemp("scripts"))


def test_every_act_is_asked_for_and_looked_after(machine: Machine) -> None:
    execution = machine.start("acts", *({"state": name, "level": 2} for name in ACTS), {"state": "Closed"})

    assert machine.ended(execution)["status"] == "SUCCEEDED"
    looks = [[name, "Look", "Where"] for name in ACTS]
    assert machine.walked(execution) == ["Look", "Where", *(step for turn in looks for step in turn), "Closed"]
    acts = [event for event in machine.asked("acts") if event["task"] == "act"]
    assert [(event["state"], event["level"], event["run"]) for event in acts] == [(name, 2, 1) for name in ACTS]


def test_every_wait_ends_by_itself_when_its_time_is_over(machine: Machine) -> None:
    started = {
        name: machine.start(f"over-{name}", {"state": name, "wait_seconds": 1, "until": "soon"}, {"state": "Closed"})
        for name in WAITS
    }

    for name, execution in started.items():
        assert machine.ended(execution)["status"] == "SUCCEEDED"
        assert machine.walked(execution) == ["Look", "Where", name, "Look", "Where", "Closed"]
        [wait] = machine.waits(f"over-{name}")
        assert (wait["state"], wait["seen"], wait["until"], wait["run"]) == (name, "e1", "soon", 1)


def test_a_token_that_is_sent_back_ends_a_wait_at_once(machine: Machine) -> None:
    execution = machine.start("woken", {"state": "AtWork", "wait_seconds": 86400}, {"state": "Closed"})
    until(lambda: machine.waits("woken"))

    machine.states.send_task_success(taskToken=machine.waits("woken")[0]["token"], output='{"event_id": "e2"}')

    assert json.loads(machine.ended(execution)["output"])["now"]["state"] == "Closed"


def test_a_token_serves_once(machine: Machine) -> None:
    execution = machine.start("once", {"state": "AtWork", "wait_seconds": 86400}, {"state": "Closed"})
    until(lambda: machine.waits("once"))
    token = machine.waits("once")[0]["token"]
    machine.states.send_task_success(taskToken=token, output="{}")
    machine.ended(execution)

    with pytest.raises(machine.states.exceptions.TaskDoesNotExist):
        machine.states.send_task_success(taskToken=token, output="{}")


def test_a_wait_whose_function_fails_is_tried_again(machine: Machine) -> None:
    execution = machine.start("again", {"state": "Planned", "wait_seconds": 1}, {"state": "Closed"}, failures=1)

    assert machine.ended(execution)["status"] == "SUCCEEDED"
    assert len(machine.waits("again")) == 2


@pytest.mark.parametrize("name", ENDS)
def test_an_end_is_an_end(machine: Machine, name: str) -> None:
    execution = machine.start(f"end-{name}", {"state": name})

    assert machine.ended(execution)["status"] == "SUCCEEDED"
    assert machine.walked(execution) == ["Look", "Where", name]


def test_a_state_that_the_machine_does_not_have_is_a_failure(machine: Machine) -> None:
    ended = machine.ended(machine.start("unknown", {"state": "Asleep"}))

    assert (ended["status"], ended["error"]) == ("FAILED", "UnknownState")


def test_an_execution_that_is_stopped_says_nothing_more_and_its_token_serves_nobody(machine: Machine) -> None:
    execution = machine.start("stopped", {"state": "Triage", "wait_seconds": 86400})
    until(lambda: machine.waits("stopped"))

    machine.states.stop_execution(executionArn=execution)

    token = machine.waits("stopped")[0]["token"]
    until(lambda: refused(machine, token))
    assert machine.events(execution)[-1]["type"] == "ExecutionAborted"
    assert machine.ended(execution)["status"] == "ABORTED"


def refused(machine: Machine, token: str) -> bool:
    try:
        machine.states.send_task_success(taskToken=token, output="{}")
    except machine.states.exceptions.TaskDoesNotExist:
        return True
    return False


@pytest.mark.long
def test_hundreds_wait_at_once_and_the_city_answers_and_saves_all_the_same(machine: Machine) -> None:
    count = 500
    started = [machine.start(f"many-{number}", {"state": "AtWork", "wait_seconds": 86400}, {"state": "Closed"})
               for number in range(count)]  # fmt: skip
    until(lambda: all(machine.waits(f"many-{number}") for number in range(count)), 180)

    began = time.monotonic()
    machine.city.now.checkpoint()
    assert machine.city.ask("GET", "/v1/health-check").status == 200
    assert time.monotonic() - began < 10
    for number in range(count):
        machine.states.send_task_success(taskToken=machine.waits(f"many-{number}")[0]["token"], output="{}")
    assert {machine.ended(execution)["status"] for execution in started} == {"SUCCEEDED"}


def test_a_name_is_used_once(machine: Machine) -> None:
    machine.ended(machine.start("twice", {"state": "Gone"}))

    with pytest.raises(machine.states.exceptions.ExecutionAlreadyExists):
        machine.states.start_execution(stateMachineArn=machine.arn, name="twice", input="{}")


def test_a_machine_may_call_only_what_its_role_allows(city: "RunningCity", keeper: str) -> None:
    task = {"FunctionName": keeper, "Payload": {}}
    call = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": task, "End": True}
    role = role_of(city, "powerless", [{"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "arn:other"}])
    arn = machine_of(city, "powerless", {"StartAt": "Call", "States": {"Call": call}}, role)
    states = city.client("stepfunctions")
    execution = states.start_execution(stateMachineArn=arn)["executionArn"]

    until(lambda: states.describe_execution(executionArn=execution)["status"] == "FAILED")

    assert states.describe_execution(executionArn=execution)["error"] == "Lambda.AWSLambdaException"
