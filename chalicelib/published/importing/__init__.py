"""Check a file of published data row by row: what is accepted, what is not and why, and what was mended."""

from chalicelib.published.importing.checking import check
from chalicelib.published.importing.context import Context
from chalicelib.published.importing.findings import Finding, Note, Severity, message_of
from chalicelib.published.importing.reporting import Checked, Verdict, refused_unread
from chalicelib.published.importing.staging import attached_to, rows_in

__all__ = [
    "Checked", "Context", "Finding", "Note", "Severity", "Verdict", "attached_to", "check", "message_of",
    "refused_unread", "rows_in",
]  # fmt: skip
