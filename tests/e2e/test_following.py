"""What happens to a report reaches its followers in the running city."""

import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.test_city import submit

if TYPE_CHECKING:
    from tests.e2e.conftest import RunningCity


def items(city: "RunningCity", table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = city.client("dynamodb").scan(TableName=f"city-local-{table}")["Items"]
    return found


def counted(city: "RunningCity") -> int:
    return sum(int(counter["events"]["N"]) for counter in items(city, "statistics"))


def waiting(city: "RunningCity") -> list[dict[str, Any]]:
    return [row for row in items(city, "timeline") if "undelivered_at" in row]


def wait_until_all_are_counted(city: "RunningCity", seconds: float = 150) -> None:
    # A first try that is broken off on a busy machine comes again after the queue's visibility timeout, a minute.
    until = time.monotonic() + seconds
    while waiting(city) or counted(city) != len(items(city, "timeline")):
        assert time.monotonic() < until, (waiting(city), counted(city), len(items(city, "timeline")))
        time.sleep(0.2)


def turn_dispatcher(city: "RunningCity", on: bool) -> None:
    lambda_ = city.client("lambda")
    mappings = lambda_.list_event_source_mappings(FunctionName="city-local-event-dispatcher")["EventSourceMappings"]
    for mapping in mappings:
        lambda_.update_event_source_mapping(UUID=mapping["UUID"], Enabled=on)


def sweep_now(city: "RunningCity") -> None:
    """Let the sweeper believe that half a minute has passed, and call it as the clock does."""
    database = city.client("dynamodb")
    for row in waiting(city):
        database.update_item(
            TableName="city-local-timeline", Key={name: row[name] for name in ("report_id", "event_id")},
            UpdateExpression="SET undelivered_at = :old",
            ExpressionAttributeValues={":old": {"S": "2026-01-01T00:00:00.000Z"}},
        )  # fmt: skip
    city.client("lambda").invoke(FunctionName="city-local-event-sweeper", Payload=b"{}")


def test_a_report_is_counted_soon_after_it_is_sent(city: "RunningCity") -> None:
    # What a restart before made the stream forget would be followed within a minute.
    sweep_now(city)
    wait_until_all_are_counted(city)

    submit(city)

    wait_until_all_are_counted(city)


@pytest.mark.long
def test_the_sweeper_comes_by_itself_every_minute(city: "RunningCity") -> None:
    turn_dispatcher(city, on=False)
    submit(city)

    try:
        wait_until_all_are_counted(city, 120)
    finally:
        turn_dispatcher(city, on=True)
