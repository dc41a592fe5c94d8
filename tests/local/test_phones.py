"""The embedded AWS's SNS names, asks and refuses as the real one, and what goes to phones is kept."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local import phones
from infra.local.outbox import Outbox

APP = "arn:aws:sns:us-east-1:000000000000:app/APNS/city-local-ios"
ENDPOINT = APP.replace(":app/", ":endpoint/")


@pytest.fixture
def sns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The embedded SNS with its gaps closed, and as it was after the test."""
    from ministack.core import iam_actions
    from ministack.services import sns

    for name in ("_create_platform_endpoint", "_publish"):
        monkeypatch.setattr(sns, name, getattr(sns, name))
    monkeypatch.setattr(iam_actions, "extract_resource_arn", iam_actions.extract_resource_arn)
    phones.close_all(tmp_path / "outbox.jsonl")
    sns._create_platform_application({"Name": ["city-local-ios"], "Platform": ["APNS"]})
    yield sns
    sns.reset()


def an_endpoint(sns: Any) -> str:
    asked = {"PlatformApplicationArn": [APP], "Token": ["0f"], "CustomUserData": ["device_1"]}
    status, _, body = sns._create_platform_endpoint(asked)
    assert status == 200
    return str(body.decode().partition("<EndpointArn>")[2].partition("<")[0])


def publish(sns: Any, **params: str) -> Any:
    return sns._publish({name: [text] for name, text in params.items()})


def test_an_endpoint_is_named_as_on_aws_and_found_again(sns: Any) -> None:
    first = an_endpoint(sns)

    assert first.startswith(f"{ENDPOINT}/")
    assert an_endpoint(sns) == first
    assert list(sns._platform_endpoints) == [first]


def test_a_push_lies_in_the_outbox(sns: Any, tmp_path: Path) -> None:
    payload = {"aps": {"alert": {"title": "Tin", "body": "Nội dung"}}, "link": "congdanso://inbox", "message_id": "m"}
    message = json.dumps({"default": "Tin", "APNS": json.dumps(payload)})

    status, _, _ = publish(sns, TargetArn=an_endpoint(sns), Message=message, MessageStructure="json")

    [line] = Outbox(tmp_path / "outbox.jsonl").lines()
    told = json.loads(line)
    assert status == 200
    assert (told["device_id"], told["title"], told["body"]) == ("device_1", "Tin", "Nội dung")


def test_a_text_message_lies_in_the_outbox(sns: Any, tmp_path: Path) -> None:
    publish(sns, PhoneNumber="+84900000000", Message="Mã của bạn")

    [line] = Outbox(tmp_path / "outbox.jsonl").lines()
    assert json.loads(line)["number"] == "+84900000000"


def test_what_went_nowhere_is_not_in_the_outbox(sns: Any, tmp_path: Path) -> None:
    gone = an_endpoint(sns)
    sns._delete_endpoint({"EndpointArn": [gone]})

    assert publish(sns, TargetArn=gone, Message="{}", MessageStructure="json")[0] == 404
    assert publish(sns, Message="nobody's")[0] == 400
    assert list(Outbox(tmp_path / "outbox.jsonl").lines()) == []


def test_a_disabled_endpoint_refuses_as_on_aws(sns: Any, tmp_path: Path) -> None:
    endpoint = an_endpoint(sns)
    sns._platform_endpoints[endpoint]["attributes"]["Enabled"] = "false"

    status, _, body = publish(sns, TargetArn=endpoint, Message="{}", MessageStructure="json")

    assert (status, b"<Code>EndpointDisabled</Code>" in body) == (400, True)
    assert list(Outbox(tmp_path / "outbox.jsonl").lines()) == []


@pytest.mark.parametrize(
    ("service", "params", "asked"),
    [
        ("sns", {"PlatformApplicationArn": [APP]}, APP),
        ("sns", {"EndpointArn": [f"{ENDPOINT}/1"]}, f"{ENDPOINT}/1"),
        ("sns", {"TargetArn": [f"{ENDPOINT}/1"]}, f"{ENDPOINT}/1"),
        ("sqs", {"EndpointArn": ["x"]}, "*"),
    ],
)  # fmt: skip
def test_a_role_is_asked_about_the_application_or_endpoint(
    sns: Any, service: str, params: dict[str, list[str]], asked: str
) -> None:
    from ministack.core.iam_actions import extract_resource_arn

    assert extract_resource_arn(service, "POST", "/", {}, b"", params, "us-east-1", "000000000000") == asked
