"""Log in as somebody of the city pack and print the access token: `make -s token AS=citizen`.

It holds no key and makes no token: it walks the steps of a phone's browser over HTTP, against the running city.
"""

import json
import os
import re
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from infra.local.deployment import PACK, REDIRECT_URI
from infra.local.place import Place
from infra.local.ports import opener
from infra.local.talk import Trouble, complain, say

ROLES = ("citizen", "operator", "handler", "supervisor", "editor", "approver", "admin")


@dataclass(frozen=True)
class Somebody:
    """One of the city pack's people, as far as choosing needs it."""

    key: str
    roles: tuple[str, ...]
    body_id: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """Return what NAME may say for her."""
        return (self.key, self.body_id) if self.body_id else (self.key,)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Read where a redirect leads, and stay: it leads into an app."""

    def redirect_request(self, *_: Any) -> None:
        return None


class _Buttons(HTMLParser):
    """The people on the login page: value of each button by the key beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "button" and found.get("name") == "sub":
            self.values[str(found.get("data-key"))] = str(found.get("value"))


def everybody() -> list[Somebody]:
    """Return the people of the city pack who can log in, with the posts they hold."""
    from infra.city.schema import expand_people

    return [Somebody(one["key"], tuple(one["roles"]), one["body_id"]) for one in expand_people(PACK)]


def choose(people: list[Somebody], role: str, name: str, root_body: str) -> Somebody:
    """Return the person asked for: by key, by body, or as the second, third … one; refuse the rest with the choices."""
    if role not in ROLES:
        raise Trouble(f"AS={role or '…'} is nobody of this city; choose AS={'|'.join(ROLES)}")
    able = [one for one in people if (role in one.roles if one.roles else role == "citizen")]
    usual = [one for one in able if role == "citizen" or one.body_id == root_body]
    if not name and usual:
        return usual[0]
    if name.isdigit() and 0 < int(name) <= len(usual):
        return usual[int(name) - 1]
    for one in able:
        if name and name in one.names:
            return one
    choices = [one.key for one in usual] + sorted({one.body_id for one in able if one.body_id} - {root_body})
    more = f" or one of {len(choices) - 12} more bodies of bodies.json" if len(choices) > 12 else ""
    raise Trouble(f"NAME={name} is no {role} of this city; choose one of: {', '.join(choices[:12])}{more}")


def log_in(base_url: str, person: Somebody, redirect_uri: str = REDIRECT_URI) -> dict[str, Any]:
    """Walk the browser's steps for this person and return the city's answer with the tokens."""
    opened = _json(f"{base_url}/v1/login/vneid?redirect_uri={quote(redirect_uri, safe='')}")
    page = _ask(opened["authorize_url"])[2]
    buttons = _Buttons()
    buttons.feed(page)
    if person.key not in buttons.values:
        raise Trouble(
            f"The login page does not know {person.key}; was the city pack changed? Then run `make run` again."
        )
    status, location, words = _ask(
        opened["authorize_url"], f"sub={quote(buttons.values[person.key], safe='')}".encode()
    )
    returned = parse_qs(urlsplit(location).query)
    if status not in {302, 303} or not location.startswith(redirect_uri) or "code" not in returned:
        raise Trouble(f"The login page did not lead back to the app ({status}): {words[:200]}")
    answer = {"code": returned["code"][0], "state": returned["state"][0]}
    return _json(f"{base_url}/v1/login/vneid/callback", answer)


def _json(url: str, body: Any = None) -> dict[str, Any]:
    data = None if body is None else json.dumps(body).encode()
    status, _, words = _ask(url, data, {"Content-Type": "application/json"})
    if status != 200:
        raise Trouble(f"{url} answered {status}: {words[:300]}")
    found: dict[str, Any] = json.loads(words)
    return found


def _ask(url: str, data: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Return status, Location and text of one request."""
    request = urllib.request.Request(url, data, headers or {})  # noqa: S310 - a URL of the running city
    try:
        with opener(_NoRedirect()).open(request, timeout=40) as answer:
            return answer.status, "", answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers.get("Location", ""), answer.read().decode("utf-8", "replace")
    except OSError as error:
        raise Trouble(f"{urlsplit(url).netloc} does not answer: {error}") from error


def main() -> int:
    """Print the token of whom AS and NAME ask for, or the whole answer with FORMAT=json."""
    role, name = os.environ.get("AS", "").strip(), os.environ.get("NAME", "").strip()
    card = Place.of_this_checkout().read()
    if card.get("state") != "up":
        return 1
    try:
        root_body = json.loads((PACK / "city.json").read_text("utf-8"))["root_body"]
        answer = log_in(card["base_url"], choose(everybody(), role, name, root_body))
    except Trouble as trouble:
        complain(re.sub(r"\s+", " ", str(trouble)))
        return 1
    say(json.dumps(answer, ensure_ascii=False) if os.environ.get("FORMAT") == "json" else answer["access_token"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
