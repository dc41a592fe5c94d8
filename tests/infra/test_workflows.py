"""State machines are built from their definitions, may call what these name and no more, and are whole."""

import json
import re
from typing import Any

import pytest

from chalicelib.feedback import rules
from infra import build
from infra.packaging import documents, workflows
from infra.packaging.grants import Grant, environment, read_grants, statements
from tests.infra.test_functions import statements as of_role

MACHINES = workflows.names()
BLOCK = {"memory": 512, "timeout": 10}
KINDS = ("Task", "Choice")


@pytest.fixture(scope="module")
def stack(templates: dict[str, Any]) -> dict[str, Any]:
    """The workflows stack."""
    template: dict[str, Any] = templates["workflows"]
    return template


def machine_of(stack: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the properties of a state machine."""
    properties: dict[str, Any] = stack["Resources"][stack["Outputs"][f"Workflow{name.title()}"]["Value"]["Ref"]]
    return dict(properties["Properties"])


def followers(state: dict[str, Any]) -> set[str]:
    """Return the states that may come after one."""
    beside = [*state.get("Choices", []), *state.get("Catch", [])]
    named = [state.get("Next"), state.get("Default"), *(one["Next"] for one in beside)]
    return {str(name) for name in named if name}


def test_the_machine_of_reports_is_there() -> None:
    assert "reports" in MACHINES


@pytest.mark.parametrize("name", MACHINES)
def test_every_state_is_reached_and_leads_to_a_state(name: str) -> None:
    described = workflows.definition(name)
    reached, waiting = set[str](), {described["StartAt"]}
    while waiting:
        reached |= waiting
        waiting = set().union(*(followers(described["States"][each]) for each in waiting)) - reached

    assert reached == set(described["States"])


@pytest.mark.parametrize("name", MACHINES)
def test_a_machine_is_built_from_its_definition_word_by_word(stack: dict[str, Any], name: str) -> None:
    machine = machine_of(stack, name)

    assert json.loads(machine["DefinitionString"]) == workflows.definition(name)
    assert set(re.findall(r"\$\{(\w+)\}", machine["DefinitionString"])) == set(machine["DefinitionSubstitutions"])
    assert machine["StateMachineName"] == {"Fn::Sub": f"city-${{Stage}}-{name}"}


@pytest.mark.parametrize("name", MACHINES)
def test_a_machine_is_of_the_kind_that_lives_long_and_is_traced(stack: dict[str, Any], name: str) -> None:
    machine = machine_of(stack, name)

    assert machine["StateMachineType"] == "STANDARD"
    assert machine["TracingConfiguration"] == {"Enabled": True}


@pytest.mark.parametrize("name", MACHINES)
def test_a_machine_logs_its_failures_without_what_went_through_it(stack: dict[str, Any], name: str) -> None:
    logging = machine_of(stack, name)["LoggingConfiguration"]
    [destination] = logging["Destinations"]
    logs = stack["Resources"][destination["CloudWatchLogsLogGroup"]["LogGroupArn"]["Fn::GetAtt"][0]]["Properties"]

    assert (logging["Level"], logging["IncludeExecutionData"]) == ("ERROR", False)
    assert logs["RetentionInDays"] == {"Ref": "LogRetentionDays"}


@pytest.mark.parametrize("name", MACHINES)
def test_a_machine_may_call_the_functions_of_its_definition_alone(stack: dict[str, Any], name: str) -> None:
    role = machine_of(stack, name)["RoleArn"]["Fn::GetAtt"][0]
    called = [one for one in of_role(stack["Resources"], role) if one["Action"] == ["lambda:InvokeFunction"]]

    [calling] = called
    assert [arn["Fn::Sub"].partition(":function:")[2] for arn in calling["Resource"]] == [
        f"city-${{Stage}}-{function}" for function in workflows.functions_called(workflows.definition(name))
    ]
    unbounded = {
        action for one in of_role(stack["Resources"], role) if one["Resource"] == "*" for action in one["Action"]
    }
    assert {action.partition(":")[0] for action in unbounded} == {"logs", "xray"}


@pytest.mark.parametrize("name", MACHINES)
def test_only_step_functions_in_this_account_takes_a_machines_role(stack: dict[str, Any], name: str) -> None:
    role = machine_of(stack, name)["RoleArn"]["Fn::GetAtt"][0]
    [trusted] = stack["Resources"][role]["Properties"]["AssumeRolePolicyDocument"]["Statement"]

    assert trusted["Principal"] == {"Service": "states.amazonaws.com"}
    assert trusted["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def test_machines_are_there_before_the_functions_that_start_them() -> None:
    assert build.STACKS.index("workflows") < build.STACKS.index("api")


def test_a_function_gets_the_machine_and_its_executions_as_it_asked() -> None:
    asked = {"reports": ["StartExecution", "DescribeExecution"]}
    grant = read_grants({"functions": {"map": {**BLOCK, "workflows": asked}}})["map"]

    on_machine, on_executions = statements(grant)
    assert on_machine["Action"] == ["states:StartExecution"]
    assert on_machine["Resource"] == {"Ref": "WorkflowReports"}
    assert on_executions["Action"] == ["states:DescribeExecution"]
    assert on_executions["Resource"]["Fn::Sub"].endswith(":execution:city-${Stage}-reports:*")
    assert environment(grant)["WORKFLOW_REPORTS"] == {"Ref": "WorkflowReports"}


@pytest.mark.parametrize("action", ["DeleteStateMachine", "*", "UpdateStateMachine"])
def test_no_function_may_change_a_machine(action: str) -> None:
    block = {**BLOCK, "workflows": {"reports": [action]}}

    with pytest.raises(ValueError, match="on the state machine reports"):
        read_grants({"functions": {"map": block}})


def test_every_machine_that_is_granted_is_made(templates: dict[str, Any], grants: dict[str, Grant]) -> None:
    granted = {name for grant in grants.values() for name in grant.workflows}

    assert granted <= set(MACHINES)
    assert {f"Workflow{name.title()}" for name in MACHINES} == set(templates["workflows"]["Outputs"])


@pytest.mark.parametrize("name", MACHINES)
def test_a_machine_that_fails_is_noticed(templates: dict[str, Any], name: str) -> None:
    alarms = [body["Properties"] for body in templates["operations"]["Resources"].values()]
    watching = [one for one in alarms if one.get("Namespace") == "AWS/States"]
    own = [one for one in watching if one["Dimensions"][0]["Value"]["Fn::Sub"].endswith(f":city-${{Stage}}-{name}")]

    assert {one["MetricName"] for one in own} == {"ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"}
    assert {one["Dimensions"][0]["Name"] for one in own} == {"StateMachineArn"}


def test_it_is_noticed_when_functions_cannot_take_a_published_version(templates: dict[str, Any]) -> None:
    alarm = templates["operations"]["Resources"]["DatasetsNotRenewed"]["Properties"]

    assert alarm["Metrics"][0]["Expression"] == (
        'SELECT SUM(DatasetNotRenewed) FROM SCHEMA("CongDanSo", kind, service)'
    )
    assert alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}]


@pytest.mark.parametrize("name", MACHINES)
def test_the_linter_reads_a_definition(tmp_path: Any, stack: dict[str, Any], name: str) -> None:
    broken = json.loads(documents.minified(stack))
    machine = broken["Resources"][broken["Outputs"][f"Workflow{name.title()}"]["Value"]["Ref"]]["Properties"]
    wrong = workflows.definition(name)
    first, choice = (next(each for each in wrong["States"].values() if each["Type"] == kind) for kind in KINDS)
    first["Next"], choice["Type"] = "Nowhere", "Chioce"
    machine["DefinitionString"] = documents.minified(wrong)

    assert findings(tmp_path / "whole.json", stack) == set()
    assert findings(tmp_path / "broken.json", broken) >= {"E3601"}


def findings(path: Any, template: dict[str, Any]) -> set[str]:
    """Return the rules that a template breaks, as `make check` finds them."""
    # Loading the linter takes seconds, which no other test should wait for.
    from cfnlint import core, decode
    from cfnlint.config import ConfigMixIn, ManualArgs

    path.write_text(documents.minified(template), "utf-8")
    decoded, problems = decode.decode(str(path))
    assert not problems
    config = ConfigMixIn(**ManualArgs(regions=["ap-southeast-1"]))
    return {
        match.rule.id for match in core.run_checks(str(path), decoded, core.get_rules([], [], ["E"]), config.regions)
    }


def test_the_machine_of_reports_has_the_states_that_the_rules_can_name() -> None:
    named = {*rules.ACTS, *rules.WAITS.values(), *rules.ENDS.values(), rules.SUPERSEDED, rules.GONE}

    assert set(workflows.definition("reports")["States"]) == named | {"Look", "Where", "Unknown"}


def test_whom_a_machine_calls_is_a_function_of_this_city(grants: dict[str, Grant]) -> None:
    for name in MACHINES:
        described = workflows.definition(name)
        assert set(workflows.functions_called(described)) <= grants.keys()
        for state in described["States"].values():
            if state["Type"] == "Task" and "TimeoutSeconds" in state:
                [function] = workflows.functions_called({"States": {"one": state}})
                # Whoever gives up on a function that still runs would have it do things twice at once.
                assert grants[function].timeout < state["TimeoutSeconds"]
