"""Signed cursors: a page's end that a client can hand back but not bend; it holds nothing that is secret."""

import base64
import hmac
import json
from collections.abc import Mapping
from typing import Any

from chalicelib.shared import secrets
from chalicelib.shared.errors import Gone

_MAC_LENGTH = 32


def next_cursor(position: Mapping[str, Any] | None, *binding: str) -> str | None:
    """Return the cursor of a page's last position, bound to route, filter and data-set version; None at the end."""
    if not position:
        return None
    text = base64.urlsafe_b64encode(json.dumps(position, separators=(",", ":")).encode()).decode().rstrip("=")
    return f"{text}.{_mac(text, binding)}"


def position_of(cursor: str | None, *binding: str) -> dict[str, Any] | None:
    """Return the position of a cursor; raise Gone when it is forged or belongs to another route, filter or person."""
    if cursor is None:
        return None
    text, _, mac = cursor.rpartition(".")
    if not text or not hmac.compare_digest(mac.encode(), _mac(text, binding).encode()):
        raise Gone("cursor_expired")
    position: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return position


def _mac(text: str, binding: tuple[str, ...]) -> str:
    return secrets.keyed_hash("cursor-key", "cursor", text, *binding)[:_MAC_LENGTH]
