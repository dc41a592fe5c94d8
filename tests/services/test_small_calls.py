"""A function that must start fast signs its one call of AWS itself, and gives up like any other client."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from chalicelib.shared import problems, secrets, small_calls


class Heard:
    """What a stand-in for AWS was asked, and the statuses with which it answers, the last one for good."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], Any]] = []
        self.statuses = [200]


@pytest.fixture
def aws_(monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    heard = Heard()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            heard.requests.append(({name.lower(): value for name, value in self.headers.items()}, sent))
            status = heard.statuses.pop(0) if len(heard.statuses) > 1 else heard.statuses[0]
            body = json.dumps({"SecretString": "of the tests"}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "session")
    monkeypatch.setenv("SMALL_CALLS", "1")
    secrets.secret.cache_clear()
    yield heard
    secrets.secret.cache_clear()
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_secret_is_read_by_one_signed_request(aws_: Heard) -> None:
    assert secrets.secret("cursor-key") == secrets.secret("cursor-key") == "of the tests"

    [(headers, sent)] = aws_.requests
    assert sent == {"SecretId": "city-test-cursor-key"}
    assert headers["x-amz-target"] == "secretsmanager.GetSecretValue"
    assert headers["x-amz-security-token"] == "session"
    assert headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=testing/")
    assert "/ap-southeast-1/secretsmanager/aws4_request" in headers["authorization"]
    assert "x-amz-target" in headers["authorization"]


def test_what_failed_in_passing_is_asked_again(aws_: Heard) -> None:
    aws_.statuses = [500, 503, 200]

    assert secrets.secret("cursor-key") == "of the tests"
    assert len(aws_.requests) == 3


def test_after_three_failures_the_citizen_is_asked_to_come_again(aws_: Heard) -> None:
    aws_.statuses = [500]

    with pytest.raises(small_calls.CallFailed) as failure:
        secrets.secret("cursor-key")

    assert len(aws_.requests) == 3
    assert problems.refusal_of(failure.value).status == 503


def test_a_refusal_is_not_asked_again(aws_: Heard) -> None:
    aws_.statuses = [400]

    with pytest.raises(small_calls.CallFailed, match="status 400"):
        secrets.secret("cursor-key")

    assert len(aws_.requests) == 1


def test_nobody_listening_is_a_failure_that_names_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")

    with pytest.raises(small_calls.CallFailed) as failure:
        small_calls.call("secretsmanager", "secretsmanager.GetSecretValue", {})

    assert "127.0.0.1" not in str(failure.value)
