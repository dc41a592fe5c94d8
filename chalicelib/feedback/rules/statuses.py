"""Where a report can stand, and what that means for its promise."""

from datetime import datetime

from chalicelib.shared import clock

STATUSES = (
    "received",
    "in_triage",
    "assigned",
    "in_progress",
    "needs_info",
    "waiting_external",
    "planned",
    "resolved",
    "reopen_requested",
    "closed",
    "refused",
    "referred",
    "duplicate",
    "withdrawn",
)
TERMINAL_STATUSES = frozenset({"closed", "refused", "referred", "duplicate", "withdrawn"})
# Somebody of the city still has to do something; a resolved report waits for its sender alone.
OPEN_STATUSES = frozenset(STATUSES) - TERMINAL_STATUSES - {"resolved"}
# The promise stands still: the city cannot go on before the citizen or an outside party has acted.
PAUSED_STATUSES = frozenset({"needs_info", "waiting_external"})
# Why a report ended, by the status it ended in; `closed` alone has several, which its move names.
CLOSED_REASONS = {"refused": "refused", "referred": "referred", "duplicate": "duplicate", "withdrawn": "withdrawn"}


def is_open(status: str) -> bool:
    """Tell whether somebody of the city still has to do something."""
    return status in OPEN_STATUSES


def is_live(status: str) -> bool:
    """Tell whether anything can still happen to a report by itself: it is open, or its result waits for a verdict."""
    return status not in TERMINAL_STATUSES


def is_overdue(status: str, promised_at: str, now: datetime) -> bool:
    """Tell whether an open report's current promise has passed while its clock ran."""
    runs = status in OPEN_STATUSES and status not in PAUSED_STATUSES
    return runs and clock.parse_rfc3339(promised_at) < now
