"""Say how a check ended: in numbers for programs, and as a table for people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from chalicelib.published.importing.findings import AND_MORE, SEVERITIES, Finding, Findings, Note, message_of
from chalicelib.shared.spreadsheets import write_rows

type Verdict = Literal["clean", "quarantined", "refused"]

HEADER = ("row", "column", "code", "message", "severity", "value")
_MOST_LINES = 20_000
MOST_TOLD = 100


@dataclass(frozen=True)
class Checked:
    """How a check ended.

    `read` rows were in the file, of which `accepted` were written and `refused` left out. `counts` says how often each
    code was found, `findings` are the first hundred, errors first, `notes` what was mended. Nothing is accepted of a
    file that is refused. A file is clean when no row was left out; warnings do no harm.
    """

    verdict: Verdict
    read: int
    accepted: int
    refused: int
    counts: Mapping[str, int]
    findings: tuple[Finding, ...]
    notes: tuple[Note, ...]

    def as_json(self) -> dict[str, Any]:
        """Return all of it as JSON can carry it; texts follow from the codes and their params."""
        findings = [
            {**each._asdict(), "params": dict(each.params), "severity": each.severity} for each in self.findings
        ]
        notes = [each._asdict() for each in self.notes]
        return {**vars(self), "counts": dict(self.counts), "findings": findings, "notes": notes}


def refused_unread(code: str, report: Path, language: str = "vi") -> Checked:
    """Write the report of a file that was refused before anything of it was read, and return how that ended."""
    findings = Findings()
    findings.add(None, "", code)
    write_report(report, findings, language)
    return Checked("refused", 0, 0, 0, dict(findings.counts), findings.gravest(MOST_TOLD), ())


def write_report(path: Path, findings: Findings, language: str) -> None:
    """Write the report as CSV that a spreadsheet opens rightly: what was found, then what was counted or mended."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        write_rows(file, HEADER, _lines(findings, language))


def _lines(findings: Findings, language: str) -> Iterator[tuple[Any, ...]]:
    kept = _most_serious(findings.in_order())
    for each in kept:
        yield _row(each.row), each.column, each.code, each.message(language), each.severity, each.value
    for code, times in sorted(findings.counts.items()):
        if unseen := times - sum(each.code == code for each in kept):
            yield "", "", code, message_of(AND_MORE, language, {"times": unseen}), SEVERITIES[code], ""
    for note in findings.notes():
        text = f"{message_of(note.code, language, {})} (× {note.times})"
        yield "", note.column, note.code, text, "note", ""


def _most_serious(found: list[Finding]) -> list[Finding]:
    """Return as many as a report holds, in their order, leaving out warnings first."""
    errors = sum(each.severity == "error" for each in found)
    room = max(0, _MOST_LINES - errors)
    kept: list[Finding] = []
    for each in found:
        is_error = each.severity == "error"
        room -= not is_error
        if is_error or room >= 0:
            kept.append(each)
    return kept[:_MOST_LINES]


def _row(number: int | None) -> int | str:
    return "" if number is None else number
