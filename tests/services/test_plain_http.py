"""What is fetched over plain HTTP comes whole or not at all."""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chalicelib.shared import plain_http

WHOLE = b"a published file"


@pytest.fixture
def breaking_off() -> Iterator[str]:
    """The address of a server that announces a file, sends half of it and hangs up, once."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def answer() -> None:
            caller, _ = door.accept()
            with caller:
                caller.recv(65536)
                caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(WHOLE) + WHOLE[:8])

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}/file"
        thread.join()


@pytest.mark.parametrize(
    "fetch", [
        lambda url, _: plain_http.get(url, 1000),
        lambda url, path: plain_http.download(url, path, len(WHOLE)),
    ],
    ids=["get", "download"],
)  # fmt: skip
def test_an_answer_that_breaks_off_is_no_answer(
    breaking_off: str, tmp_path: Path, fetch: Callable[[str, Path], object]
) -> None:
    with pytest.raises(plain_http.Unreachable):
        fetch(breaking_off, tmp_path / "file")
