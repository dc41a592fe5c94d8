"""Pure decisions about who is told: where a report stood after an event, and whose box a late report goes to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# The body that these name is the one that has the report from then on; elsewhere it is the one that acted.
_GIVE = frozenset({"submit", "assign", "return", "split"})


@dataclass(frozen=True)
class Standing:
    """Where a report stood after an event: with whom, promised by when, last resolved when, last asked when."""

    body_id: str
    promised_at: str
    resolved_at: str | None = None
    asked_at: str | None = None
    status: str = field(default="", compare=False)


def standing(happened: Iterable[Mapping[str, Any]], expected_at: str) -> Standing:
    """Return where a report stood after the last of these events, oldest first.

    The report itself may have moved on since; what is told of an event must be the same whenever it is told.
    """
    body_id, promised_at, status, last = "", expected_at, "", dict[str, str]()
    for each in happened:
        detail = each.get("detail") or {}
        gives = each["event_type"] in _GIVE and each.get("body_id")
        body_id = detail.get("body_id") or (each["body_id"] if gives else body_id)
        promised_at = detail.get("promised_at", promised_at)
        last[each["event_type"]] = each["at"]
        status = each.get("status") or status
    return Standing(body_id, promised_at, last.get("resolve"), last.get("ask_info"), status)


def answerable(body_id: str, level: int, parents: Mapping[str, str | None], root: str) -> str:
    """Return whom a late report of a body is brought before: itself, then the body above it, then the root of all."""
    if level <= 1:
        return body_id
    return parents.get(body_id) or root if level == 2 else root
