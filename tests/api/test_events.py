"""Whatever happens to a report reaches everybody who follows, once, in order, and whatever fails on the way."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.shared import clock, ids
from tests.api.test_report_repeats import conflict
from tests.builders import a_report
from tests.cloud import Cloud
from tests.following import ATTEMPTS, Lambda, Lost, bodies, losing
from tests.phones import Phone

REPORTS = "/v1/feedback/reports"


def send(an: Phone, times: int = 1, **changes: Any) -> list[str]:
    return [an.post(REPORTS, a_report(**changes)).json["report_id"] for _ in range(times)]


def happens(report_id: str, *kinds: str) -> None:
    """Let further things happen to a report, as the desk's moves write them."""
    from chalicelib.feedback.models import UNDELIVERED, Event

    at = clock.rfc3339(datetime.now(UTC))
    for kind in kinds:
        Event(
            report_id, ids.new_ulid("event"), event_type=kind, status="in_progress", at=at, actor={"role": "handler"},
            body_id="somebody", undelivered_shard=UNDELIVERED, undelivered_at=at,
        ).save()  # fmt: skip


def truth(aws: Cloud) -> dict[str, int]:
    """Return what the statistics must say, counted from the timeline and the reports themselves."""
    from chalicelib.feedback.models import HEAD, Report

    counted: Counter[str] = Counter()
    for row in aws.items("timeline"):
        head = Report.get(row["report_id"]["S"], HEAD)
        known = (row["body_id"]["S"], head.ward_code, head.category_code)
        counted["#".join((*known, row["status"]["S"], row["event_type"]["S"]))] += 1
    return dict(counted)


def test_a_report_is_handed_on_and_counted(an: Phone, aws: Cloud, lambda_: Lambda) -> None:
    send(an)

    lambda_.stream()
    lambda_.queue()

    assert lambda_.waiting() == []
    assert lambda_.counters() == truth(aws)
    assert sum(lambda_.counters().values()) == 1


def test_a_message_is_the_whole_event_without_its_bookkeeping(an: Phone, aws: Cloud, lambda_: Lambda) -> None:
    [report_id] = send(an)
    [row] = aws.items("timeline")

    lambda_.stream()
    [message] = lambda_.queue()

    [event] = bodies([message])
    assert event.keys() == row.keys() - {"undelivered_at", "undelivered_shard"}
    assert (event["report_id"], event["actor"]) == (report_id, {"role": "reporter"})
    assert message["Attributes"]["MessageGroupId"] == report_id
    assert message["Attributes"]["MessageDeduplicationId"] == event["event_id"]


def test_what_is_younger_than_half_a_minute_is_left_to_the_stream(an: Phone, lambda_: Lambda) -> None:
    send(an)

    lambda_.clock(seconds=20)

    assert lambda_.queue() == []


def test_a_sweep_stops_when_its_time_is_up_and_the_next_goes_on(an: Phone, aws: Cloud) -> None:
    from chalicelib.feedback import delivery

    send(an)
    later = datetime.now(UTC) + timedelta(seconds=31)

    assert delivery.sweep(until=later - timedelta(days=1)) == 0


def test_a_row_that_was_changed_is_not_handed_on_again(an: Phone, aws: Cloud, lambda_: Lambda) -> None:
    from chalicelib.feedback import workflow
    from tests.following import told

    send(an)

    lambda_.call(workflow.event_dispatcher, {"Records": [told("MODIFY", row) for row in aws.items("timeline")]})

    assert lambda_.queue() == []


def test_an_event_told_many_times_is_counted_once(an: Phone, aws: Cloud, lambda_: Lambda) -> None:
    from chalicelib.feedback import statistics

    send(an)
    lambda_.stream()
    [event] = bodies(lambda_.queue())

    for _ in range(5):
        statistics.count(event)

    assert lambda_.counters() == truth(aws)


