"""A clock whose hand a test moves."""

from datetime import datetime, timedelta

import pytest

from chalicelib.shared import clock


class Hand:
    """Where the clock's hand stands."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def move(self, seconds: float) -> None:
        """Move the hand on."""
        self.at += timedelta(seconds=seconds)


def taken(monkeypatch: pytest.MonkeyPatch) -> Hand:
    """Take the clock into a hand, a few minutes ago: tokens are checked by the real clock, which may not lie behind."""
    hand = Hand(clock.now() - timedelta(minutes=5))
    monkeypatch.setattr(clock, "now", lambda: hand.at)
    return hand
