"""Where the clocks of a running city's reports stand, read as an officer on duty reads them: from Step Functions."""

import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.e2e.conftest import Answer, RunningCity

REPORTS = "/v1/feedback/reports"
DESK = "/desk/v1/feedback/reports"
_PASSING = ("Look", "Where", "Assign", "Remind", "Escalate", "TimeOut", "Close")


def until(reached: Callable[[], Any], seconds: float = 60) -> Any:
    """Wait until something holds; return it."""
    deadline = time.monotonic() + seconds
    while not (found := reached()):
        assert time.monotonic() < deadline, "what was waited for did not happen"
        time.sleep(0.1)
    return found


def head(city: "RunningCity", report_id: str) -> dict[str, Any]:
    """Return the texts and numbers of a report's head."""
    key = {"report_id": {"S": report_id}, "item": {"S": "head"}}
    item = city.client("dynamodb").get_item(TableName="city-local-reports", Key=key, ConsistentRead=True)["Item"]
    return {name: value.get("S", value.get("N")) for name, value in item.items()}


def happened(city: "RunningCity", report_id: str) -> list[str]:
    """Return what has happened to a report, oldest first; escalations with their level."""
    found = city.client("dynamodb").query(
        TableName="city-local-timeline", KeyConditionExpression="report_id = :it",
        ExpressionAttributeValues={":it": {"S": report_id}}, ConsistentRead=True,
    )["Items"]  # fmt: skip
    return [_word(event) for event in found]


def _word(event: dict[str, Any]) -> str:
    kind = str(event["event_type"]["S"])
    return f"{kind} {json.loads(event['detail']['S'])['level']}" if kind == "escalate" else kind


def execution(city: "RunningCity", report_id: str) -> dict[str, Any]:
    """Return the execution of a report's newest run."""
    arn = city.outputs["WorkflowReports"].replace(":stateMachine:", ":execution:")
    name = f"{report_id}-{head(city, report_id)['run']}"
    found: dict[str, Any] = city.client("stepfunctions").describe_execution(executionArn=f"{arn}:{name}")
    return found


def entered(city: "RunningCity", report_id: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the states that a report's newest run has entered, each with its input."""
    states, arn = city.client("stepfunctions"), execution(city, report_id)["executionArn"]
    events = states.get_execution_history(executionArn=arn, maxResults=1000)["events"]
    steps = (event["stateEnteredEventDetails"] for event in events if "stateEnteredEventDetails" in event)
    return [(step["name"], json.loads(step["input"])) for step in steps]


def stands(city: "RunningCity", report_id: str) -> tuple[str, str | None, int]:
    """Return the state in which a report's clock has come to rest, until when, and at which level."""

    def resting() -> tuple[str, dict[str, Any]] | None:
        steps = entered(city, report_id)
        return steps[-1] if steps and steps[-1][0] not in _PASSING else None

    name, given = until(resting)
    return name, given["now"]["until"], given["now"]["level"]


def wait_for(city: "RunningCity", report_id: str, state: str) -> tuple[str | None, int]:
    """Wait until a report's clock rests in a state; return until when, and at which level."""
    until(lambda: int(head(city, report_id)["run"]) and stands(city, report_id)[0] == state)
    return stands(city, report_id)[1:]


def running(city: "RunningCity") -> list[str]:
    """Return the names of all executions that run."""
    pages = city.client("stepfunctions").get_paginator("list_executions")
    found = pages.paginate(stateMachineArn=city.outputs["WorkflowReports"], statusFilter="RUNNING")
    return [each["name"] for page in found for each in page["executions"]]


def send(city: "RunningCity", category: str) -> str:
    """Return the id of a report just sent."""
    body = {
        "category_code": category,
        "description": "Đề nghị xem giúp việc này ở trước nhà số 12",
        "location": {"lat": 10.7757, "lon": 106.7004},
    }
    answer = city.ask("POST", REPORTS, body, token=city.token())
    assert answer.status == 201, answer.text
    return str(answer.json["report_id"])


def forwarded(city: "RunningCity", category: str) -> str:
    """Return the id of a report that its body has, and whose clock waits for it."""
    report_id = send(city, category)
    wait_for(city, report_id, "AwaitBody")
    return report_id


def act(city: "RunningCity", report_id: str, action: str, token: str, **fields: Any) -> None:
    """Do an action of the desk, again while the clock or somebody else is in the way."""
    _repeat(lambda: city.ask("POST", f"{DESK}/{report_id}/actions", {"action": action, **fields}, token=token))


def say(city: "RunningCity", report_id: str, what: str, **fields: Any) -> None:
    """Do something with one's own report, such as a rating."""
    _repeat(lambda: city.ask("POST", f"{REPORTS}/{report_id}/{what}", fields, token=city.token()))


def _repeat(ask: "Callable[[], Answer]") -> None:
    for _ in range(20):
        answer = ask()
        if answer.status != 409 or answer.json["code"] != "in_progress":
            break
        time.sleep(0.1)
    assert answer.status < 300, answer.text
