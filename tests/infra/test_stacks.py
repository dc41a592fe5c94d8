"""Stacks are created, updated and protected in an order in which every failure can be tried again."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra import stacks
from infra.build import Built
from infra.cloud import Cloud, DeployError

EVENTS = [
    {"ResourceStatus": "ROLLBACK_COMPLETE", "LogicalResourceId": "city-test-data"},
    {"ResourceStatus": "CREATE_FAILED", "LogicalResourceId": "Reports", "ResourceStatusReason": "exists"},
    {"ResourceStatus": "CREATE_IN_PROGRESS", "LogicalResourceId": "city-test-data"},
    {"ResourceStatus": "CREATE_FAILED", "LogicalResourceId": "Audit", "ResourceStatusReason": "long ago"},
]


class FakeS3:
    """Takes templates."""

    class meta:
        endpoint_url = "https://s3.test"

    def put_object(self, **_: Any) -> None:
        pass


class FakeCloudFormation:
    """One stack, which comes to a status at once; refuses what CloudFormation refuses, and notes what was done."""

    class exceptions:
        class ClientError(Exception):
            pass

    def __init__(self, status: str = "", guarded: bool = False, created: str = "CREATE_COMPLETE") -> None:
        self.status, self.guarded, self.created = status, guarded, created
        self.parameters: dict[str, str] = {}
        self.done: list[str] = []

    def create_stack(self, Parameters: Any, EnableTerminationProtection: bool = False, **_: Any) -> None:
        self._take("create", Parameters)
        self.status, self.guarded = self.created, EnableTerminationProtection

    def update_stack(self, Parameters: Any, **_: Any) -> None:
        before = self.parameters
        self._take("update", Parameters)
        if before == self.parameters:
            raise self.exceptions.ClientError("No updates are to be performed.")
        self.status = "UPDATE_COMPLETE"

    def _take(self, what: str, parameters: list[dict[str, str]]) -> None:
        self.parameters = {each["ParameterKey"]: each["ParameterValue"] for each in parameters}
        self.done.append(f"{what} {self.parameters.get('Protected', '')}".strip())

    def update_termination_protection(self, EnableTerminationProtection: bool, **_: Any) -> None:
        self.guarded = EnableTerminationProtection
        self.done.append("guard" if EnableTerminationProtection else "unguard")

    def delete_stack(self, **_: Any) -> None:
        if self.guarded:
            raise self.exceptions.ClientError("Stack cannot be deleted while TerminationProtection is enabled")
        self.status = ""
        self.done.append("delete")

    def describe_stacks(self, StackName: str) -> dict[str, Any]:
        if not self.status:
            raise self.exceptions.ClientError(f"Stack with id {StackName} does not exist")
        return {"Stacks": [{"StackStatus": self.status, "EnableTerminationProtection": self.guarded}]}

    def describe_stack_events(self, **_: Any) -> dict[str, Any]:
        return {"StackEvents": EVENTS}


def put(folder: Path, cloudformation: FakeCloudFormation, target: str = "aws", name: str = "data") -> None:
    (folder / f"{name}.json").write_text(json.dumps({"Parameters": {"Protected": {}}, "Resources": {}}), "utf-8")
    built = Built(target, folder, folder / "code.zip", "code/1.zip", {name: folder / f"{name}.json"})
    clients = {"s3": FakeS3(), "cloudformation": cloudformation}
    stacks.put_stack(Cloud(lambda service: clients[service], "test"), built, name, {}, "bucket")


def test_data_are_protected_once_their_stack_stands(tmp_path: Path) -> None:
    cloudformation = FakeCloudFormation()

    put(tmp_path, cloudformation)

    assert cloudformation.done == ["create false", "update true", "guard"]


def test_a_creation_that_failed_is_tried_again(tmp_path: Path) -> None:
    cloudformation = FakeCloudFormation(created="ROLLBACK_COMPLETE")
    with pytest.raises(DeployError, match=r"^city-test-data: ROLLBACK_COMPLETE\n  Reports: exists$"):
        put(tmp_path, cloudformation)
    cloudformation.created = "CREATE_COMPLETE"

    put(tmp_path, cloudformation)

    assert cloudformation.done == ["create false", "delete", "create false", "update true", "guard"]


def test_a_failed_creation_that_was_guarded_is_cleared_away_too(tmp_path: Path) -> None:
    cloudformation = FakeCloudFormation("ROLLBACK_COMPLETE", guarded=True)

    put(tmp_path, cloudformation)

    assert cloudformation.done[:3] == ["unguard", "delete", "create false"]


def test_a_deployment_cut_off_before_the_protection_is_made_good_by_the_next(tmp_path: Path) -> None:
    cloudformation = FakeCloudFormation("CREATE_COMPLETE")

    put(tmp_path, cloudformation)
    put(tmp_path, cloudformation)

    assert cloudformation.done == ["update true", "guard", "update true", "guard"]


@pytest.mark.parametrize(("target", "name"), [("local", "data"), ("aws", "api")])
def test_what_may_be_cleared_away_is_not_protected(tmp_path: Path, target: str, name: str) -> None:
    cloudformation = FakeCloudFormation()

    put(tmp_path, cloudformation, target, name)

    assert cloudformation.done == ["create false"]


@pytest.mark.parametrize("status", ["ROLLBACK_FAILED", "DELETE_FAILED", "UPDATE_ROLLBACK_FAILED"])
def test_a_stuck_stack_is_left_to_a_person_with_what_to_do(tmp_path: Path, status: str) -> None:
    cloudformation = FakeCloudFormation(status)

    with pytest.raises(DeployError, match=f"(?s){status}: .*named below.*Reports: exists"):
        put(tmp_path, cloudformation)

    assert cloudformation.done == []
