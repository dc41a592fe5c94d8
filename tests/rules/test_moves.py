"""The law of a report's way, enumerated: every status, action and role, and what each combination leads to."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chalicelib.feedback import rules
from chalicelib.feedback.rules import Move, Wish
from tests.rules.test_calendar import CALENDAR

ROLES = ("operator", "handler", "supervisor", "reporter", "citizen", "system")
WORK = "received assigned in_progress planned"
OPEN = f"{WORK} in_triage needs_info waiting_external reopen_requested"
ENDED = "closed refused referred duplicate withdrawn"
# action: (roles, statuses it starts from, where it leads). Written down a second time, by hand, on purpose.
LAW: dict[str, list[tuple[str, str, str]]] = {
    "assign": [
        ("operator supervisor", f"{WORK} in_triage reopen_requested", "assigned"),
        ("system", "received", "assigned"),
    ],
    "accept": [("handler supervisor", "received assigned", "in_progress")],
    "refuse": [("operator handler supervisor", "received in_triage assigned in_progress", "refused")],
    "return": [("handler supervisor", WORK, "in_triage")],
    "refer": [("operator supervisor", "received in_triage assigned in_progress", "referred")],
    "ask_info": [("operator handler supervisor", f"{WORK} in_triage", "needs_info")],
    "answer_info": [("reporter operator", "needs_info", "(back)")],
    "extend": [("handler supervisor", "assigned in_progress planned", "(stays)")],
    "plan": [("handler supervisor", "assigned in_progress", "planned")],
    "wait_external": [("handler supervisor", "in_progress planned", "waiting_external")],
    "resume": [
        ("handler supervisor", "waiting_external needs_info", "(back)"),
        ("handler supervisor", "planned", "in_progress"),
    ],
    "resolve": [("handler supervisor", "in_progress planned", "resolved")],
    "rate": [("reporter", "resolved", "closed")],
    "reopen": [
        ("reporter", "resolved", "reopen_requested"),
        ("operator supervisor", "resolved reopen_requested", "assigned"),
    ],
    "comment": [("operator handler supervisor reporter", f"{OPEN} resolved", "(stays)")],
    "merge": [
        ("operator supervisor", f"{WORK} in_triage needs_info waiting_external", "duplicate"),
    ],
    "split": [("operator supervisor", "duplicate", "in_triage")],
    "withdraw": [("reporter operator", OPEN, "withdrawn")],
    "close": [("operator supervisor", "reopen_requested", "closed"), ("system", "resolved", "closed")],
    "submit": [],
    "remind": [("system", f"{OPEN} resolved", "(stays)")],
    "escalate": [("system", f"{WORK} in_triage reopen_requested", "(stays)")],
    "time_out": [("system", "needs_info", "(back)")],
    "anonymise": [("system", ENDED, "(stays)")],
}
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def lawful(status: str, action: str, role: str) -> str | None:
    """Return where an action leads by the law above, or None."""
    rows = LAW[action]
    return next((to for roles, before, to in rows if role in roles.split() and status in before.split()), None)


@pytest.mark.parametrize("action", [*rules.ACTIONS, *rules.SYSTEM_ACTIONS])
def test_every_status_action_and_role_leads_where_the_law_says_and_nowhere_else(action: str) -> None:
    for status in rules.STATUSES:
        somebody = any(lawful(status, action, role) for role in ROLES)
        for role in ROLES:
            row, wanted = rules.row_for(status, action, [role]), lawful(status, action, role)
            assert (row and row.after) == wanted, (status, action, role)
            refusal = None if wanted else "move_not_yours" if somebody else "move_not_allowed"
            assert rules.refusal_of(status, action, [role]) == refusal, (status, action, role)


def test_the_table_has_every_action_of_the_contract_and_no_other() -> None:
    assert {move.action for move in rules.MOVES} == {*rules.ACTIONS, *rules.SYSTEM_ACTIONS} == LAW.keys()
    assert {status for move in rules.MOVES for status in move.before} <= {*rules.STATUSES, "(not yet there)"}
    assert {move.after for move in rules.MOVES} <= {*rules.STATUSES, rules.STAY, rules.BACK}


def test_every_status_is_reached_and_nothing_but_a_wrong_merge_leaves_an_ended_one() -> None:
    assert {move.after for move in rules.MOVES} - {rules.STAY, rules.BACK} == set(rules.STATUSES)
    leaving = [
        move.action for move in rules.MOVES if move.before & rules.TERMINAL_STATUSES and move.after != rules.STAY
    ]
    assert leaving == ["split"]


def test_nobody_is_ever_between_two_rows() -> None:
    for role in ROLES:
        for action in rules.ACTIONS:
            for status in rules.STATUSES:
                rows = [move for move in rules.moves_of(action, [role]) if status in move.before]
                assert len(rows) <= (2 if action == "rate" else 1), (role, action, status)


def test_every_move_to_another_status_is_told_to_the_sender_and_to_followers() -> None:
    silent = [
        move for move in rules.MOVES if move.after != rules.STAY and not {"reporter", "followers"} <= {*move.tells}
    ]

    assert silent == []


def test_only_a_move_whose_outcome_lies_in_the_report_reads_it_first() -> None:
    reading = {
        (move.action, role)
        for move in rules.MOVES
        for role in move.roles
        if role != "system" and not rules.is_known_in_advance(move.action, [role], move.after)
    }

    assert reading == {
        ("answer_info", "reporter"), ("answer_info", "operator"), ("resume", "handler"), ("resume", "supervisor"),
    }  # fmt: skip
    assert not rules.is_known_in_advance("resume", ["handler"])


def wrong(row: Move, **fields: Any) -> dict[str, str]:
    wish = Wish(row.action, **fields)
    return {error.pointer: error.code for error in rules.demand_problems(row, wish, NOW, {"a-body"})}


def only(action: str, role: str, after: str | None = None) -> Move:
    rows = [move for move in rules.moves_of(action, [role]) if after in (None, move.after)]
    return rows[0]


@pytest.mark.parametrize(
    ("action", "role", "missing"),
    [
        ("assign", "operator", {"/body_id"}),
        ("refuse", "handler", {"/reason"}),
        ("return", "handler", {"/reason"}),
        ("refer", "operator", {"/reason"}),
        ("ask_info", "handler", {"/public_text"}),
        ("answer_info", "reporter", {"/public_text"}),
        ("extend", "handler", {"/promised_at", "/reason"}),
        ("plan", "handler", {"/promised_at"}),
        ("wait_external", "handler", {"/reason"}),
        ("resolve", "handler", {"/public_text"}),
        ("reopen", "operator", {"/reason"}),
        ("reopen", "reporter", {"/reason"}),
        ("comment", "handler", {"/public_text"}),
        ("merge", "operator", {"/target_report_id"}),
        ("split", "operator", {"/reason"}),
        ("withdraw", "operator", {"/reason"}),
        ("withdraw", "reporter", set()),
        ("close", "operator", {"/reason"}),
        ("accept", "handler", set()),
        ("resume", "handler", set()),
    ],
)
def test_what_an_action_demands_is_named_when_it_is_missing(action: str, role: str, missing: set[str]) -> None:
    assert wrong(only(action, role)) == dict.fromkeys(missing, "missing")


def test_what_an_action_does_not_take_is_refused_rather_than_ignored() -> None:
    assert wrong(only("accept", "handler"), promised_at="2026-12-01T00:00:00.000Z", body_id="a-body") == {
        "/promised_at": "not_for_this_action",
        "/body_id": "not_for_this_action",
    }


def test_a_body_must_be_one_of_the_citys_and_a_promise_must_lie_ahead() -> None:
    assert wrong(only("assign", "operator"), body_id="no-body") == {"/body_id": "unknown_body"}
    assert wrong(only("plan", "handler"), promised_at="2026-11-23T02:00:00.000Z") == {
        "/promised_at": "not_in_the_future"
    }
    assert rules.promise_problem("2026-12-01T00:00:00.000Z", "2026-12-01T00:00:00.000Z", NOW) == (
        "not_later_than_promised"
    )


@pytest.mark.parametrize(
    ("score", "has_reason", "outcome"),
    [(1, True, "reopen_requested"), (2, True, "reopen_requested"), (2, False, "closed"), (3, True, "closed")],
)
def test_a_low_score_with_a_reason_asks_for_more_and_every_other_confirms(
    score: int, has_reason: bool, outcome: str
) -> None:
    assert rules.outcome_of(score, has_reason) == outcome


@pytest.mark.parametrize("resolved", ["2026-11-23T00:00:00", "2026-11-23T23:59:59", "2027-02-03T12:00:00"])
def test_the_window_of_the_verdict_is_the_same_seen_from_either_end(resolved: str) -> None:
    moment = datetime.fromisoformat(resolved).replace(tzinfo=HERE)
    ends = rules.verdict_ends_at(moment, 14, CALENDAR)

    assert ends.astimezone(HERE).strftime("%H:%M:%S") == "23:59:59"
    assert (ends.astimezone(HERE).date() - moment.date()).days == 14
    assert rules.oldest_in_window(ends, 14, CALENDAR) <= moment.astimezone(UTC)
    assert rules.oldest_in_window(ends + timedelta(seconds=1), 14, CALENDAR) > moment.astimezone(UTC)


@pytest.mark.parametrize(
    ("status", "late"),
    [("in_progress", True), ("needs_info", False), ("waiting_external", False), ("resolved", False), ("closed", False)],
)
def test_a_report_is_late_only_while_its_clock_runs(status: str, late: bool) -> None:
    assert rules.is_overdue(status, "2026-11-22T00:00:00.000Z", NOW) is late


def test_the_page_about_moves_says_what_the_table_says() -> None:
    page = (Path(__file__).parents[2] / "docs" / "moves.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]

    assert len(rows) == len(rules.MOVES)
    for line, move in zip(rows, rules.MOVES, strict=True):
        action, before, after, roles, demands, tells = (cell.strip() for cell in line.strip("|").split("|"))
        assert action.strip("`") == move.action
        assert set(re.findall(r"`(\w+)`", before)) == move.before & set(rules.STATUSES)
        assert {"stays": rules.STAY, "back": rules.BACK}.get(after, after.strip("`")) == move.after
        assert set(roles.split(", ")) == move.roles
        assert set(re.findall(r"\w+\??", demands)) == {*move.demands, *(f"{name}?" for name in move.takes)}
        assert set(re.findall(r"\w+", tells)) == set(move.tells.values())
