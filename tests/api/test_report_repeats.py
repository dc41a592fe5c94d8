"""A phone that repeats a request has done one thing, whatever became of the answers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from pynamodb.exceptions import TransactWriteError

from tests.builders import a_report
from tests.cloud import Cloud
from tests.phones import Phone

REPORTS = "/v1/feedback/reports"
KEY = {"Idempotency-Key": "0b2e7a54-9d8f-4c7e-8a51-6f0e2b7d9c11"}


def test_the_same_key_and_body_is_one_report_and_one_answer(an: Phone, aws: Cloud) -> None:
    first, again = an.post(REPORTS, a_report(), KEY), an.post(REPORTS, a_report(), KEY)

    assert (first.status, again.status) == (201, 201)
    assert again.json == first.json
    assert len(aws.items("reporters")) == 1


def test_the_same_key_with_another_body_is_refused(an: Phone) -> None:
    an.post(REPORTS, a_report(), KEY)

    answer = an.post(REPORTS, a_report(description="Another lamp."), KEY)

    assert (answer.status, answer.json["code"]) == (422, "idempotency_key_reused")


def test_the_same_key_of_another_person_is_another_report(an: Phone, aws: Cloud) -> None:
    first = an.post(REPORTS, a_report(), KEY).json
    second = Phone.of_citizen("binh").post(REPORTS, a_report(), KEY).json

    assert first["report_id"] != second["report_id"]


def test_a_key_is_forgotten_after_a_day_even_while_its_row_lingers(an: Phone) -> None:
    first = an.post(REPORTS, a_report(), KEY).json

    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25)):
        later = Phone.of_citizen("an").post(REPORTS, a_report(), KEY).json

    assert later["report_id"] != first["report_id"]


def test_a_phone_that_lost_the_answer_and_repeats_has_sent_one_report(
    an: Phone, aws: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_answers(monkeypatch, 1)

    lost = an.post(REPORTS, a_report(), KEY)
    again = an.post(REPORTS, a_report(), KEY)

    assert (lost.status, again.status) == (503, 201)
    assert len(aws.items("reporters")) == len(aws.items("timeline")) == 1
    assert an.get(f"{REPORTS}/{again.json['report_id']}").json == again.json


def test_a_twin_still_in_flight_is_told_to_come_back(an: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    from pynamodb.connection.base import Connection

    def contended(*_: Any, **__: Any) -> Any:
        raise conflict()

    monkeypatch.setattr(Connection, "transact_write_items", contended)

    answer = an.post(REPORTS, a_report(), KEY)

    assert (answer.status, answer.json["code"]) == (409, "in_progress")
    assert answer.headers["retry-after"] == "1"


def test_a_repeat_keeps_its_answer_although_its_draft_has_grown_too_old_meanwhile(an: Phone, aws: Cloud) -> None:
    draft = a_report(captured_at=(datetime.now(UTC) - timedelta(days=29, hours=23)).isoformat())
    first = an.post(REPORTS, draft, KEY)

    with time_machine.travel(datetime.now(UTC) + timedelta(hours=2)):
        again = Phone.of_citizen("an").post(REPORTS, draft, KEY)

    assert (first.status, again.status) == (201, 201)
    assert again.json["report_id"] == first.json["report_id"]
    assert len(aws.items("reporters")) == 1


def test_a_code_that_was_drawn_before_is_drawn_again(an: Phone, aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.shared import ids

    taken = an.post(REPORTS, a_report()).json["report_id"]
    drawn = iter([taken, "HCM-000000000"])
    monkeypatch.setattr(ids, "new_report_id", lambda _prefix: next(drawn))

    answer = an.post(REPORTS, a_report(), KEY)

    assert (answer.status, answer.json["report_id"]) == (201, "HCM-000000000")


def test_the_last_moment_of_a_keys_day_belongs_to_a_new_report(aws: Cloud) -> None:
    start = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        first = Phone.of_citizen("an").post(REPORTS, a_report(), KEY)

    with time_machine.travel(start + timedelta(hours=24, milliseconds=500), tick=False):
        second = Phone.of_citizen("an").post(REPORTS, a_report(), KEY)

    assert (first.status, second.status) == (201, 201)


def test_a_repeat_hours_later_is_answered_as_the_first_time(aws: Cloud) -> None:
    start = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    urgent = a_report(category_code="manhole_open")
    with time_machine.travel(start, tick=False):
        first = Phone.of_citizen("an").post(REPORTS, urgent, KEY)

    with time_machine.travel(start + timedelta(hours=23), tick=False):
        again = Phone.of_citizen("an").post(REPORTS, urgent, KEY)

    assert again.json == first.json


def lose_answers(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Let the next writes reach the database and their answers get lost on the way back."""
    from botocore.exceptions import ReadTimeoutError
    from pynamodb.connection.base import Connection

    real = Connection.transact_write_items
    left = [times]

    def lossy(self: Any, *args: Any, **kwargs: Any) -> Any:
        answer = real(self, *args, **kwargs)
        if left[0] > 0:
            left[0] -= 1
            raise TransactWriteError("lost", ReadTimeoutError(endpoint_url="https://dynamodb.test"))
        return answer

    monkeypatch.setattr(Connection, "transact_write_items", lossy)


def conflict() -> TransactWriteError:
    from pynamodb.exceptions import CancellationReason, VerboseClientError

    response = {"Error": {"Code": "TransactionCanceledException", "Message": ""}}
    reasons = [CancellationReason(code="TransactionConflict")]
    return TransactWriteError("", VerboseClientError(response, "TransactWriteItems", cancellation_reasons=reasons))
