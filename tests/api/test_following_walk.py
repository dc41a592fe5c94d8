"""People come and go, reports are merged and split in between; who follows and counts is reckoned anew by hand."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cloud import Cloud, empty
from tests.desks import a_sent_report, act, operator, say
from tests.following import Lambda
from tests.follows import ask
from tests.phones import Phone

PEOPLE, REPORTS = range(5), range(4)
WAYS = {"support": ("POST", "support"), "unsupport": ("DELETE", "support"),
        "follow": ("POST", "follow"), "unfollow": ("DELETE", "follow")}  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from([*WAYS, "support"]), st.sampled_from(PEOPLE), st.sampled_from(REPORTS))
    | st.tuples(st.sampled_from(["merge", "merge", "split"]), st.sampled_from(REPORTS), st.sampled_from(REPORTS))
    | st.tuples(st.sampled_from(["deliver", "deliver", "withdraw"]), st.sampled_from(REPORTS), st.just(0)),
    min_size=5,
    max_size=30,
)


class Reckoning:
    """What must be so, told in plain sets: person 0 to 3 sent report 0 to 3, person 4 sent none."""

    def __init__(self) -> None:
        self.via: dict[tuple[int, int], set[int]] = {}
        self.counts: dict[tuple[int, int], set[int]] = {}
        self.into: dict[int, int] = {}
        self.gone: set[int] = set()
        self.pending: list[tuple[str, int, int]] = []

    def step(self, what: str, one: int, other: int) -> int:
        """Do a step; return the status with which the city must answer it."""
        if what in WAYS:
            return self.asked(what, one, other)
        return self.merge(one, other) if what == "merge" else self.split(one) if what == "split" else self.withdraw(one)

    def asked(self, what: str, person: int, report: int) -> int:
        """Do what a person asks for; return the status of the answer."""
        at = (report, person)
        if what in ("unsupport", "unfollow"):
            (self.counts if what == "unsupport" else self.via).pop(at, None)
            return 200
        reasons = self.counts if what == "support" else self.via
        if person == report:
            return 409
        if report in reasons.get(at, set()):
            return 200
        if report in self.into or (what == "support" and report in self.gone):
            return 409
        self.via.setdefault(at, set()).add(report)
        if what == "support":
            self.counts.setdefault(at, set()).add(report)
        return 200

    def merge(self, report: int, target: int) -> int:
        if report == target or self.is_away(target):
            return 422 if report == target or not self.is_away(report) else 409
        if self.is_away(report):
            return 409
        self.into[report] = target
        self.pending.append(("merge", report, target))
        return 200

    def split(self, report: int) -> int:
        if report not in self.into:
            return 409
        self.pending.append(("split", report, self.into.pop(report)))
        return 200

    def withdraw(self, report: int) -> int:
        if self.is_away(report):
            return 409
        self.gone.add(report)
        return 200

    def is_away(self, report: int) -> bool:
        return report in self.into or report in self.gone

    def deliver(self) -> None:
        """Let the events since the last time take effect."""
        for kind, report, target in self.pending:
            if kind == "merge" and self.into.get(report) == target:
                self._echo(target, report, report, True, False)
                for person in PEOPLE:
                    self._echo(target, person, report, (report, person) in self.via, (report, person) in self.counts)
            if kind == "split" and self.into.get(report) != target:
                for person in PEOPLE:
                    self._fade(target, person, report, True, True)
        self.pending = []

    def _echo(self, report: int, person: int, merged: int, follows: bool, counts: bool) -> None:
        if person == report or not (follows or counts):
            return
        came = follows and (report, person) not in self.via
        counted = counts and (report, person) not in self.counts
        if follows:
            self.via.setdefault((report, person), set()).add(merged)
        if counts:
            self.counts.setdefault((report, person), set()).add(merged)
        if report in self.into:
            self._echo(self.into[report], person, report, came, counted)

    def _fade(self, report: int, person: int, merged: int, follows: bool, counts: bool) -> None:
        left = follows and self._takes(self.via, (report, person), merged)
        fewer = counts and self._takes(self.counts, (report, person), merged)
        if report in self.into and (left or fewer):
            self._fade(self.into[report], person, report, left, fewer)

    def _takes(self, reasons: dict[tuple[int, int], set[int]], at: tuple[int, int], merged: int) -> bool:
        """Take a reason away; tell whether it was the last one."""
        reasons.get(at, set()).discard(merged)
        return at in reasons and not reasons[at] and reasons.pop(at) is not None


class Walk:
    """The city's side of the same: what people and desk ask, and what is stored."""

    def __init__(self, aws: Cloud) -> None:
        self.aws, self.lambda_ = aws, Lambda(aws)
        self.people = [Phone.of_citizen(f"person-{number}") for number in PEOPLE]
        self.reports = [a_sent_report(self.people[number]) for number in REPORTS]
        self.desk = operator()

    def step(self, what: str, one: int, other: int) -> int:
        if what in WAYS:
            method, path = WAYS[what]
            return ask(self.people[one], self.reports[other], path, method).status
        if what == "merge":
            return act(self.desk, self.reports[one], "merge", target_report_id=self.reports[other]).status
        if what == "split":
            return act(self.desk, self.reports[one], "split", reason="x").status
        return say(self.people[one], self.reports[one], "withdrawal").status

    def deliver(self) -> None:
        self.lambda_.stream()
        self.lambda_.queue("following")

    def stored(self, mark: str) -> set[tuple[int, int]]:
        """Return which person has a mark at which report."""
        numbers = {phone.citizen_id: number for number, phone in enumerate(self.people)}
        return {
            (self.reports.index(item["report_id"]["S"]), numbers[item["citizen_id"]["S"]])
            for item in self.aws.items("follows")
            if mark in item
        }

    def supporters(self) -> list[int]:
        path = "/v1/feedback/reports/"
        return [Phone().get(path + report_id).json["supporters"] for report_id in self.reports]


