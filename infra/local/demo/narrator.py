"""What `make demo` prints: the hours of a day, who does what, and what the city made of it."""

import os
import sys
import time
from collections.abc import Callable
from typing import Any

from infra.local.talk import say

_COLOURS = {"hour": "1;36", "who": "1", "fact": "32", "link": "4;34", "quiet": "2", "bad": "1;31"}
# The city itself answers within a second; this is for two busy cores.
PATIENCE = 25.0


class Missed(Exception):
    """Something that the city should have done did not happen."""


class Narrator:
    """Tells the day line by line and counts what was seen to happen."""

    def __init__(self, coloured: bool) -> None:
        """Tell in colour, or plainly."""
        self._coloured = coloured
        self.seen = 0

    @classmethod
    def of_this_terminal(cls) -> "Narrator":
        """Tell in colour where somebody looks on, and where CLICOLOR_FORCE asks for it; never with NO_COLOR."""
        wanted = sys.stdout.isatty() or bool(os.environ.get("CLICOLOR_FORCE"))
        return cls(wanted and not os.environ.get("NO_COLOR"))

    def hour(self, clock: str, title: str) -> None:
        """Begin a scene."""
        say()
        say(self._in("hour", f"{clock}  {title}"))

    def does(self, who: str, what: str) -> None:
        """Say what somebody does."""
        say(f"  {self._in('who', who)} {what}")

    def fact(self, what: str) -> None:
        """Say what was seen to have happened; only what was checked is told with this."""
        self.seen += 1
        say(f"    {self._in('fact', '✓')} {what}")

    def link(self, name: str, url: str) -> None:
        """Show where a picture or page can be looked at."""
        say(f"      {name}: {self._in('link', url)}")

    def quiet(self, text: str) -> None:
        """Say something beside the story."""
        say("      " + self._in("quiet", text))

    def failed(self, text: str) -> None:
        """Say loudly what did not happen."""
        say("    " + self._in("bad", f"✗ {text}"))

    def expect(self, holds: bool, what: str) -> None:
        """Tell a fact when it holds; raise Missed with it when it does not."""
        if not holds:
            raise Missed(what)
        self.fact(what)

    def soon(self, look: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
        """Look again and again until something is there, and return it; raise Missed when it never is."""
        until = time.monotonic() + patience
        while not (found := look()):
            if time.monotonic() > until:
                raise Missed(f"{what} (waited {patience:.0f} s)")
            time.sleep(0.25)
        self.fact(what)
        return found

    def _in(self, kind: str, text: str) -> str:
        return f"\033[{_COLOURS[kind]}m{text}\033[0m" if self._coloured else text
