"""No web page reaches the embedded AWS; the city's own API keeps its CORS."""

import asyncio
from typing import Any

import pytest

from infra.local.doorkeeper import Message, Receive, Scope, Send, guarded

PORT = 8081
AWS, API = f"127.0.0.1:{PORT}", f"0a1b2c3d.execute-api.localhost:{PORT}"
SIGNED = ("Authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/ap-southeast-1/iam/aws4_request")


def ask(*headers: tuple[str, str], method: str = "POST", path: str = "/", kind: str = "http") -> tuple[bool, Any, Any]:
    """Send one request through the door; return whether ministack heard it, the status and the answer's headers."""
    heard: list[Scope] = []
    said: list[Message] = []

    async def ministack(scope: Scope, _: Receive, send: Send) -> None:
        heard.append(scope)
        shown = [(b"Access-Control-Allow-Origin", b"*"), (b"access-control-expose-headers", b"*"), (b"x-own", b"1")]
        await send({"type": "http.response.start", "status": 200, "headers": shown})
        await send({"type": "http.response.body", "body": b"{}"})

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        said.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers]
    scope = {"type": kind, "method": method, "path": path, "headers": raw}
    asyncio.run(guarded(ministack, PORT)(scope, receive, send))
    return bool(heard), said[0].get("status"), dict(said[0].get("headers", []))


@pytest.mark.parametrize("host", [AWS, f"localhost:{PORT}", f"LOCALHOST:{PORT}"])
def test_a_program_on_this_machine_is_answered_without_cors(host: str) -> None:
    assert ask(("Host", host), SIGNED) == (True, 200, {b"x-own": b"1"})


@pytest.mark.parametrize(
    "mark",
    [
        ("Origin", "https://evil.test"), ("Origin", "null"), ("origin", f"http://{AWS}"),
        ("Referer", "https://evil.test/page"), ("Sec-Fetch-Site", "cross-site"), ("SEC-FETCH-SITE", "none"),
        ("User-Agent", "Mozilla/5.0 (Macintosh) AppleWebKit/605 Safari/605"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("method", "path"), [("POST", "/"), ("OPTIONS", "/"), ("GET", "/_ministack/health")])
def test_a_page_cannot_call_the_embedded_aws(mark: tuple[str, str], method: str, path: str) -> None:
    heard, status, headers = ask(("Host", AWS), mark, SIGNED, method=method, path=path)

    assert (heard, status) == (False, 403)
    assert b"access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    "hosts",
    [
        ["evil.test"], [f"evil.test:{PORT}"], ["127.0.0.1"], ["127.0.0.1:80"], [f"127.0.0.1.evil.test:{PORT}"],
        [f"bucket.localhost:{PORT}"], [f"[::1]:{PORT}"], [f"{API}.evil.test"], [f"x.{API}"], [""], [],
        [AWS, "evil.test"], [AWS, AWS],
    ],
)  # fmt: skip
def test_another_name_for_this_machine_is_refused(hosts: list[str]) -> None:
    heard, status, _ = ask(*(("Host", host) for host in hosts), SIGNED, path="/api/v1/health-check")

    assert (heard, status) == (False, 403)


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST"])
def test_the_citys_own_api_keeps_its_cors(method: str) -> None:
    heard, status, headers = ask(
        ("Host", API), ("Origin", "https://app.test"), ("Sec-Fetch-Site", "cross-site"),
        method=method, path="/api/v1/health-check",
    )  # fmt: skip

    assert (heard, status) == (True, 200)
    assert headers[b"Access-Control-Allow-Origin"] == b"*"


@pytest.mark.parametrize("path", ["/_ministack/reset", "/_ministack/config", "/", "/api", "/apis/", "/oauth2/token"])
def test_the_apis_name_opens_no_other_door(path: str) -> None:
    assert ask(("Host", API), path=path)[:2] == (False, 403)


@pytest.mark.parametrize("host", [AWS, API])
def test_no_page_opens_a_web_socket(host: str) -> None:
    assert ask(("Host", host), path="/api/v1", kind="websocket")[0] is False
