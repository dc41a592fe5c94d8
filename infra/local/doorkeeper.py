"""Who may call the embedded AWS: programs on this machine, and no page that a browser here has opened.

Ministack checks no signature, answers every origin and looks at no Host. A page of a stranger could so make a role and
a function on a developer's machine and run it. Only the city's own API is meant for pages, and keeps its CORS.
"""

import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Literal

from infra.packaging.names import API_STAGE

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# Browsers add one of these to what a page asks for. Older ones leave all of them out of an image's address, say; but
# every browser calls itself Mozilla, and no program that speaks to AWS does.
_MARKS_OF_A_PAGE = {b"origin", b"referer", b"sec-fetch-site"}
_API = r"[0-9a-f]{8}\.execute-api\.localhost"
_REFUSAL = b'{"message":"The embedded AWS answers programs on this machine and no web page; see infra/local."}'


def verdict(scope: Scope, port: int) -> Literal["city", "cloud", "refused"]:
    """Decide what a request is: one to the city's own API, one to the embedded AWS by a program, or one of neither.

    This is the one place to open a further door for pages. Photos that a browser sends straight to a bucket by a
    presigned POST will be one: exactly that method, bucket and Host, with the CORS answers of the bucket's own rules.
    """
    headers = [(name.lower(), value.decode("latin-1")) for name, value in scope["headers"]]
    hosts = [value for name, value in headers if name == b"host"]
    # No API of the city speaks over web sockets, which a page may open across origins.
    if scope["type"] != "http" or len(hosts) != 1:
        return "refused"
    # As ministack reads a Host, capitals apart; its own doors, such as /_ministack/reset, open under every one.
    if re.fullmatch(f"{_API}:{port}", hosts[0]) and scope["path"].startswith(f"/{API_STAGE}/"):
        return "city"
    # Any other Host is a name of somebody else's that leads to this machine (DNS rebinding).
    if hosts[0].lower() not in (f"127.0.0.1:{port}", f"localhost:{port}"):
        return "refused"
    return "refused" if any(_marks_a_page(*header) for header in headers) else "cloud"


def _marks_a_page(name: bytes, value: str) -> bool:
    return name in _MARKS_OF_A_PAGE or (name == b"user-agent" and value.startswith("Mozilla/"))


def guarded(application: Application, port: int) -> Any:
    """Return the same ASGI application behind the verdict."""

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await application(scope, receive, send)
            return
        found = verdict(scope, port)
        if found == "refused":
            await _refuse(scope, send)
        elif found == "cloud":
            await application(scope, receive, _without_cors(send))
        else:
            await application(scope, receive, send)

    return door


def _without_cors(send: Send) -> Send:
    async def closed(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": list(_kept(message.get("headers", [])))}
        await send(message)

    return closed


def _kept(headers: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[bytes, bytes]]:
    return ((name, value) for name, value in headers if not name.lower().startswith(b"access-control-"))


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        # Closed before it was accepted: the server answers 403.
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(_REFUSAL)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": _REFUSAL})
