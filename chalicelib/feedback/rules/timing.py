"""What time does with a report: from its facts and the city's terms, the state in which its clock stands now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from chalicelib.feedback.rules.statuses import TERMINAL_STATUSES
from chalicelib.shared import clock
from chalicelib.shared.calendar import Calendar

ASSIGN, REMIND, ESCALATE, TIME_OUT, CLOSE = "Assign", "Remind", "Escalate", "TimeOut", "Close"
# What each state of the clock does to the report, by the names of the table of moves.
ACTS = {ASSIGN: "assign", REMIND: "remind", ESCALATE: "escalate", TIME_OUT: "time_out", CLOSE: "close"}
WAITS = {
    "in_triage": "Triage",
    "assigned": "AwaitBody",
    "in_progress": "AtWork",
    "planned": "Planned",
    "needs_info": "AwaitCitizen",
    "waiting_external": "AwaitOutside",
    "reopen_requested": "AwaitReopenDecision",
    "resolved": "AwaitVerdict",
}
ENDS = {status: status.capitalize() for status in TERMINAL_STATUSES}
# A newer run of the same report has taken over; there is no such report.
SUPERSEDED, GONE = "Superseded", "Gone"
# A signal that was lost on its way to the clock delays nothing beyond the next look.
LONGEST_WAIT = timedelta(days=1)
_ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Terms:
    """What the city pack says of reminders, escalations and waits: shares of a limit, and days."""

    remind_share: float
    escalation_shares: tuple[float, ...]
    ask_days: int
    ask_reminder_days: int
    verdict_days: int
    verdict_reminder_days: int
    outside_reminder_days: int

    @classmethod
    def of_city(cls, pack: Mapping[str, Any]) -> "Terms":
        """Read the terms out of `city.json`."""
        given = {name: pack[name] for name in cls.__dataclass_fields__}
        return cls(**{**given, "escalation_shares": tuple(pack["escalation_shares"])})


@dataclass(frozen=True)
class Facts:
    """What a report's head says that time goes by.

    `since` is when the present pause began or the result was given; `limit` is the amount and unit whose shares count.
    `prompted_for` and `prompted_level` are the last thing that time has said, and about which promise; `nudged_for` is
    the question, pause or result that it has reminded of.
    """

    status: str
    promised_at: datetime
    limit: tuple[int, str]
    since: datetime | None = None
    prompted_for: str | None = None
    prompted_level: int = 0
    nudged_for: str | None = None


@dataclass(frozen=True)
class State:
    """Where a report's clock stands: an act at a level, a wait until the next one (None: for nothing), or an end."""

    name: str
    level: int = 0
    about: str | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class _Prompt:
    """One thing that time does about a deadline, from a moment on and, where it is no use later, until another."""

    act: str
    about: str
    at: datetime
    level: int = 0
    until: datetime | None = None

    def is_left(self, facts: Facts, now: datetime) -> bool:
        if self.until is not None and now >= self.until:
            return False
        is_said = self.about == facts.nudged_for
        if is_about_promise(self.about):
            is_said = facts.prompted_for == self.about and facts.prompted_level >= self.level
        # What moves the report has not been done as long as the report stands there.
        return not is_said or self.act not in (REMIND, ESCALATE)


def state_at(facts: Facts, terms: Terms, calendar: Calendar, now: datetime) -> State:
    """Return the state of a report's clock: what is due first is done first, each once for a deadline.

    A reminder that has come too late is left out; escalations that were missed follow one another, since each goes to
    somebody else.
    """
    if facts.status in ENDS:
        return State(ENDS[facts.status])
    if facts.status == "received":
        return State(ASSIGN)
    left = [each for each in _prompts(facts, terms, calendar, now) if each.is_left(facts, now)]
    due = next((each for each in left if each.at <= now), None)
    if due is not None:
        return State(due.act, due.level, due.about)
    return State(WAITS[facts.status], _level(facts), until=min((each.at for each in left), default=None))


def wait_seconds(state: State, now: datetime) -> int:
    """Return how long the clock waits before it looks again, in whole seconds: at least one, at most a day."""
    wait = LONGEST_WAIT if state.until is None else min(state.until - now, LONGEST_WAIT)
    return max(1, ceil(wait / _ONE_SECOND))


def promise_mark(promised_at: datetime) -> str:
    """Return what stands on the head for what time has said about a promise."""
    return f"promise {clock.rfc3339(promised_at)}"


def is_about_promise(about: str) -> bool:
    """Tell whether time has said something about a promise, and not about a question, a pause or a result."""
    return about.startswith("promise ")


def _level(facts: Facts) -> int:
    return facts.prompted_level if facts.prompted_for == promise_mark(facts.promised_at) else 0


def _prompts(facts: Facts, terms: Terms, calendar: Calendar, now: datetime) -> Iterator[_Prompt]:
    if facts.status == "needs_info" and facts.since:
        return _of_question(facts.since, terms, calendar)
    if facts.status == "waiting_external" and facts.since:
        return _of_outside(facts.since, terms, calendar, now)
    if facts.status == "resolved" and facts.since:
        return _of_verdict(facts.since, terms, calendar)
    return _of_promise(facts, terms, calendar)


def _of_promise(facts: Facts, terms: Terms, calendar: Calendar) -> Iterator[_Prompt]:
    about, due, unit = promise_mark(facts.promised_at), facts.promised_at, facts.limit[1]
    length = calendar.length_of(*facts.limit)
    yield _Prompt(REMIND, about, calendar.moved(due, -terms.remind_share * length, unit), until=due)
    for level, share in enumerate(terms.escalation_shares, 1):
        yield _Prompt(ESCALATE, about, calendar.moved(due, share * length, unit), level)


def _of_question(since: datetime, terms: Terms, calendar: Calendar) -> Iterator[_Prompt]:
    about, lapses = f"question {clock.rfc3339(since)}", calendar.in_days(since, terms.ask_days)
    yield _Prompt(REMIND, about, calendar.in_days(since, terms.ask_reminder_days), until=lapses)
    yield _Prompt(TIME_OUT, about, lapses)


def _of_verdict(since: datetime, terms: Terms, calendar: Calendar) -> Iterator[_Prompt]:
    about = f"verdict {clock.rfc3339(since)}"
    # The whole last second belongs to the sender.
    closes = calendar.last_second(since, terms.verdict_days) + _ONE_SECOND
    yield _Prompt(REMIND, about, calendar.in_days(since, terms.verdict_reminder_days), until=closes)
    yield _Prompt(CLOSE, about, closes)


def _of_outside(since: datetime, terms: Terms, calendar: Calendar, now: datetime) -> Iterator[_Prompt]:
    # Each reminder is about its own day, so of several that were missed the last alone is sent.
    every = calendar.in_days(since, terms.outside_reminder_days) - since
    passed = max(0, (now - since) // every)
    for turn in (passed, passed + 1):
        if turn:
            at = since + turn * every
            yield _Prompt(REMIND, f"outside {clock.rfc3339(at)}", at)
