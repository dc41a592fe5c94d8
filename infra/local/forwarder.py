"""One base URL for the two APIs: `/desk/` goes to the staff API, all else to the citizen API, and nothing else happens.

It has no route, header, error or CORS rule of its own. What an API answers reaches the caller byte for byte; when there
is no answer, or a request that cannot be read as HTTP/1.1, the connection is closed without a word.
"""

import argparse
import asyncio
import logging
import re
import signal
import socket
from dataclasses import dataclass

LIMIT_HEAD = 64 * 1024
PATIENCE_HEAD = 30.0
# API Gateway gives up after 29 s; whoever waits longer waits for nothing.
PATIENCE_ANSWER = 60.0
PIECE = 64 * 1024
_CHUNK_SIZE = re.compile(rb"[0-9A-Fa-f]{1,8}")
# Headers that concern one connection only (RFC 9110 §7.6.1) and so are not the API's business.
HOP_BY_HOP = {b"connection", b"keep-alive", b"proxy-connection", b"upgrade", b"te"}
# API Gateway goes by the address that it sees itself; the embedded one would believe whoever asks.
NOT_BELIEVED = {b"x-forwarded-for"}
_NOT_PASSED_ON = HOP_BY_HOP | NOT_BELIEVED | {b"host"}
log = logging.getLogger("infra.local.forwarder")


class Unreadable(Exception):
    """The request cannot be understood well enough to choose an API for it."""


@dataclass(frozen=True)
class Upstream:
    """The two APIs behind one loopback port, each by its id and stage."""

    port: int
    citizen: str
    staff: str
    stage: str

    def address(self, target: bytes) -> tuple[bytes, bytes]:
        """Return the Host and the request target under which the right API answers this target."""
        path = target.partition(b"?")[0]
        api = self.staff if path.startswith(b"/desk/") else self.citizen
        host = f"{api}.execute-api.localhost:{self.port}".encode("ascii")
        return host, b"/" + self.stage.encode("ascii") + target


@dataclass(frozen=True)
class Head:
    """A request's first lines, as far as they decide where it goes and where its body ends."""

    method: bytes
    target: bytes
    version: bytes
    headers: tuple[tuple[bytes, bytes], ...]

    def value(self, name: bytes) -> bytes | None:
        """Return a header's value; refuse a request that says it twice."""
        found = [value for key, value in self.headers if key.lower() == name]
        if len(found) > 1:
            raise Unreadable(f"{name.decode()} is said twice")
        return found[0] if found else None

    @property
    def chunked(self) -> bool:
        """Tell whether the body comes in chunks; refuse every other coding and two ways of saying where it ends."""
        coding = self.value(b"transfer-encoding")
        if coding is None:
            return False
        if coding.strip().lower() != b"chunked" or self.value(b"content-length") is not None:
            raise Unreadable("the end of the body is not clear")
        return True

    @property
    def length(self) -> int:
        """Return how many bytes of body follow."""
        told = (self.value(b"content-length") or b"0").strip()
        if not told.isdigit():
            raise Unreadable("the length of the body is no number")
        return int(told)

    def sent_to(self, upstream: Upstream) -> bytes:
        """Return the same head for the API: its own Host and target, one request a connection, nothing else changed."""
        host, target = upstream.address(self.target)
        kept = [(key, value) for key, value in self.headers if key.lower() not in _NOT_PASSED_ON]
        lines = [(b"Host", host), *kept, (b"Connection", b"close")]
        first = b" ".join((self.method, target, self.version))
        return first + b"\r\n" + b"".join(key + b": " + value + b"\r\n" for key, value in lines) + b"\r\n"


