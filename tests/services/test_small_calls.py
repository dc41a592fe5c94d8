"""A function that must start fast signs its one call of AWS itself, and gives up like any other client."""

from collections.abc import Iterator

import pytest
import time_machine
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from chalicelib.shared import problems, secrets, small_calls
from tests.loopback import Loopback, loopback


@pytest.fixture
def aws_(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    with loopback(lambda _: None) as told:
        monkeypatch.setenv("AWS_ENDPOINT_URL", told.url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "of-the-function")
        monkeypatch.setenv("AWS_SESSION_TOKEN", "session")
        monkeypatch.setenv("SMALL_CALLS", "1")
        secrets.secret.cache_clear()
        yield told
        secrets.secret.cache_clear()


def test_a_secret_is_read_by_one_signed_request(aws_: Loopback) -> None:
    assert secrets.secret("cursor-key") == secrets.secret("cursor-key") == "of the tests"

    [(headers, sent)] = aws_.posts
    assert sent == {"SecretId": "city-test-cursor-key"}
    assert headers["x-amz-target"] == "secretsmanager.GetSecretValue"
    assert headers["x-amz-security-token"] == "session"
    assert headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=of-the-function/")
    assert "/ap-southeast-1/secretsmanager/aws4_request" in headers["authorization"]
    assert "x-amz-target" in headers["authorization"]


@pytest.mark.parametrize("session", ["", "of/a+session=="])
@pytest.mark.parametrize("url", ["https://secretsmanager.ap-southeast-1.amazonaws.com/", "http://127.0.0.1:4566"])
def test_the_signature_is_the_one_that_the_sdk_makes(monkeypatch: pytest.MonkeyPatch, session: str, url: str) -> None:
    given = {"AWS_ACCESS_KEY_ID": "a-key", "AWS_SECRET_ACCESS_KEY": "a/secret+", "AWS_SESSION_TOKEN": session}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    target, body = "secretsmanager.GetSecretValue", '{"SecretId":"tên"}'.encode()
    with time_machine.travel("2026-11-24T09:00:00Z", tick=False):
        headers = small_calls._signed("secretsmanager", target, url, body)
        unsigned = {"content-type": headers["content-type"], "x-amz-target": target}
        request = AWSRequest("POST", url, unsigned, body)
        SigV4Auth(Credentials("a-key", "a/secret+", session or None), "secretsmanager", "ap-southeast-1").add_auth(
            request
        )

    assert headers["authorization"] == request.headers["Authorization"]
    assert headers["x-amz-date"] == request.headers["X-Amz-Date"]


def test_what_failed_in_passing_is_asked_again(aws_: Loopback) -> None:
    aws_.statuses = [500, 503, 200]

    assert secrets.secret("cursor-key") == "of the tests"
    assert len(aws_.posts) == 3


def test_after_three_failures_the_citizen_is_asked_to_come_again(aws_: Loopback) -> None:
    aws_.statuses = [500]

    with pytest.raises(small_calls.CallFailed) as failure:
        secrets.secret("cursor-key")

    assert len(aws_.posts) == 3
    assert problems.refusal_of(failure.value).status == 503


def test_a_refusal_is_not_asked_again(aws_: Loopback) -> None:
    aws_.statuses = [400]

    with pytest.raises(small_calls.CallFailed, match="status 400"):
        secrets.secret("cursor-key")

    assert len(aws_.posts) == 1


def test_nobody_listening_is_a_failure_that_names_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")

    with pytest.raises(small_calls.CallFailed) as failure:
        small_calls.call("secretsmanager", "secretsmanager.GetSecretValue", {})

    assert "127.0.0.1" not in str(failure.value)
