"""A function that must start fast signs its one call of AWS itself, and gives up like any other client."""

from collections.abc import Iterator

import pytest

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
