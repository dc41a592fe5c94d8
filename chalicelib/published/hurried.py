"""Fetch published data for somebody who cannot wait: a second in all, then not again for half a minute."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from chalicelib.published.current import PublicShelf
from chalicelib.shared import clock, plain_http

_PATIENCE_SECONDS = 1.0
# Less than this is no time in which anybody could answer.
_LEAST_SECONDS = 0.05
_RESTS = timedelta(seconds=30)


class HurriedShelf(PublicShelf):
    """What everybody may read, for all kinds together waited for no longer than a second in half a minute.

    A file that does come is not given up for its size: only silence counts.
    """

    def __init__(self) -> None:
        """Have waited for nothing yet."""
        self._since: datetime | None = None
        self._left = _PATIENCE_SECONDS

    def pointer(self, kind: str) -> bytes | None:
        """Return the pointer; raise Unreachable at once when patience is over."""
        with self._waiting():
            return super().pointer(kind)

    def fetch(self, kind: str, file: str, path: Path, size: int) -> None:
        """Bring a file; raise Unreachable at once when patience is over."""
        with self._waiting():
            super().fetch(kind, file, path, size)

    def seconds(self) -> float:
        """Return for how many seconds nothing may be heard."""
        return max(self._left, _LEAST_SECONDS)

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        now = clock.now()
        if self._since is None or now >= self._since + _RESTS:
            self._since, self._left = now, _PATIENCE_SECONDS
        if self._left < _LEAST_SECONDS:
            raise plain_http.Unreachable("nothing was heard of published data a moment ago")
        began = monotonic()
        try:
            yield
        except OSError:
            self._left -= monotonic() - began
            raise