def read_head(raw: bytes) -> Head:
    """Take a request's head apart; raise Unreadable for anything that is not plain HTTP/1.1."""
    first, *rest = raw.removesuffix(b"\r\n\r\n").split(b"\r\n")
    parts = first.split(b" ")
    if len(parts) != 3 or parts[2] not in {b"HTTP/1.1", b"HTTP/1.0"}:
        raise Unreadable("no request line of HTTP/1")
    method, target, version = parts
    if target.lower().startswith((b"http://", b"https://")):
        authority, slash, path = target.partition(b"://")[2].partition(b"/")
        target = slash + path if slash else b"/" + b"?".join(authority.split(b"?")[1:2])
    if not target.startswith(b"/") or any(byte <= 0x20 or byte == 0x7F for byte in target):
        raise Unreadable("no path in the request line")
    return Head(method, target, version, tuple(_header(line) for line in rest))


def _header(line: bytes) -> tuple[bytes, bytes]:
    key, colon, value = line.partition(b":")
    if not colon or not key or key != key.strip() or any(byte in line for byte in b"\r\n\0"):
        raise Unreadable("a header line that is none")
    return key, value.strip(b" \t")


async def handle(upstream: Upstream, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry one request to its API and the answer back, then close."""
    try:
        raw = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE_HEAD)
        head = read_head(raw)
        chunked, length = head.chunked, head.length
        there, back = await asyncio.open_connection("127.0.0.1", upstream.port, limit=LIMIT_HEAD)
    except (Unreadable, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, OSError) as error:
        log.info("closed without an answer: %s", error)
        await _close(writer)
        return
    try:
        back.write(head.sent_to(upstream))
        body = asyncio.create_task(_carry_chunks(reader, back) if chunked else _carry_bytes(reader, back, length))
        try:
            await _carry_answer(there, writer)
        finally:
            body.cancel()
            await asyncio.gather(body, return_exceptions=True)
    except (OSError, TimeoutError) as error:
        log.info("the connection broke: %s", error)
    finally:
        await _close(back)
        await _close(writer)


async def _carry_bytes(reader: asyncio.StreamReader, back: asyncio.StreamWriter, length: int) -> None:
    while length > 0 and (piece := await reader.read(min(PIECE, length))):
        length -= len(piece)
        back.write(piece)
        await back.drain()
    if length > 0:
        back.close()


async def _carry_chunks(reader: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
    try:
        while True:
            line = await reader.readuntil(b"\r\n")
            back.write(line)
            told = line.partition(b";")[0].strip()
            if not _CHUNK_SIZE.fullmatch(told):
                raise Unreadable("a chunk without a size")
            size = int(told, 16)
            if size == 0:
                break
            await _carry_bytes(reader, back, size + 2)
        while (line := await reader.readuntil(b"\r\n")) != b"\r\n":
            back.write(line)
        back.write(b"\r\n")
        await back.drain()
    except (Unreadable, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        back.close()


async def _carry_answer(there: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await asyncio.wait_for(there.read(PIECE), PATIENCE_ANSWER):
        writer.write(piece)
        await writer.drain()


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    try:
        await writer.wait_closed()
    except OSError as error:
        log.debug("already gone: %s", error)


async def serve(listening: socket.socket, upstream: Upstream, ending: asyncio.Event) -> None:
    """Serve on a listening socket until told to end."""

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await handle(upstream, reader, writer)

    server = await asyncio.start_server(one, sock=listening, limit=LIMIT_HEAD)
    await ending.wait()
    # Not `async with`: since Python 3.12 that would wait for the slowest caller.
    server.close()


def main(arguments: list[str] | None = None) -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fd", type=int, required=True, help="the listening socket that was handed over")
    parser.add_argument("--aws-port", type=int, required=True)
    parser.add_argument("--citizen", required=True, help="the citizen API's id")
    parser.add_argument("--staff", required=True, help="the staff API's id")
    parser.add_argument("--stage", required=True)
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    upstream = Upstream(options.aws_port, options.citizen, options.staff, options.stage)

    async def run() -> None:
        ending = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, ending.set)
        await serve(socket.socket(fileno=options.fd), upstream, ending)

    asyncio.run(run())


if __name__ == "__main__":
    main()