def walk(aws: Cloud, steps: list[tuple[str, int, int]]) -> dict[str, Any]:
    city, truth = Walk(aws), Reckoning()
    for what, one, other in [*steps, ("deliver", 0, 0)]:
        if what == "deliver":
            city.deliver()
            truth.deliver()
            continue
        assert city.step(what, one, other) == truth.step(what, one, other), (what, one, other)
    assert city.stored("followed_at") == truth.via.keys()
    assert city.stored("supported_at") == truth.counts.keys()
    assert city.supporters() == [sum(at[0] == report for at in truth.counts) for report in REPORTS]
    return {"follow": city.stored("followed_at"), "count": city.stored("supported_at")}


@pytest.mark.long
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_however_people_and_reports_go_who_follows_and_counts_can_be_reckoned(
    aws: Cloud, steps: list[tuple[str, int, int]]
) -> None:
    empty(aws)
    walk(aws, steps)


def test_a_walk_through_every_step_ends_where_it_is_reckoned_to_end(aws: Cloud) -> None:
    steps = [
        ("support", 4, 0), ("support", 4, 1), ("follow", 3, 0), ("support", 0, 1), ("support", 0, 0),
        ("merge", 0, 1), ("merge", 1, 2), ("support", 3, 1), ("support", 3, 2), ("deliver", 0, 0),
        ("support", 4, 2), ("unfollow", 0, 2), ("split", 0, 0), ("deliver", 0, 0), ("unsupport", 4, 2),
        ("merge", 0, 3), ("split", 1, 0), ("withdraw", 2, 0), ("support", 4, 2), ("follow", 4, 2), ("merge", 3, 2),
    ]  # fmt: skip

    found = walk(aws, steps)

    assert found["follow"] >= {(1, 4), (3, 0), (3, 4)}
    assert (2, 3) in found["count"]


def test_somebody_who_came_with_a_duplicate_and_supports_the_rest_herself_stays_after_the_split(aws: Cloud) -> None:
    found = walk(aws, [("support", 4, 0), ("merge", 0, 1), ("deliver", 0, 0), ("support", 4, 1), ("split", 0, 0)])

    assert found == {"follow": {(0, 4), (1, 4)}, "count": {(0, 4), (1, 4)}}