def test_events_of_a_report_arrive_in_their_order(an: Phone, lambda_: Lambda) -> None:
    reports = send(an, 3)
    for report_id in reports:
        happens(report_id, "accept", "ask_info", "answer_info", "resolve")

    lambda_.stream()
    given = bodies(lambda_.queue())

    assert len(given) == 15
    for report_id in reports:
        kinds = [event["event_type"] for event in given if event["report_id"] == report_id]
        assert kinds == ["submit", "accept", "ask_info", "answer_info", "resolve"]


def test_an_event_waits_for_the_one_before_it_that_the_stream_forgot(an: Phone, lambda_: Lambda) -> None:
    [report_id] = send(an)
    happens(report_id, "accept")

    lambda_.stream(forgotten=1)
    early = lambda_.queue()
    lambda_.clock()

    assert early == []
    assert [event["event_type"] for event in bodies(lambda_.queue())] == ["submit", "accept"]


def test_a_queue_that_is_away_keeps_no_other_follower_from_her_copy(
    an: Phone, aws: Cloud, lambda_: Lambda, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(an, 3)
    here = aws.client("sqs").get_queue_url(QueueName="city-test-events-statistics.fifo")["QueueUrl"]
    monkeypatch.setenv("QUEUE_EVENTS_INBOX", here.replace("statistics", "nowhere"))

    with pytest.raises(Lost):
        lambda_.stream()
    lambda_.queue()

    assert lambda_.counters() == truth(aws)
    assert len(lambda_.waiting()) == 3


def test_what_sqs_refuses_in_part_is_sent_again(
    an: Phone, aws: Cloud, lambda_: Lambda, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.shared import aws as ours

    send(an, 4)
    client, chance = ours.client("sqs"), random.Random(7)
    whole = client.send_message_batch

    def partly(QueueUrl: str, Entries: list[dict[str, Any]]) -> dict[str, Any]:
        taken = [entry for entry in Entries if chance.random() < 0.5]
        refused = [{"Id": each["Id"], "Code": "x", "SenderFault": False} for each in Entries if each not in taken]
        answer = whole(QueueUrl=QueueUrl, Entries=taken) if taken else {}
        return {**answer, "Failed": refused}

    monkeypatch.setattr(client, "send_message_batch", partly)
    while lambda_.waiting():
        try:
            lambda_.stream()
        except Lost:
            continue
    lambda_.queue()

    assert lambda_.counters() == truth(aws)


def test_two_at_the_same_counter_wait_for_each_other(
    an: Phone, aws: Cloud, lambda_: Lambda, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pynamodb.connection.base import Connection

    send(an)
    lambda_.stream()
    real, left = Connection.transact_write_items, [3]

    def contended(*given: Any, **named: Any) -> Any:
        left[0] -= 1
        if left[0] >= 0:
            raise conflict()
        return real(*given, **named)

    monkeypatch.setattr(Connection, "transact_write_items", contended)
    lambda_.queue()

    assert left[0] == -1
    assert lambda_.counters() == truth(aws)


def walk(lambda_: Lambda) -> None:
    """Do all that AWS does for a few events, each call repeated when it fails, and the sweeper at the end."""
    for act in (lambda_.stream, lambda_.queue, lambda_.clock, lambda_.queue):
        for _ in range(ATTEMPTS):
            try:
                act()
            except Lost:
                continue
            break


@pytest.mark.long
@pytest.mark.parametrize("before", [False, True], ids=["answer lost", "call lost"])
def test_whichever_call_is_lost_every_event_is_counted_once(
    an: Phone, aws: Cloud, lambda_: Lambda, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    from tests.cloud import empty

    place, calls = 0, 1
    while place < calls:
        empty(aws)
        phone = Phone.of_citizen("an")
        first, second = send(phone, 2)
        happens(first, "accept")
        happens(second, "accept", "resolve")

        with losing(monkeypatch, place, before) as made:
            walk(lambda_)

        assert lambda_.counters() == truth(aws), made[place]
        assert (lambda_.waiting(), lambda_.dead()) == ([], 0), made[place]
        place, calls = place + 1, len(made)
    assert calls > 20
