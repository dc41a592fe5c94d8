"""What was sent to phones, as a file and as `make -s outbox` prints it: push notices and text messages."""

import json
import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from infra.local.place import Place
from infra.local.talk import complain, say

# Some twenty thousand notices; the file before is kept, too.
LARGEST_BYTES = 10_000_000
_PLATFORMS = {"APNS": "ios", "APNS_SANDBOX": "ios", "GCM": "android"}
_POLL_SECONDS = 0.5

Sent = dict[str, Any]


class Outbox:
    """A file of one JSON object a line, which only its owner may read; when it is full it is put aside."""

    def __init__(self, path: Path, largest: int = LARGEST_BYTES) -> None:
        """Name the file; nothing is made until something is sent."""
        self._path, self._largest, self._lock = path, largest, threading.Lock()

    @property
    def older(self) -> Path:
        """Return the file of what was sent before the present one was begun."""
        return self._path.with_name(f"{self._path.stem}.1{self._path.suffix}")

    def add(self, sent: Mapping[str, Any]) -> None:
        """Write one thing down at the end."""
        line = (json.dumps(sent, ensure_ascii=False) + "\n").encode()
        with self._lock:
            if self._path.exists() and self._path.stat().st_size + len(line) > self._largest:
                self._path.replace(self.older)
            with os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as file:
                file.write(line)

    def lines(self) -> Iterator[str]:
        """Yield everything that was sent, oldest first; half a line, which a crash may leave, is left out."""
        for path in (self.older, self._path):
            yield from _whole_lines(path)[0]

    def lines_for_ever(self) -> Iterator[str]:
        """Yield everything that was sent, and what is sent from now on."""
        yield from _whole_lines(self.older)[0]
        known, offset = _number_of(self._path), 0
        while True:
            if known != (now := _number_of(self._path)):
                # The file was put aside: first what came to its end, then the new one.
                yield from _whole_lines(self.older, offset)[0] if known else ()
                known, offset = now, 0
            new, offset = _whole_lines(self._path, offset)
            yield from new
            time.sleep(_POLL_SECONDS)


def _number_of(path: Path) -> int | None:
    return path.stat().st_ino if path.exists() else None


def _whole_lines(path: Path, offset: int = 0) -> tuple[list[str], int]:
    """Return the lines behind a place in a file, and the place behind them."""
    if not path.exists():
        return [], offset
    with path.open("rb") as file:
        file.seek(offset)
        whole, _, _ = file.read().rpartition(b"\n")
    lines = whole.decode("utf-8", "replace").splitlines()
    return [line for line in lines if line.endswith("}")], offset + len(whole) + bool(whole)


def sent_to_endpoint(endpoint_arn: str, device_id: str, given: Mapping[str, Any]) -> Sent:
    """Return what goes into the outbox for a message published to an endpoint, its payload read as a phone would."""
    kind = endpoint_arn.split(":", 5)[5].split("/")[1]
    payload = json.loads(given.get(kind, "{}"))
    shown, data = _of_fcm(payload) if kind == "GCM" else _of_apns(payload)
    return {
        "at": _now(),
        "channel": "push",
        "platform": _PLATFORMS.get(kind, kind),
        "device_id": device_id,
        "message_id": data.get("message_id"),
        "title": shown.get("title"),
        "body": shown.get("body"),
        "link": data.get("link"),
        "payload": payload,
    }


def sent_to_number(number: str, text: str) -> Sent:
    """Return what goes into the outbox for a text message."""
    return {"at": _now(), "channel": "sms", "number": number, "body": text}


def _of_apns(payload: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    return payload.get("aps", {}).get("alert", {}), payload


def _of_fcm(payload: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    message = payload.get("fcmV1Message", {}).get("message", {})
    return message.get("notification", {}), message.get("data", {})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def readable(line: str) -> str:
    """Return one thing that was sent as people read it: when, to what, and under it what the phone shows."""
    sent = json.loads(line)
    at = datetime.fromisoformat(sent["at"]).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    whom = sent.get("number") or str(sent.get("device_id") or "?").removeprefix("device_")[:8]
    head = f"{at}  {sent.get('platform') or sent['channel']:<8}{whom}"
    return "\n".join([head, *(f"    {sent[part]}" for part in ("title", "body", "link") if sent.get(part))])


def main() -> int:
    """Print what was sent, and with FOLLOW=1 what is sent from now on; FORMAT=json prints the lines as they are."""
    place, raw = Place.of_this_checkout(), os.environ.get("FORMAT", "") == "json"
    if place.read().get("state") != "up":
        return 1
    if os.environ.get("FORMAT", "") not in ("", "json"):
        complain(f"FORMAT={os.environ['FORMAT']} is unknown; leave it out, or say FORMAT=json.")
        return 1
    outbox = Outbox(place.outbox)
    try:
        for line in outbox.lines_for_ever() if os.environ.get("FOLLOW") else outbox.lines():
            say(line if raw else readable(line))
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
