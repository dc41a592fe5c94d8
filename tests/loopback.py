"""A stand-in on loopback for what a look-up function reaches: public files by GET, one secret by a signed POST."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

type Read = Callable[[str], bytes | None]


class Loopback:
    """What was asked, and the statuses with which posts are answered, the last one for good."""

    def __init__(self, read: Read) -> None:
        self.read = read
        self.posts: list[tuple[dict[str, str], Any]] = []
        self.statuses = [200]
        self.url = ""


@contextmanager
def loopback(read: Read) -> Iterator[Loopback]:
    """Serve on a free port until the end."""
    told = Loopback(read)

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = told.read(self.path)
            self._answer(403 if found is None else 200, found or b"")

        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.posts.append(({name.lower(): value for name, value in self.headers.items()}, sent))
            status = told.statuses.pop(0) if len(told.statuses) > 1 else told.statuses[0]
            self._answer(status, json.dumps({"SecretString": "of the tests"}).encode())

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    told.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
