"""Pushing what an event tells to the phones of those whom it concerns."""

from collections.abc import Mapping
from typing import Any

from chalicelib.feedback.telling.service import letters_of
from chalicelib.notifications.pushing import service as pushing


def ring(event: Mapping[str, Any]) -> None:
    """Push the letters of an event, each phone once; raise Unavailable when one has to be tried again."""
    pushing.push_letters(event["event_id"], letters_of(event))
