"""What the base URL answers is, byte for byte, what the two APIs answer."""

import json
import re
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from tests.e2e.conftest import RunningCity

# These differ between two requests by nature: the time, and the ids of the request. Nothing else may.
BY_NATURE = (b"date", b"x-amzn-requestid", b"x-amz-request-id", b"x-request-id", b"x-amzn-trace-id")
_REQUEST_ID = re.compile(rb"(?im)^x-request-id: *([0-9a-f-]+)\r$")
JSON = ("Content-Type", "application/json; charset=utf-8")
AS_CITIZEN = ("Authorization", "Bearer {citizen}")
REPORT = {
    "category_code": "light_out",
    "description": "Đèn đường hỏng ở hẻm 48/7 – “tối om”",
    "location": {"lat": 10.7757, "lon": 106.7004},
}
PREFLIGHT = (("Origin", "https://app.test"), ("Access-Control-Request-Method", "POST"))

CASES = [
    ("GET", "/v1/health-check", (), b""),
    ("GET", "/v1/feedback/categories", (), b""),
    ("GET", "/v1/feedback/categories", (("Accept-Language", "en"), ("Accept-Encoding", "gzip")), b""),
    ("GET", "/v1/education", (), b""),
    ("GET", "/v1/login/vneid", (), b""),
    ("GET", "/v1/login/vneid?redirect_uri=https%3A%2F%2Fevil.test%2F%C4%91%C6%B0%E1%BB%9Dng", (), b""),
    ("GET", "/nowhere", (), b""),
    ("GET", "/", (), b""),
    ("GET", "/v1", (), b""),
    ("GET", "/v1//feedback/categories", (), b""),
    ("GET", "/v1/feedback/reports/HCM-NOSUCHID0", (), b""),
    ("GET", "/v1/feedback/reports/%C4%91%2Fx", (), b""),
    ("GET", "/_ministack/health", (), b""),
    ("GET", "/.well-known/jwks.json", (), b""),
    ("GET", "/desk/v1/feedback/reports", (), b""),
    ("GET", "/desk/v1/feedback/reports", (("Authorization", "Bearer nonsense"),), b""),
    ("GET", "/desk/v1/feedback/reports", (("Authorization", "Bearer {citizen}"),), b""),
    ("GET", "/desk/v1/nowhere", (), b""),
    ("GET", "/desk/", (), b""),
    ("GET", "/desk", (), b""),
    ("GET", "/v1/feedback/my-reports", (("Authorization", "Bearer {citizen}"),), b""),
    ("HEAD", "/v1/health-check", (), b""),
    ("DELETE", "/v1/feedback/categories", (), b""),
    ("OPTIONS", "/v1/feedback/reports", PREFLIGHT, b""),
    ("OPTIONS", "/desk/v1/feedback/reports", PREFLIGHT, b""),
    ("OPTIONS", "/nowhere", PREFLIGHT, b""),
    ("POST", "/v1/feedback/reports", (JSON,), json.dumps(REPORT).encode()),
    (
        "POST", "/v1/feedback/reports", (JSON, AS_CITIZEN, ("Idempotency-Key", "forwarding-1")),
        json.dumps(REPORT, ensure_ascii=False).encode(),
    ),
    ("POST", "/v1/feedback/reports", (JSON, AS_CITIZEN), b'{"description": "\xff\xfe"}'),
    ("POST", "/v1/feedback/reports", (JSON, AS_CITIZEN), b"{not json"),
    ("POST", "/v1/feedback/reports", (("Content-Type", "text/plain"), AS_CITIZEN), b"x"),
    ("POST", "/v1/feedback/reports", (JSON, AS_CITIZEN), b'{"description":"' + b"x" * 3_000_000 + b'"}'),
    ("POST", "/v1/login/vneid/callback", (JSON,), b'{"code":"x","state":"y"}'),
]  # fmt: skip


@pytest.mark.parametrize(("method", "target", "headers", "body"), CASES, ids=lambda value: str(value)[:60])
def test_the_base_url_answers_what_the_apis_answer(
    city: "RunningCity", method: str, target: str, headers: tuple[tuple[str, str], ...], body: bytes
) -> None:
    shown = [(name, value.replace("{citizen}", city.token())) for name, value in headers]
    api = city.outputs["StaffApiId" if target.startswith("/desk/") else "CitizenApiId"]
    door, gateway = urlsplit(city.base_url), urlsplit(city.endpoint_url)

    direct = exchange(gateway.port, method, "/api" + target, f"{api}.execute-api.localhost:{gateway.port}", shown, body)
    forwarded = exchange(door.port, method, target, door.netloc, shown, body)

    assert without_what_differs_by_nature(forwarded) == without_what_differs_by_nature(direct)
    assert forwarded.startswith(b"HTTP/1.1 ")


def exchange(
    port: int | None, method: str, target: str, host: str, headers: list[tuple[str, str]], body: bytes
) -> bytes:
    """Send one request over a connection of its own and return every byte that comes back."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", *(f"{name}: {value}" for name, value in headers)]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    lines.append("Connection: close")
    with socket.create_connection(("127.0.0.1", port or 0), timeout=40) as connection:
        connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def without_what_differs_by_nature(answer: bytes) -> bytes:
    head, gap, body = answer.partition(b"\r\n\r\n")
    # A problem names the request it answers; its id is in the body, too.
    for request_id in _REQUEST_ID.findall(head + b"\r\n"):
        body = body.replace(request_id, b"<request id>")
    lines = []
    for line in head.split(b"\r\n"):
        name = line.partition(b":")[0]
        lines.append(name + b": <differs>" if name.lower() in BY_NATURE else line)
    return b"\r\n".join(lines) + gap + body
