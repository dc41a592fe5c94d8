"""Publish a file through the desk of the running city: `make import KIND=schools FILE=schools.csv`.

It logs in as an editor, sends the file as a browser would, waits for the check, shows what was found, and returns once
every running function answers from the new version.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local.deployment import PACK, POLL_SECONDS
from infra.local.place import Place
from infra.local.ports import opener
from infra.local.talk import Trouble, complain, say
from infra.local.token import choose, everybody, log_in

_PIECE = 1 << 18
_PATIENCE = 1_800.0
_SHOWN = 20
_OVER = ("published", "refused", "superseded", "failed")
_AT_WORK = {
    "waiting": "waiting for the file to be noticed",
    "checking": "checking every row",
    "building": "building the version",
    "activating": "making it the active one",
}


@dataclass
class Bar:
    """How far a file has gone: a bar that is drawn anew on a terminal, and nothing in a file or a pipe."""

    total: int
    drawn: bool = False

    def show(self, sent: int) -> None:
        """Draw it, on a terminal."""
        if sys.stdout.isatty():
            share = sent / self.total if self.total else 1.0
            sys.stdout.write(f"\r  sending [{'#' * int(30 * share):30}] {share:4.0%} of {self.total / 1e6:.1f} MB")
            sys.stdout.flush()
            self.drawn = True

    def end(self) -> None:
        """Leave the line."""
        if self.drawn:
            say()


class Desk:
    """The editors' desk of the running city."""

    def __init__(self, base_url: str, token: str) -> None:
        """Speak for somebody who is logged in."""
        self._base_url, self._token = base_url, token

    def ask(self, path: str, body: Any = None) -> Any:
        """Return the answer; raise Trouble with the city's own words when it refuses."""
        headers = {
            "Authorization": f"Bearer {self._token}", "Content-Type": "application/json", "Accept-Language": "en",
        }  # fmt: skip
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._base_url}{path}", data, headers)  # noqa: S310 - the running city
        return json.loads(_opened(request))


def send(upload: Mapping[str, Any], path: Path) -> None:
    """Send a file with its form, in pieces; raise Trouble when it is not taken."""
    boundary = uuid.uuid4().hex
    head = "".join(_field(boundary, name, value) for name, value in upload["fields"].items())
    head += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\n\r\n'
    tail, size = f"\r\n--{boundary}--\r\n".encode(), path.stat().st_size
    bar = Bar(size)

    def pieces() -> Iterator[bytes]:
        yield head.encode()
        sent = 0
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
                sent += len(piece)
                bar.show(sent)
        yield tail

    headers = {
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "Content-Length": str(len(head.encode()) + size + len(tail)),
    }
    try:
        _opened(urllib.request.Request(upload["url"], pieces(), headers))  # noqa: S310 - given by the running city
    finally:
        bar.end()


def follow(desk: Desk, kind: str, import_id: str) -> dict[str, Any]:
    """Wait until an import is over, tell each step once, and return it."""
    told, until = "", time.monotonic() + _PATIENCE
    while True:
        found: dict[str, Any] = desk.ask(f"/desk/v1/datasets/{kind}/imports/{import_id}")
        if found["status"] in _OVER:
            return found
        if found["status"] != told:
            told = found["status"]
            say(f"  {_AT_WORK[told]} …")
        if time.monotonic() > until:
            raise Trouble(f"The import {import_id} is still {told}; look at its execution in the log.")
        time.sleep(0.3)


def report_of(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines in which people read how an import ended."""
    report = found["report"]
    if report:
        yield (
            f"  {report['read']:,} rows read, {report['accepted']:,} taken, {report['refused']:,} left out "
            f"({report['verdict']})"
        )
        for code, times in sorted(report["counts"].items(), key=lambda each: (-each[1], each[0])):
            yield f"    {times:>7,} × {code}"
        yield from (f"  {_place(each)}: {each['message']}" for each in report["findings"][:_SHOWN])
        if len(report["findings"]) > _SHOWN:
            yield "    … and more; the whole report lies beside the file"
        yield from (f"  {each['column'] or 'file'}: {each['message']}" for each in report["notes"])
    if found["reason"]:
        yield f"  {found['reason']['message']}"


def _place(finding: Mapping[str, Any]) -> str:
    row = f"row {finding['row']}" if finding["row"] else "file"
    return f"{finding['severity']}, {row}{', ' + finding['column'] if finding['column'] else ''}"


def wait_for_readers() -> None:
    """Return when every running function answers from what is active now, be it open to all or not."""
    # Whoever is asked after this time has asked for the pointer since it was written.
    time.sleep(POLL_SECONDS + 0.5)


def publish(base_url: str, kind: str, path: Path) -> int:
    """Publish a file and return 0, or 1 when it was not published."""
    root_body = json.loads((PACK / "city.json").read_text("utf-8"))["root_body"]
    editor = choose(everybody(), "editor", "", root_body)
    desk = Desk(base_url, log_in(base_url, editor)["access_token"])
    known = {each["kind"]: each for each in desk.ask("/desk/v1/datasets")["items"]}
    if kind not in known:
        raise Trouble(f"KIND={kind or '…'} is no kind of this city; it has {', '.join(sorted(known))}")
    started = time.monotonic()
    say(f"Publishing {path.name} ({path.stat().st_size / 1e6:.1f} MB) as {kind}")
    ticket = desk.ask(f"/desk/v1/datasets/{kind}/imports", {"file_name": path.name[-120:]})
    send(ticket["upload"], path)
    found = follow(desk, kind, ticket["import_id"])
    for line in report_of(found):
        say(line)
    if found["status"] != "published":
        say(f"Not published: {found['status']}. What was active before goes on.")
        return 1
    wait_for_readers()
    say(f"Published as {found['version']} in {time.monotonic() - started:.1f} s; the city answers from it.")
    return 0


def main() -> int:
    """Publish the file that FILE names as the kind that KIND names."""
    kind, file = os.environ.get("KIND", "").strip(), os.environ.get("FILE", "").strip()
    card = Place.of_this_checkout().read()
    try:
        if card.get("state") != "up":
            raise Trouble("No city is up here; start it with `make run`.")
        path = Path(file)
        if not file or not path.is_file():
            raise Trouble(f"FILE={file or '…'} is no file; say which: make import KIND=schools FILE=schools.csv")
        if not path.stat().st_size:
            raise Trouble(f"FILE={file} is empty.")
        return publish(card["base_url"], kind, path)
    except Trouble as trouble:
        complain(str(trouble))
        return 1


def _field(boundary: str, name: str, value: str) -> str:
    return f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'


def _opened(request: urllib.request.Request) -> bytes:
    try:
        with opener().open(request, timeout=120) as answer:
            content: bytes = answer.read()
            return content
    except urllib.error.HTTPError as refused:
        with refused:
            raise Trouble(_words(refused.code, refused.read())) from None
    except OSError as error:
        raise Trouble(f"The city does not answer: {error}") from None


def _words(status: int, content: bytes) -> str:
    try:
        return f"{json.loads(content)['detail']} ({status})"
    except (ValueError, KeyError, TypeError):
        return f"The city answered {status}: {content[:200].decode('utf-8', 'replace')}"


if __name__ == "__main__":
    sys.exit(main())
