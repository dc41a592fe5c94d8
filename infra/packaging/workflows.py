"""State machines: the stack that makes them from their definitions, and what functions may do with them."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from infra.packaging import documents
from infra.packaging.documents import merged, pascal
from infra.packaging.names import physical_name

_FOLDER = documents.INFRA / "workflows"
_ENDING = ".asl.yaml"
# A function that a definition calls, `${ReportKeeper}`, which is report-keeper in grants.yaml.
_CALLED = re.compile(r"\$\{(\w+)\}")
# Actions by what IAM asks them for. It asks SendTaskSuccess for the machine whose token is sent back.
_ON_MACHINE = ("StartExecution", "ListExecutions", "SendTaskSuccess")
_ON_EXECUTIONS = ("DescribeExecution", "StopExecution")
ACTIONS = (*_ON_MACHINE, *_ON_EXECUTIONS)

# Actions by the name of the state machine that they are granted on.
Workflows = Mapping[str, tuple[str, ...]]


def names() -> list[str]:
    """Return the names of the state machines, one for each definition."""
    return sorted(path.name.removesuffix(_ENDING) for path in _FOLDER.glob(f"*{_ENDING}"))


def definition(name: str) -> dict[str, Any]:
    """Return a state machine's definition in Amazon's States Language, the functions it calls as placeholders."""
    return documents.read(f"workflows/{name}{_ENDING}")


def functions_called(described: Mapping[str, Any]) -> list[str]:
    """Return the functions that a definition calls, by their names in grants.yaml."""
    return sorted({_kebab(found) for found in _CALLED.findall(documents.minified(described))})


def workflows_template(overlay: Mapping[str, Any]) -> dict[str, Any]:
    """Return the workflows stack with every state machine in it."""
    resources: dict[str, Any] = {}
    for name in names():
        resources |= _machine(name, definition(name), overlay)
    outputs = {
        _parameter(name): {"Description": f"ARN of the state machine {name}", "Value": {"Ref": _logical_id(name)}}
        for name in names()
    }
    kept = {key: value for key, value in overlay.items() if not key.startswith("x-")}
    return {**kept, "Resources": resources, "Outputs": outputs}


def _machine(name: str, described: Mapping[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    machine, called = _logical_id(name), functions_called(described)
    own = {
        "StateMachineName": physical_name(name),
        "DefinitionString": documents.minified(described),
        "DefinitionSubstitutions": {pascal(function): _function_arn(function) for function in called},
        "RoleArn": {"Fn::GetAtt": [f"{machine}Role", "Arn"]},
        "LoggingConfiguration": {
            "Destinations": [{"CloudWatchLogsLogGroup": {"LogGroupArn": {"Fn::GetAtt": [f"{machine}Logs", "Arn"]}}}]
        },
    }
    return {
        f"{machine}Logs": _log_group(name),
        f"{machine}Role": _role([_calling(called), *overlay["x-role"]]),
        machine: {"Type": "AWS::StepFunctions::StateMachine", "Properties": merged(overlay["x-machine"], own)},
    }


def machine_arn(name: str) -> dict[str, str]:
    """Return the ARN of a state machine, for stacks that do not depend on its own."""
    arn = "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:city-${Stage}-"
    return {"Fn::Sub": arn + name}


def _log_group(name: str) -> dict[str, Any]:
    # Under this prefix log groups share one resource policy, of which an account may have only ten.
    return {
        "Type": "AWS::Logs::LogGroup",
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Properties": {
            "LogGroupName": {"Fn::Sub": f"/aws/vendedlogs/states/city-${{Stage}}-{name}"},
            "RetentionInDays": {"Ref": "LogRetentionDays"},
        },
    }


def _role(allowed: list[dict[str, Any]]) -> dict[str, Any]:
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "states.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}},
    }
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
            "Policies": [
                {"PolicyName": "grants", "PolicyDocument": {"Version": "2012-10-17", "Statement": allowed}},
            ],
        },
    }


def _calling(functions: list[str]) -> dict[str, Any]:
    arns = [_function_arn(function) for function in functions]
    return {"Sid": "Functions", "Effect": "Allow", "Action": ["lambda:InvokeFunction"], "Resource": arns}


def _function_arn(function: str) -> dict[str, str]:
    arn = "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:city-${Stage}-"
    return {"Fn::Sub": arn + function}


def read_workflows(function: str, given: Mapping[str, Iterable[str]]) -> Workflows:
    """Return what a function may do with state machines; raise ValueError for an action that no function gets."""
    for name, actions in given.items():
        if refused := set(actions) - set(ACTIONS):
            raise ValueError(f"grants.yaml: {function} asks for {sorted(refused)} on the state machine {name}")
    return {name: tuple(actions) for name, actions in given.items()}


def parameters(granted: Iterable[str]) -> dict[str, str]:
    """Return the template parameters that name the state machines, each with what it is."""
    return {_parameter(name): f"ARN of the state machine {name}" for name in sorted(granted)}


def environment(granted: Iterable[str]) -> dict[str, Any]:
    """Return the variables that tell a function its state machines."""
    return {f"WORKFLOW_{name.replace('-', '_').upper()}": {"Ref": _parameter(name)} for name in granted}


def statements(granted: Workflows) -> list[dict[str, Any]]:
    """Return the statements of a role for its state machines and for their executions."""
    result = []
    for name, actions in granted.items():
        executions = "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:city-${Stage}-"
        for known, sid, resource in (
            (_ON_MACHINE, f"Workflow{pascal(name)}", {"Ref": _parameter(name)}),
            (_ON_EXECUTIONS, f"ExecutionsOf{pascal(name)}", {"Fn::Sub": f"{executions}{name}:*"}),
        ):
            if asked := [f"states:{action}" for action in actions if action in known]:
                result.append({"Sid": sid, "Effect": "Allow", "Action": asked, "Resource": resource})
    return result


def _logical_id(name: str) -> str:
    return f"{pascal(name)}Workflow"


def _parameter(name: str) -> str:
    return f"Workflow{pascal(name)}"


def _kebab(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
