"""Putting what an event tells into the boxes of those whom it concerns."""

from collections.abc import Mapping
from typing import Any

from chalicelib.feedback.telling.service import letters_of
from chalicelib.notifications.posting import service as posting


def fill(event: Mapping[str, Any]) -> int:
    """Put the letters of an event; return how many are new.

    A letter's key is the event's own, so a repeat puts what is missing and leaves what is there, read or not.
    """
    return posting.put(letters_of(event))
