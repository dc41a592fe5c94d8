"""Whoever guesses at certificates is stopped, and nobody else is."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from chalice.local import LambdaEventConverter

from chalicelib.construction.dataset import PRACTISING_CERTIFICATES
from chalicelib.shared import city, limits
from chalicelib.shared.limits import Limit
from chalicelib.shared.tables import connection
from tests.api.test_certificates import certificate, kept
from tests.cloud import Cloud
from tests.following import losing
from tests.phones import Heard, Phone
from tests.publishing import published

CERTIFICATES = "/v1/construction/certificates"
MOST = city.load("city")["certificate_look_ups"]["most"]
NOW = datetime(2026, 11, 24, 3, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _published(aws: Cloud) -> Iterator[None]:
    published(PRACTISING_CERTIFICATES, kept([certificate()]))
    with time_machine.travel(NOW, tick=False):
        yield


@contextmanager
def connected_from(monkeypatch: pytest.MonkeyPatch, address: str) -> Iterator[None]:
    """Let API Gateway see this address."""
    with monkeypatch.context() as patching:
        patching.setattr(LambdaEventConverter, "LOCAL_SOURCE_IP", address)
        yield


def guess(place: int = 0, headers: dict[str, str] | None = None) -> Heard:
    return Phone().get(CERTIFICATES, headers, number=f"guess-{place}")


def used_up() -> None:
    """Leave an address no look-up for this hour."""
    key = "certificates", "127.0.0.1"
    for _ in range(MOST):
        Limit(key[0], MOST, 3600).spend(key[1])


@pytest.mark.parametrize("guesses", [MOST + 40, pytest.param(1000, marks=pytest.mark.long)])
def test_guesses_from_one_address_are_stopped_and_others_are_not(monkeypatch: pytest.MonkeyPatch, guesses: int) -> None:
    tried = Counter(guess(place).status for place in range(guesses))

    assert tried == {404: MOST, 429: guesses - MOST}
    refused = Phone().get(CERTIFICATES, number="A-1")
    assert (refused.status, refused.json["code"], refused.headers["retry-after"]) == (429, "too_many_requests", "3000")
    with connected_from(monkeypatch, "203.0.113.7"):
        assert Phone().get(CERTIFICATES, number="A-1").status == 200


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP", "Via"]
)
def test_what_a_client_says_of_its_address_is_not_believed(header: str) -> None:
    used_up()

    heard = [guess(place, {header: f"for=198.51.100.{place}"}).status for place in range(3)]

    assert heard == [429] * 3


def test_the_next_hour_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    used_up()

    with time_machine.travel(NOW + timedelta(minutes=49, seconds=59), tick=False):
        assert guess().status == 429
    with time_machine.travel(NOW + timedelta(minutes=50), tick=False):
        assert guess().status == 404


def test_all_addresses_of_one_connection_count_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with connected_from(monkeypatch, "2001:db8:0:7::1"):
        for _ in range(MOST):
            guess()

    heard = {}
    for address in ("2001:db8:0:7:ffff:1:2:3", "2001:db8:0:8::1", "::ffff:198.51.100.9"):
        with connected_from(monkeypatch, address):
            heard[address] = guess().status
    assert list(heard.values()) == [429, 404, 404]


def test_a_question_that_is_none_costs_nothing() -> None:
    for _ in range(MOST + 5):
        assert Phone().get(CERTIFICATES).status == 422

    assert guess().status == 404


def test_no_address_is_stored_and_rows_go_by_themselves(aws: Cloud) -> None:
    guess()

    [row] = aws.items("rate-limits")
    assert "127.0.0.1" not in str(row)
    assert 3600 <= int(row["expires_at"]["N"]) - NOW.timestamp() <= 2 * 3600


def test_a_count_that_is_sent_again_since_its_answer_was_lost_counts_once(aws: Cloud) -> None:
    again = iter([0.0])
    events = connection().client.meta.events

    def lost(**_: Any) -> float | None:
        return next(again, None)

    events.register_first("needs-retry.dynamodb.UpdateItem", lost)
    try:
        assert guess().status == 404
    finally:
        events.unregister("needs-retry.dynamodb.UpdateItem", lost)

    [row] = aws.items("rate-limits")
    assert len(row["requests"]["SS"]) == 1


def test_without_a_counter_nobody_is_answered(monkeypatch: pytest.MonkeyPatch, aws: Cloud) -> None:
    with losing(monkeypatch, 0, before=True):
        away = Phone().get(CERTIFICATES, number="A-1")
    monkeypatch.setattr(limits.RateLimit.Meta, "table_name", "city-test-gone")
    monkeypatch.setattr(limits.RateLimit, "_connection", None)
    gone = Phone().get(CERTIFICATES, number="A-1")

    assert [(each.status, each.json["code"]) for each in (away, gone)] == [(503, "temporarily_unavailable")] * 2
    assert "Trần" not in away.text + gone.text
