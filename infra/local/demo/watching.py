"""What the people on duty would see in the AWS console, and what reached the phones: the demo's second pair of eyes."""

import json
from typing import Any

from infra.local.city import City
from infra.local.outbox import Outbox


class Watcher:
    """Reads the running city's cloud; it never writes."""

    def __init__(self, city: City) -> None:
        """Watch a running city."""
        self._city = city
        self._outputs = city.outputs
        self._machine = city.client("stepfunctions")
        self._tables = city.client("dynamodb")

    @property
    def day_seconds(self) -> int:
        """Return how long a day of this city's limits lasts, 0 for a real one."""
        return int(self._city.day_seconds or 0)

    def execution_of(self, report_id: str) -> str:
        """Return the name of a report's newest execution."""
        key = {"report_id": {"S": report_id}, "item": {"S": "head"}}
        head = self._tables.get_item(TableName=self._outputs["TableReports"], Key=key, ConsistentRead=True)["Item"]
        return f"{report_id}-{head['run']['N']}"

    def state_of(self, report_id: str) -> str | None:
        """Return the state in which the console shows a report, None before its first."""
        entered = (event.get("stateEnteredEventDetails") for event in self._history(report_id))
        return next((each["name"] for each in entered if each), None)

    def ended_as(self, report_id: str) -> str | None:
        """Return the state in which a report's execution ended, None while it runs."""
        history = self._history(report_id)
        ended = history and history[0]["type"] == "ExecutionSucceeded"
        return self.state_of(report_id) if ended else None

    def _history(self, report_id: str) -> list[dict[str, Any]]:
        machine: str = self._outputs["WorkflowReports"]
        arn = f"{machine.replace(':stateMachine:', ':execution:')}:{self.execution_of(report_id)}"
        try:
            answer = self._machine.get_execution_history(executionArn=arn, reverseOrder=True, maxResults=20)
        except self._machine.exceptions.ExecutionDoesNotExist:
            return []
        return list(answer["events"])

    def refusal_of(self, photo_id: str) -> str | None:
        """Return why an uploaded file was refused, None while it is not."""
        row = self._tables.get_item(TableName=self._outputs["TablePhotos"], Key={"photo_id": {"S": photo_id}})
        reason: str | None = row.get("Item", {}).get("reason", {}).get("S")
        return reason

    def pushed(self, device_id: str) -> list[dict[str, Any]]:
        """Return what a phone was sent, oldest first."""
        sent = [json.loads(line) for line in Outbox(self._city.place.outbox).lines()]
        return [each for each in sent if each.get("device_id") == device_id]
