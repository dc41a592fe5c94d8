"""The law of a report's way: every move there is, as data. What has no row here does not happen."""

from collections.abc import Collection
from dataclasses import dataclass, field

from chalicelib.feedback.rules.statuses import OPEN_STATUSES, PAUSED_STATUSES, TERMINAL_STATUSES

# What a move can lead to beside a status: the report stays where it is, or goes back to where it was before a pause.
STAY = "(stays)"
BACK = "(back)"
NOTHING = "(not yet there)"

AUDIENCES: tuple[str, ...] = ("reporter", "followers", "body")
SYSTEM_ACTIONS = ("submit", "remind", "escalate", "time_out", "anonymise")
ACTIONS = (
    "assign",
    "accept",
    "refuse",
    "return",
    "refer",
    "ask_info",
    "answer_info",
    "extend",
    "plan",
    "wait_external",
    "resume",
    "resolve",
    "rate",
    "reopen",
    "comment",
    "merge",
    "split",
    "withdraw",
    "close",
)


@dataclass(frozen=True)
class Move:
    """One row: who may do what in which statuses, where it leads, what it demands, and what it says to whom.

    `demands` names fields of the desk's action (`text` is a public text or a note, `photos` only where the category
    asks), `takes` further ones that may come with it; `tells` gives a notice's code for the audiences `reporter`,
    `followers` and `body`. `reason_is_told` means that the public reads the reason where no public text was given.
    """

    action: str
    before: frozenset[str]
    after: str
    roles: frozenset[str]
    demands: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    tells: dict[str, str] = field(default_factory=dict)
    closed_reason: str | None = None
    reason_is_told: bool = False


