"""Every follower of events gets each of them, does her part once, and does nothing when it is told again."""

from typing import Any

import pytest

from chalicelib.shared import events, together
from tests.api.test_events import send, truth
from tests.boxes import inbox
from tests.builders import NHIEU_LOC, WASTE
from tests.clockwork import executions_of
from tests.cloud import Cloud
from tests.desks import REPORTS, act, operator
from tests.following import Lambda, bodies, handler_of
from tests.phones import Phone
from tests.pushes import Air, a_phone_of


@pytest.fixture
def air(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> Air:
    """Phones that can be reached, one at a time, since the cloud in memory has no locks."""
    monkeypatch.setattr(together, "MOST_AT_ONCE", 1)
    air = Air(aws)
    air.open(monkeypatch)
    return air


def clocks() -> list[str]:
    """Return the names of all executions that were ever started."""
    return sorted(execution.name for execution in executions_of("reports"))


def everything(aws: Cloud, air: Air) -> dict[str, Any]:
    """Return all that followers have done so far."""
    tables = ("messages", "statistics", "follows", "reports", "followed")
    kept = {table: sorted(aws.items(table), key=str) for table in tables}
    return {**kept, "pushed": air.sent(), "clocks": clocks()}


def test_a_hundred_reports_while_the_dispatcher_is_off_reach_every_follower_once(
    an: Phone, aws: Cloud, lambda_: Lambda, air: Air
) -> None:
    a_phone_of(an, "a1" * 32, "en")
    binh, chi = Phone.of_citizen("binh"), Phone.of_citizen("chi")
    sent = [*send(an, 50), *send(an, 49, category_code=WASTE, location=NHIEU_LOC)]
    [twin] = send(binh, 1)
    assert chi.post(f"{REPORTS}/{twin}/follow", None).status == 200
    act(operator(), twin, "merge", target_report_id=sent[0])

    lambda_.clock()
    given = {name: bodies(lambda_.queue(name)) for name in events.FOLLOWERS}

    assert (len(lambda_.waiting()), [lambda_.dead(name) for name in events.FOLLOWERS]) == (0, [0] * len(given))
    happened = sorted([*((each, "submit") for each in [*sent, twin]), (twin, "merge")])
    for told in given.values():
        assert sorted((event["report_id"], event["event_type"]) for event in told) == happened
    assert lambda_.counters() == truth(aws)
    assert sorted(lambda_.counters().values())[-2:] == [49, 51]
    told_of = [message["thing_ref"] for message in inbox(an, limit=100)["items"]]
    assert sorted(told_of) == sorted(f"report:{each}" for each in sent)
    assert [message["code"]["S"] for message in aws.items("messages") if message["recipient"]["S"] == chi.citizen_id]
    assert sorted(push.link.rpartition("/")[2] for push in air.sent()) == sorted(sent)
    assert clocks() == sorted(f"{each}-1" for each in sent)


def test_what_every_follower_has_done_stays_as_it_is_when_all_is_told_twice_more(
    an: Phone, aws: Cloud, lambda_: Lambda, air: Air
) -> None:
    a_phone_of(an, "a1" * 32, "en")
    binh, chi = Phone.of_citizen("binh"), Phone.of_citizen("chi")
    [master, *_], [twin] = send(an, 5), send(binh, 1)
    assert chi.post(f"{REPORTS}/{twin}/follow", None).status == 200
    act(operator(), twin, "merge", target_report_id=master)
    lambda_.stream()
    lambda_.clock()
    given = {name: lambda_.queue(name) for name in events.FOLLOWERS}
    done = everything(aws, air)

    for _ in range(2):
        for name, messages in given.items():
            for message in messages:
                lambda_.call(handler_of(name), {"Records": [{"messageId": "m", "body": message["Body"]}]})

    assert everything(aws, air) == done
    assert all(done.values())
