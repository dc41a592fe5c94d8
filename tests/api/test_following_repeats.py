"""A support counts once, whatever is lost on its way, and at a known price."""

from typing import Any

import pytest

from tests.api.test_report_repeats import conflict
from tests.cloud import Cloud, empty
from tests.desks import REPORTS, a_sent_report, act, handler
from tests.following import losing
from tests.follows import ask, followed, supporters
from tests.meter import metering
from tests.phones import Phone


def rows(aws: Cloud) -> int:
    """Return how many people count, by their own rows."""
    return sum("supported_at" in item for item in aws.items("follows"))


def test_a_support_is_one_call_that_rewrites_no_index_of_the_report(an: Phone) -> None:
    report_id, binh = a_sent_report(an), Phone.of_citizen("binh")

    with metering() as meter:
        ask(binh, report_id, "support")

    # The row and the number take 4, the look at who sent the report 2, the entry in the list of what one follows 1.
    assert meter.calls == ["TransactWriteItems"]
    assert meter.write_units == 7


def test_a_page_of_what_one_follows_is_two_calls(an: Phone) -> None:
    binh = Phone.of_citizen("binh")
    for _ in range(3):
        ask(binh, a_sent_report(an), "follow")

    with metering() as meter:
        assert len(followed(binh)) == 3

    assert meter.calls == ["Query", "BatchGetItem"]


@pytest.mark.parametrize("before", [False, True], ids=["answer lost", "call lost"])
@pytest.mark.parametrize("way", [("POST", "support"), ("DELETE", "support"), ("POST", "follow"), ("DELETE", "follow")])
def test_whichever_call_is_lost_nobody_counts_twice(
    aws: Cloud, monkeypatch: pytest.MonkeyPatch, before: bool, way: tuple[str, str]
) -> None:
    method, what = way
    place, calls = 0, 1
    while place < calls:
        empty(aws)
        an, binh, chi = (Phone.of_citizen(name) for name in ("an", "binh", "chi"))
        report_id = a_sent_report(an)
        ask(chi, report_id, "support")
        if method == "DELETE":
            ask(binh, report_id, "support")
        with losing(monkeypatch, place, before) as made:
            # A phone asks until it is answered, and this one once more.
            answers = [ask(binh, report_id, what, method).status for _ in range(3)]

        assert sorted(answers) in ([200, 200, 200], [200, 200, 503]), made[place]
        assert supporters(report_id) == rows(aws), made[place]
        wanted = {"support": (method == "POST"), "follow": (method == "DELETE")}[what]
        assert rows(aws) == 1 + wanted, made[place]
        place, calls = place + 1, len(made)
    assert calls >= 2


def contended(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Let another write be in the way of so many transactions."""
    from pynamodb.connection.base import Connection

    real, left = Connection.transact_write_items, [times]

    def write(*given: Any, **named: Any) -> Any:
        left[0] -= 1
        if left[0] >= 0:
            raise conflict()
        return real(*given, **named)

    monkeypatch.setattr(Connection, "transact_write_items", write)


def test_an_officer_who_meets_a_support_on_its_way_is_not_sent_back(an: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    report_id, officer = a_sent_report(an), handler()
    contended(monkeypatch, times=2)

    answer = act(officer, report_id, "accept")

    assert (answer.status, answer.json["version"]) == (200, 2)


@pytest.mark.parametrize(("times", "status"), [(3, 200), (4, 409)])
def test_whoever_is_in_anothers_way_waits_a_little_and_is_then_told_to(
    an: Phone, monkeypatch: pytest.MonkeyPatch, times: int, status: int
) -> None:
    report_id, binh = a_sent_report(an), Phone.of_citizen("binh")
    contended(monkeypatch, times)

    answer = ask(binh, report_id, "support")

    assert answer.status == status
    assert answer.headers.get("retry-after") == (None if status == 200 else "1")
    assert Phone().get(f"{REPORTS}/{report_id}").json["supporters"] == (status == 200)