def _row(action: str, before: Collection[str], after: str, roles: str, demands: str = "", /, **more: object) -> Move:
    told = {audience: str(more.pop(audience)) for audience in AUDIENCES if audience in more}
    return Move(
        action, frozenset(before), after, frozenset(roles.split()), tuple(demands.split()), tells=told,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def _all(code: str, body: str = "") -> dict[str, str]:
    # Who follows a report is told what its sender is told, in the same words.
    return {"reporter": code, "followers": code, **({"body": body} if body else {})}


_AT_WORK = ("received", "assigned", "in_progress", "planned")

MOVES: tuple[Move, ...] = (
    # Coming in; `submit` has no status before it. Rules place a report at a body or with the 1022 desk.
    _row("submit", {NOTHING}, "received", "reporter operator", **_all("report_received")),
    _row("submit", {NOTHING}, "in_triage", "reporter operator", **_all("report_received", "case_to_triage")),
    # What rules have placed is forwarded without anybody's help; only then does its body hear of it.
    _row("assign", {"received"}, "assigned", "system", **_all("report_assigned", "case_assigned")),
    # The desk gives it to a body, and a supervisor to one below hers. A paused report is resumed first.
    _row("assign", {"in_triage", "reopen_requested", *_AT_WORK}, "assigned", "operator supervisor", "body_id",
         **_all("report_assigned", "case_assigned")),
    _row("accept", {"received", "assigned"}, "in_progress", "handler supervisor", **_all("report_accepted")),
    _row("refuse", {"received", "in_triage", "assigned", "in_progress"}, "refused", "operator handler supervisor",
         "reason", reason_is_told=True, **_all("report_refused")),
    # Not ours: back to the desk with number and history; why is the bodies' own matter.
    _row("return", _AT_WORK, "in_triage", "handler supervisor", "reason", **_all("report_returned", "case_returned")),
    _row("refer", {"received", "in_triage", "assigned", "in_progress"}, "referred", "operator supervisor", "reason",
         reason_is_told=True, **_all("report_referred")),
    # A question stops the promise's clock until it is answered, given up or five days have passed.
    _row("ask_info", {"in_triage", *_AT_WORK}, "needs_info", "operator handler supervisor", "public_text",
         **_all("report_question")),
    _row("answer_info", {"needs_info"}, BACK, "reporter operator", "text", **_all("report_answered", "case_answered")),
    _row("time_out", {"needs_info"}, BACK, "system", **_all("report_not_answered", "case_not_answered")),
    _row("extend", {"assigned", "in_progress", "planned"}, STAY, "handler supervisor", "promised_at reason photos",
         reason_is_told=True, **_all("report_extended")),
    _row("plan", {"assigned", "in_progress"}, "planned", "handler supervisor", "promised_at", **_all("report_planned")),
    _row("wait_external", {"in_progress", "planned"}, "waiting_external", "handler supervisor", "reason",
         reason_is_told=True, **_all("report_waiting")),
    _row("resume", {"waiting_external", "needs_info"}, BACK, "handler supervisor", **_all("report_resumed")),
    _row("resume", {"planned"}, "in_progress", "handler supervisor", **_all("report_resumed")),
    _row("resolve", {"in_progress", "planned"}, "resolved", "handler supervisor", "public_text photos",
         **_all("report_resolved")),
    # The verdict: a low score with a reason inside it asks for more, everything else confirms, silence closes.
    _row("rate", {"resolved"}, "closed", "reporter", "score", closed_reason="confirmed",
         **_all("report_confirmed", "case_confirmed")),
    _row("rate", {"resolved"}, "reopen_requested", "reporter", "score reason",
         **_all("report_reopen_requested", "case_reopen_requested")),
    _row("close", {"resolved"}, "closed", "system", closed_reason="silent", **_all("report_closed_silently")),
    _row("reopen", {"resolved"}, "reopen_requested", "reporter", "reason",
         **_all("report_reopen_requested", "case_reopen_requested")),
    _row("reopen", {"reopen_requested", "resolved"}, "assigned", "operator supervisor", "reason",
         takes=("body_id", "promised_at"), **_all("report_reopened", "case_reopened")),
    # Only a wish to reopen is closed by hand: the verdict on a result belongs to its sender.
    _row("close", {"reopen_requested"}, "closed", "operator supervisor", "reason", closed_reason="refused",
         reason_is_told=True, **_all("report_reopening_declined")),
    _row("comment", {*OPEN_STATUSES, "resolved"}, STAY, "operator handler supervisor", "text",
         **_all("report_commented")),
    # Followers read what a sender adds on the timeline: nobody shall send her own words to phones in the city's name.
    _row("comment", {*OPEN_STATUSES, "resolved"}, STAY, "reporter", "text", body="case_commented"),
    _row("merge", OPEN_STATUSES - {"reopen_requested"}, "duplicate", "operator supervisor", "target_report_id",
         **_all("report_merged", "case_merged")),
    # The one way out of an ended report: a merge that was wrong is undone, and the desk looks at it anew.
    _row("split", {"duplicate"}, "in_triage", "operator supervisor", "reason",
         **_all("report_split", "case_to_triage")),
    _row("withdraw", OPEN_STATUSES, "withdrawn", "reporter", **_all("report_withdrawn", "case_withdrawn")),
    _row("withdraw", OPEN_STATUSES, "withdrawn", "operator", "reason", **_all("report_withdrawn", "case_withdrawn")),
    # What time does. Reminders go to whoever has to act next.
    _row("remind", OPEN_STATUSES - {"needs_info"}, STAY, "system", body="case_reminder"),
    _row("remind", {"needs_info"}, STAY, "system", reporter="report_question_reminder"),
    _row("remind", {"resolved"}, STAY, "system", reporter="report_verdict_reminder"),
    # The first level goes to the body itself, the second to the one above it, the third to the root of all.
    _row("escalate", OPEN_STATUSES - PAUSED_STATUSES, STAY, "system", body="case_escalated"),
    _row("anonymise", TERMINAL_STATUSES, STAY, "system"),
)  # fmt: skip


def moves_of(action: str, roles: Collection[str]) -> tuple[Move, ...]:
    """Return the rows of an action that somebody in these roles may take."""
    return tuple(move for move in MOVES if move.action == action and move.roles & set(roles))


def row_for(status: str, action: str, roles: Collection[str], after: str | None = None) -> Move | None:
    """Return the row for an action in a status, or None; `after` chooses where an action has two outcomes."""
    rows = (move for move in moves_of(action, roles) if status in move.before and after in (None, move.after))
    return next(rows, None)


def refusal_of(status: str, action: str, roles: Collection[str]) -> str | None:
    """Return why an action is refused in a status, or None: `move_not_allowed` to everybody, or only to these roles.

    A role that lacks a move which others have here is told so (403); where nobody has it the state is the reason (409).
    """
    rows = [move for move in MOVES if move.action == action and status in move.before]
    if not rows:
        return "move_not_allowed"
    return None if any(move.roles & set(roles) for move in rows) else "move_not_yours"


def is_known_in_advance(action: str, roles: Collection[str], after: str | None = None) -> bool:
    """Tell whether a move can be written without reading the report first: one outcome, and no promise to shift."""
    outcomes = {move.after for move in moves_of(action, roles) if after in (None, move.after)}
    return len(outcomes) == 1 and BACK not in outcomes
