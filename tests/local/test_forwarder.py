"""The forwarder picks an API by prefix and does nothing else."""

import asyncio
import socket
from collections.abc import Callable

import pytest

from infra.local.forwarder import LIMIT_HEAD, Unreadable, Upstream, read_head, serve

ANSWER = b"HTTP/1.1 418 Teapot\r\nX-Own:  spaces kept \r\nContent-Length: 5\r\nconnection: close\r\n\r\nph\xe1\xbb\x9f"
CITIZEN, STAFF = "aaaaaaaa", "bbbbbbbb"


def exchange(
    request: bytes, answer: bytes = ANSWER, hears: Callable[[bytes], bool] | None = None
) -> tuple[bytes, bytes]:
    """Send raw bytes through a forwarder; return what the API heard and what the caller got."""
    heard = bytearray()
    whole = hears or (lambda so_far: b"\r\n\r\n" in so_far)

    async def api(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not whole(bytes(heard)):
            piece = await reader.read(65536)
            if not piece:
                break
            heard.extend(piece)
        writer.write(answer)
        writer.close()

    async def run() -> bytes:
        upstream = await asyncio.start_server(api, "127.0.0.1", 0)
        listening = socket.create_server(("127.0.0.1", 0))
        ending = asyncio.Event()
        port = upstream.sockets[0].getsockname()[1]
        serving = asyncio.create_task(serve(listening, Upstream(port, CITIZEN, STAFF, "api"), ending))
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        writer.write(request)
        got = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        ending.set()
        await serving
        upstream.close()
        return got

    got = asyncio.run(run())
    return bytes(heard), got


def request(target: str, *headers: str, method: str = "GET", body: bytes = b"") -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1:8080", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def test_an_answer_reaches_the_caller_byte_for_byte() -> None:
    _, got = exchange(request("/v1/health-check"))

    assert got == ANSWER


@pytest.mark.parametrize(
    ("target", "api"),
    [
        ("/v1/feedback/reports", CITIZEN),
        ("/desk/v1/feedback/reports", STAFF),
        ("/desk/", STAFF),
        ("/desk", CITIZEN),
        ("/deskundig", CITIZEN),
        ("/v1/desk/", CITIZEN),
        ("/%64esk/v1", CITIZEN),
        ("/", CITIZEN),
        ("/v1/map?from=/desk/", CITIZEN),
    ],
)
def test_the_prefix_alone_chooses_the_api(target: str, api: str) -> None:
    heard, _ = exchange(request(target))

    first, host, *_ = heard.split(b"\r\n")
    assert first == f"GET /api{target} HTTP/1.1".encode()
    assert host.startswith(f"Host: {api}.execute-api.localhost:".encode())


def test_headers_are_passed_on_as_they_were_sent() -> None:
    heard, _ = exchange(
        request("/v1/x", "Authorization: Bearer a.b.c", "X-Tên: á", "Accept: */*", "Cookie: a=1", "Cookie: b=2")
    )

    for line in ("Authorization: Bearer a.b.c", "X-Tên: á", "Accept: */*", "Cookie: a=1", "Cookie: b=2"):
        assert line.encode() + b"\r\n" in heard


def test_headers_of_one_connection_stay_on_it() -> None:
    heard, _ = exchange(request("/v1/x", "Connection: keep-alive, Upgrade", "Upgrade: websocket", "Keep-Alive: 5"))

    assert heard.lower().count(b"connection:") == 1
    assert b"Connection: close\r\n" in heard
    assert b"pgrade" not in heard


def test_nobody_says_herself_which_address_she_asks_from() -> None:
    heard, _ = exchange(request("/v1/x", "X-Forwarded-For: 1.2.3.4", "x-forwarded-for: 5.6.7.8", "X-Real: kept"))

    assert b"forwarded" not in heard.lower()
    assert b"X-Real: kept\r\n" in heard


def test_a_body_of_known_length_arrives_whole() -> None:
    body = "Đèn đường không sáng".encode() * 20_000

    heard, got = exchange(
        request("/v1/feedback/reports", f"Content-Length: {len(body)}", method="POST", body=body),
        hears=lambda so_far: so_far.endswith(body[-40:]) and len(so_far) > len(body),
    )

    assert heard.endswith(b"\r\n\r\n" + body)
    assert got == ANSWER


def test_a_chunked_body_arrives_in_its_chunks() -> None:
    body = b"4;note=1\r\nabcd\r\nA\r\n0123456789\r\n0\r\nX-Trailer: 1\r\n\r\n"

    heard, _ = exchange(
        request("/v1/x", "Transfer-Encoding: chunked", method="POST", body=body),
        hears=lambda so_far: so_far.endswith(b"X-Trailer: 1\r\n\r\n"),
    )

    assert heard.endswith(body)


def test_a_second_request_on_the_connection_reaches_nobody() -> None:
    heard, got = exchange(request("/v1/x") + request("/_ministack/reset", method="POST"))

    assert b"_ministack" not in heard
    assert got == ANSWER


@pytest.mark.parametrize(
    "raw",
    [
        b"nonsense\r\n\r\n",
        b"GET /v1/x HTTP/2\r\n\r\n",
        b"GET v1/x HTTP/1.1\r\n\r\n",
        b"CONNECT 127.0.0.1:4566 HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nNo colon here\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"x" * LIMIT_HEAD + b"\r\n\r\n",
    ],
)
def test_what_cannot_be_read_is_closed_without_a_word(raw: bytes) -> None:
    heard, got = exchange(raw)

    assert heard == b""
    assert got == b""


def test_no_answer_is_made_up_when_the_apis_are_down() -> None:
    async def run() -> bytes:
        listening = socket.create_server(("127.0.0.1", 0))
        with socket.create_server(("127.0.0.1", 0)) as closed:
            nobody = closed.getsockname()[1]
        ending = asyncio.Event()
        serving = asyncio.create_task(serve(listening, Upstream(nobody, CITIZEN, STAFF, "api"), ending))
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        writer.write(request("/v1/health-check"))
        got = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        ending.set()
        await serving
        return got

    assert asyncio.run(run()) == b""


@pytest.mark.parametrize(
    ("given", "target"),
    [
        (b"http://127.0.0.1:8080/desk/v1/x?a=1", b"/desk/v1/x?a=1"),
        (b"http://127.0.0.1:8080", b"/"),
        (b"HTTP://city/v1//a/../b", b"/v1//a/../b"),
        (b"/v1/a%2Fb?q=%C4%91", b"/v1/a%2Fb?q=%C4%91"),
    ],
)
def test_the_path_is_taken_as_it_was_written(given: bytes, target: bytes) -> None:
    assert read_head(b"GET " + given + b" HTTP/1.1\r\nHost: x\r\n\r\n").target == target


def test_a_header_said_twice_does_not_decide_where_a_body_ends() -> None:
    head = read_head(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n")

    with pytest.raises(Unreadable):
        _ = head.chunked
