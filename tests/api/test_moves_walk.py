"""Hundreds of reports walked through random legal and illegal moves; the timeline alone tells where each one ended."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.feedback import rules
from tests.cloud import Cloud, empty
from tests.desks import DESK, DESK_1022, LIGHTING, REPORTS, TREES, a_sent_report, act, say
from tests.phones import Heard, Phone

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ROUTES = {"rate": "rating", "comment": "comments", "answer_info": "answers", "withdraw": "withdrawal",
          "reopen": "reopening"}  # fmt: skip
# What a careful client sends with each action; the walk sometimes sends nothing at all.
FIELDS: dict[str, dict[str, Any]] = {
    "assign": {"body_id": LIGHTING},
    "refuse": {"reason": "x"},
    "return": {"reason": "x"},
    "refer": {"reason": "x"},
    "ask_info": {"public_text": "x"},
    "answer_info": {"note": "x"},
    "wait_external": {"reason": "x"},
    "resolve": {"public_text": "x"},
    "reopen": {"reason": "x"},
    "comment": {"public_text": "x"},
    "split": {"reason": "x"},
    "withdraw": {"reason": "x"},
    "close": {"reason": "x"},
}
SAYINGS: dict[str, dict[str, Any]] = {
    "rating": {"score": 1, "text": "x"},
    "comments": {"text": "x"},
    "answers": {"text": "x"},
    "withdrawal": {},
    "reopening": {"reason": "x"},
}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["operator", "handler", "supervisor", "stranger", "reporter", "reporter", "handler"]),
        st.sampled_from(rules.ACTIONS),
        st.booleans(),
        st.integers(0, 40),
    ),
    min_size=5,
    max_size=25,
)


class Walk:
    """One report, the people around it, and how far its promise may be put off."""

    def __init__(self) -> None:
        self.an = Phone.of_citizen("an")
        self.report = a_sent_report(self.an)
        self.master = a_sent_report(self.an)

    def officer(self, who: str) -> Phone:
        body = {"operator": DESK_1022, "stranger": TREES}.get(who, LIGHTING)
        return Phone.of_staff("handler" if who == "stranger" else who, body_id=body)

    def step(self, who: str, action: str, whole: bool) -> Heard | None:
        if who == "reporter":
            self.an = Phone.of_citizen("an")
            what = ROUTES.get(action)
            return say(self.an, self.report, what, **SAYINGS[what]) if what else None
        fields = FIELDS.get(action, {}) if whole else {}
        if whole and action in ("extend", "plan"):
            now = datetime.now(UTC)
            fields = {"promised_at": (now + timedelta(days=900)).isoformat()}
            fields |= {"reason": "x"} if action == "extend" else {}
        if whole and action == "merge":
            fields = {"target_report_id": self.master}
        return act(self.officer(who), self.report, action, **fields)

    def head(self) -> dict[str, Any]:
        return dict(Phone.of_citizen("an").get(f"{REPORTS}/{self.report}").json)

    def log(self) -> list[dict[str, Any]]:
        return list(Phone.of_staff("operator").get(f"{DESK}/{self.report}").json["timeline"])


def recomputed(log: list[dict[str, Any]], first: dict[str, Any]) -> dict[str, Any]:
    """Return where a report stands, from its events alone."""
    state = {"status": None, "promised_at": first["expected_at"], "closed_reason": None, "version": 0}
    for event in log:
        assert event["from_status"] == state["status"]
        state["status"] = event["status"]
        state["version"] += event["event_type"] != "comment"
        state["promised_at"] = event["detail"].get("promised_at", state["promised_at"])
        if event["event_type"] != "comment":
            state["closed_reason"] = event["detail"].get("closed_reason")
    return state


def walk(steps: list[tuple[str, str, bool, int]], traveller: Any) -> None:
    way = Walk()
    before = way.head()
    for who, action, whole, hours in steps:
        traveller.shift(timedelta(hours=hours, seconds=1))
        answer = way.step(who, action, whole)
        after = way.head()
        if answer is None:
            continue
        assert answer.status in (200, 201, 403, 409, 410, 422), answer.text
        roles = ["handler" if who == "stranger" else who]
        if answer.status in (200, 201):
            assert rules.refusal_of(before["status"], action, roles) is None
            assert who != "stranger"
        else:
            assert after | {"overdue": 0} == before | {"overdue": 0}
        if answer.status == 409:
            assert rules.refusal_of(before["status"], action, roles) == "move_not_allowed" or who == "stranger"
        before = after
    shown = way.head()
    log = way.log()
    told = recomputed(log, shown)
    assert {name: shown[name] for name in told} == told
    assert [event["event_id"] for event in log] == sorted(event["event_id"] for event in log)
    queue = Phone.of_staff("supervisor").get(DESK, body_id=shown["responsible_body"]["body_id"]).json["items"]
    listed = {card["report_id"]: card for card in queue}
    assert (way.report in listed) == rules.is_open(shown["status"])
    if way.report in listed:
        card = listed[way.report]
        assert {name: card[name] for name in card.keys() & shown.keys()} == {
            name: shown[name] for name in card.keys() & shown.keys()
        }


@pytest.mark.long
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_wherever_a_report_is_driven_its_timeline_tells_where_it_stands(
    aws: Cloud, steps: list[tuple[str, str, bool, int]]
) -> None:
    empty(aws)
    with time_machine.travel(START, tick=False) as traveller:
        walk(steps, traveller)


def test_a_walk_through_every_kind_of_move_can_be_told_from_its_timeline(aws: Cloud) -> None:
    steps = [
        ("handler", "accept", True, 1),
        ("stranger", "resolve", True, 1),
        ("handler", "ask_info", True, 1),
        ("reporter", "answer_info", True, 30),
        ("handler", "wait_external", True, 1),
        ("handler", "resume", True, 50),
        ("handler", "extend", True, 1),
        ("handler", "extend", False, 1),
        ("reporter", "comment", True, 1),
        ("handler", "resolve", True, 1),
        ("reporter", "rate", True, 1),
        ("operator", "reopen", True, 1),
        ("operator", "merge", True, 1),
        ("operator", "split", True, 1),
        ("operator", "assign", True, 1),
        ("handler", "return", True, 1),
        ("reporter", "withdraw", True, 1),
        ("reporter", "comment", True, 1),
    ]
    with time_machine.travel(START, tick=False) as traveller:
        walk(steps, traveller)
