"""Sockets on loopback, opened before anything starts, so that a port in use is known at once and never raced for."""

import errno
import socket
import urllib.request

from infra.local.talk import Trouble

LOOPBACK = "127.0.0.1"


def listen(port: int, purpose: str, remedy: str) -> socket.socket:
    """Return a listening socket on loopback, port 0 meaning any; refuse a taken port with a plain sentence."""
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # A city that was just stopped leaves connections in TIME_WAIT, which must not keep its successor out.
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((LOOPBACK, port))
        opened.listen(128)
    except OSError as error:
        opened.close()
        raise Trouble(_sentence(error, port, purpose, remedy)) from error
    return opened


def listen_near(port: int, purpose: str) -> socket.socket:
    """Return a listening socket on this port, or on any free one when it is taken."""
    try:
        return listen(port, purpose, "")
    except Trouble:
        return listen(0, purpose, "")


def opener(*handlers: urllib.request.BaseHandler) -> urllib.request.OpenerDirector:
    """Return what opens URLs on loopback, whatever proxy this shell names."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), *handlers)


def _sentence(error: OSError, port: int, purpose: str, remedy: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port}, on which {purpose} would listen, is in use by another program. {remedy}".strip()
    if error.errno == errno.EACCES:
        return f"Port {port}, on which {purpose} would listen, is not open to this user. {remedy}".strip()
    return f"Port {port}, on which {purpose} would listen, cannot be opened: {error.strerror}. {remedy}".strip()
