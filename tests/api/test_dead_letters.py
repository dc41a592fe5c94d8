"""What a follower cannot take is parked alone and whole, and sent again when it is mended."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from tests.api.test_events import happens, send, truth
from tests.cloud import Cloud
from tests.following import Lambda
from tests.phones import Phone


def test_a_poisonous_event_is_parked_alone_and_those_of_other_reports_pass(
    an: Phone, aws: Cloud, lambda_: Lambda
) -> None:
    from chalicelib.feedback.models import HEAD, Report

    poisoned, *others = send(an, 4)
    for report_id in others:
        happens(report_id, "accept")
    head = Report.get(poisoned, HEAD)
    head.delete()

    lambda_.stream()
    lambda_.queue()

    assert lambda_.dead() == 1
    assert sum(lambda_.counters().values()) == 6
    head.save()
    assert sum(truth(aws).values()) == 7


def test_redriving_everything_twice_counts_nothing_twice(
    an: Phone, aws: Cloud, lambda_: Lambda, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.feedback import statistics
    from infra.redrive import redrive

    for report_id in send(an, 5):
        happens(report_id, "accept")
    with monkeypatch.context() as patching:
        patching.setattr(statistics, "count", lambda _: 1 / 0)
        lambda_.stream()
        lambda_.queue()
    assert (lambda_.dead(), lambda_.counters()) == (10, {})

    sqs, moved = aws.client("sqs"), []
    with monkeypatch.context() as patching:
        # All are sent and none is taken out of the dead letters, as when the command dies in their midst.
        patching.setattr(sqs, "delete_message", lambda **_: None)
        moved.append(redrive(sqs, "test", "statistics"))
    later = datetime.now(UTC) + timedelta(seconds=61)
    with time_machine.travel(later):
        moved += [redrive(sqs, "test", "statistics") for _ in range(2)]
        lambda_.queue()

    assert moved == [10, 10, 0]
    assert lambda_.dead() == 0
    assert lambda_.counters() == truth(aws)


def test_a_dead_letter_that_had_been_counted_is_not_counted_again(
    an: Phone, aws: Cloud, lambda_: Lambda, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.feedback import statistics
    from infra.redrive import redrive

    send(an, 3)
    whole = statistics.count

    def count_and_fail(event: dict[str, Any]) -> None:
        whole(event)
        raise ConnectionError

    with monkeypatch.context() as patching:
        patching.setattr(statistics, "count", count_and_fail)
        lambda_.stream()
        lambda_.queue()
    assert (lambda_.dead(), lambda_.counters()) == (3, truth(aws))

    redrive(aws.client("sqs"), "test", "statistics")
    lambda_.queue()

    assert (lambda_.dead(), lambda_.counters()) == (0, truth(aws))
