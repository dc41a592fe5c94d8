"""Nobody is told twice and nobody is left out, whatever is lost, repeated, half done or poisonous."""

import json
from typing import Any

import pytest

from tests.boxes import INBOX, inbox, titles
from tests.cloud import Cloud, empty
from tests.desks import a_sent_report, act, handler, say
from tests.following import ATTEMPTS, Lambda, Lost, bodies, handler_of, losing
from tests.meter import metering
from tests.phones import Phone


def everybody_follows(report_id: str, count: int) -> set[str]:
    """Let so many people follow a report since long, and return who they are."""
    from chalicelib.feedback.following.models import Follow

    everybody = {f"citizen_{place:04}" for place in range(count)}
    with Follow.batch_write() as writing:
        for citizen_id in everybody:
            writing.save(Follow(report_id, citizen_id, followed_at="2026-01-01T00:00:00.000Z", via={report_id}))
    return everybody


def boxes(aws: Cloud) -> list[tuple[str, str]]:
    """Return which box holds which notice, once for each message."""
    return sorted((row["recipient"]["S"], row["code"]["S"]) for row in aws.items("messages"))


def message_of(event: dict[str, Any]) -> dict[str, Any]:
    """Return an event as its queue hands it to a follower."""
    return {"Records": [{"messageId": "message-1", "body": json.dumps(event)}]}


def give(lambda_: Lambda, event: dict[str, Any]) -> None:
    """Tell the inbox's follower of an event as its queue does, again when it fails."""
    for _ in range(ATTEMPTS):
        try:
            lambda_.call(handler_of("inbox"), message_of(event))
        except Lost:
            continue
        return
    raise AssertionError("it never worked")


def event_of(aws: Cloud, kind: str) -> dict[str, Any]:
    """Return the event of one kind, as followers get it."""
    from chalicelib.feedback.models import Event

    rows = [Event.from_raw_data(row).attribute_values for row in aws.items("timeline")]
    [event] = [row for row in rows if row["event_type"] == kind]
    return {name: value for name, value in event.items() if not name.startswith("undelivered")}


def test_events_told_again_and_again_leave_every_box_as_it_is(an: Phone, aws: Cloud, lambda_: Lambda) -> None:
    lamp = a_sent_report(an)
    act(handler(), lamp, "accept")
    say(an, lamp, "comments", text="Tối quá.")
    lambda_.stream()
    events = bodies(lambda_.queue("inbox"))
    newest = inbox(an)["items"][0]["message_id"]
    an.post(f"{INBOX}/{newest}/read", None)
    kept = aws.items("messages")

    for event in [*events, *reversed(events), *events]:
        give(lambda_, event)

    assert aws.items("messages") == kept
    assert inbox(an)["unread_count"] == 1


@pytest.mark.long
def test_five_hundred_followers_are_told_in_nine_calls(an: Phone, aws: Cloud, lambda_: Lambda) -> None:
    lamp = a_sent_report(an)
    everybody = everybody_follows(lamp, 500)
    act(handler(), lamp, "accept")

    with metering() as meter:
        give(lambda_, event_of(aws, "accept"))

    assert boxes(aws) == sorted((each, "report_accepted") for each in {*everybody, an.citizen_id})
    assert meter.calls == ["BatchGetItem", "Query", "Query", *["TransactWriteItems"] * 6]


def test_a_run_that_died_half_way_is_completed_by_the_next(
    an: Phone, aws: Cloud, lambda_: Lambda, monkeypatch: pytest.MonkeyPatch
) -> None:
    lamp = a_sent_report(an)
    everybody = everybody_follows(lamp, 250)
    act(handler(), lamp, "accept")
    event = event_of(aws, "accept")
    with losing(monkeypatch, 4, before=True), pytest.raises(Lost):
        lambda_.call(handler_of("inbox"), message_of(event))
    assert len(boxes(aws)) == 100
    an.post(f"{INBOX}/{inbox(an)['items'][0]['message_id']}/read", None)

    give(lambda_, event)

    assert boxes(aws) == sorted((each, "report_accepted") for each in {*everybody, an.citizen_id})
    assert inbox(an)["unread_count"] == 0


@pytest.mark.parametrize("before", [False, True], ids=["answer lost", "call lost"])
def test_whichever_call_is_lost_everybody_is_told_once(
    an: Phone, aws: Cloud, lambda_: Lambda, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    place, calls = 0, 1
    while place < calls:
        empty(aws)
        phone = Phone.of_citizen("an")
        lamp = a_sent_report(phone)
        everybody = {*everybody_follows(lamp, 150), phone.citizen_id}
        act(handler(), lamp, "accept")

        with losing(monkeypatch, place, before) as made:
            give(lambda_, event_of(aws, "accept"))

        assert boxes(aws) == sorted((each, "report_accepted") for each in everybody), made[place]
        place, calls = place + 1, len(made)
    assert calls == 5


def test_an_event_without_words_is_parked_alone_and_told_when_it_is_mended(
    an: Phone, aws: Cloud, lambda_: Lambda, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.feedback.telling import words
    from infra.redrive import redrive

    lamp, other = a_sent_report(an), a_sent_report(Phone.of_citizen("binh"))
    act(handler(), lamp, "refuse", reason="Đèn tư nhân.")
    act(handler(), other, "accept")

    with monkeypatch.context() as patching:
        patching.setitem(words.VALUES, "text", lambda _: None)
        lambda_.stream()
        lambda_.queue("inbox")
    assert (lambda_.dead("inbox"), titles(an, "en")) == (1, ["Report received"])
    assert titles(Phone.of_citizen("binh"), "en") == ["Report received", "Report in progress"]

    redrive(aws.client("sqs"), "test", "inbox")
    lambda_.queue("inbox")

    assert (lambda_.dead("inbox"), titles(an, "en")) == (0, ["Report received", "Report refused"])


def test_who_follows_later_is_not_told_what_happened_before_however_late_that_is_told(
    an: Phone, aws: Cloud, lambda_: Lambda
) -> None:
    lamp, binh = a_sent_report(an), Phone.of_citizen("binh")
    act(handler(), lamp, "accept")
    assert binh.post(f"/v1/feedback/reports/{lamp}/follow", None).status == 200

    lambda_.stream()
    lambda_.queue("inbox")

    assert (titles(an, "en"), titles(binh)) == (["Report received", "Report in progress"], [])
