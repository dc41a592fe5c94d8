"""What happens to a report is pushed to the phones of those whom it concerns, once each, whatever goes wrong."""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.shared import together
from tests.cloud import Cloud, empty
from tests.desks import LIGHTING, a_sent_report, act, handler, operator, say
from tests.following import ATTEMPTS, Lambda, Lost, losing
from tests.phones import Phone
from tests.pushes import Air, a_phone_of, refusing

IPHONE, TABLET, ANDROID = "a1" * 32, "b2" * 32, "cYhJ9x:APA91bF-Qk_3vT0zqX7mN2LrD8wEoUiY"


@pytest.fixture
def air(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> Air:
    """Phones that can be reached, one at a time, since the cloud in memory has no locks."""
    monkeypatch.setattr(together, "MOST_AT_ONCE", 1)
    air = Air(aws)
    air.open(monkeypatch)
    return air


def tell(lambda_: Lambda) -> None:
    """Let the dispatcher and the push follower do their part."""
    lambda_.stream()
    lambda_.queue("push")


def titles(air: Air, token: str) -> list[str]:
    """Return what a phone shows, in the order in which it happened."""
    return [each.title for each in sorted(air.shown(token), key=lambda each: each.message_id)]


def test_a_sender_reads_every_step_on_each_phone_in_its_language(an: Phone, air: Air, lambda_: Lambda) -> None:
    a_phone_of(an, IPHONE, "vi")
    a_phone_of(an, ANDROID, "en", "android")
    lamp, body = a_sent_report(an), handler()
    act(body, lamp, "accept")
    act(body, lamp, "ask_info", public_text="Cột số mấy?")
    say(an, lamp, "answers", text="Cột 12.")
    act(body, lamp, "resolve", public_text="Đã thay bóng đèn.")

    tell(lambda_)

    assert titles(air, ANDROID) == [
        "Report received", "Report in progress", "A question about your report", "Answer received", "A result",
    ]  # fmt: skip
    assert titles(air, IPHONE) == [
        "Đã tiếp nhận phản ánh", "Đang xử lý phản ánh", "Cần thêm thông tin", "Đã nhận câu trả lời", "Đã có kết quả",
    ]  # fmt: skip
    assert {each.link for each in air.sent()} == {f"congdanso://reports/{lamp}"}


def test_a_push_is_known_by_the_message_in_the_inbox(an: Phone, air: Air, lambda_: Lambda) -> None:
    a_phone_of(an, IPHONE)
    a_sent_report(an)

    tell(lambda_)
    lambda_.queue("inbox")

    [message] = an.get("/v1/notifications/inbox").json["items"]
    [push] = air.sent()
    assert (push.message_id, push.title, push.body) == (message["message_id"], message["title"], message["body"])


def test_somebody_who_follows_a_report_reads_it_on_her_phone_without_what_is_not_public(
    an: Phone, air: Air, lambda_: Lambda
) -> None:
    binh = Phone.of_citizen("binh")
    a_phone_of(an, IPHONE)
    a_phone_of(binh, ANDROID, "en", "android")
    lamp = a_sent_report(an)
    assert binh.post(f"/v1/feedback/reports/{lamp}/follow", None).status in (200, 201, 204)

    act(handler(), lamp, "accept")
    act(operator(), lamp, "comment", public_text="Đã hẹn thợ.", note="Chủ nhà khó tính.")
    assert say(an, lamp, "comments", text="Gọi 0901234567.").status == 201
    tell(lambda_)

    assert titles(air, ANDROID) == ["Report in progress", "A new comment"]
    assert "0901234567" not in "".join(each.body for each in air.sent(ANDROID))
    assert "khó tính" not in "".join(each.body for each in air.sent())


def test_officers_have_no_phones_that_ring_for_their_bodies_cases(air: Air, lambda_: Lambda, an: Phone) -> None:
    officer = handler()
    a_phone_of(officer, TABLET)

    a_sent_report(an)
    tell(lambda_)

    assert air.sent(TABLET) == []


def test_a_phone_gets_what_it_missed_while_the_push_service_was_away(
    an: Phone, air: Air, lambda_: Lambda, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_phone_of(an, IPHONE)
    lamp = a_sent_report(an)
    act(handler(), lamp, "accept")

    with refusing(monkeypatch, "Publish", "InternalError", "x", times=3):
        tell(lambda_)

    assert titles(air, IPHONE) == ["Đã tiếp nhận phản ánh", "Đang xử lý phản ánh"]
    assert lambda_.dead("push") == 0


def test_a_push_that_fails_for_ever_parks_alone_and_is_sent_when_it_is_driven_again(
    an: Phone, aws: Cloud, air: Air, lambda_: Lambda, monkeypatch: pytest.MonkeyPatch
) -> None:
    from infra.redrive import redrive

    a_phone_of(an, IPHONE)
    first = a_sent_report(an)
    with refusing(monkeypatch, "Publish", "AuthorizationError", "x", times=ATTEMPTS):
        tell(lambda_)
    second = a_sent_report(an)
    tell(lambda_)
    parked, sent = lambda_.dead("push"), [each.link for each in air.sent()]

    redrive(aws.client("sqs"), "test", "push")
    lambda_.queue("push")

    assert (parked, sent) == (1, [f"congdanso://reports/{second}"])
    assert sorted(each.link for each in air.sent()) == sorted(f"congdanso://reports/{each}" for each in (first, second))


def test_events_told_twice_more_ring_nobody_again(an: Phone, air: Air, lambda_: Lambda) -> None:
    from chalicelib.feedback.telling import workflow

    a_phone_of(an, IPHONE)
    lamp = a_sent_report(an)
    act(handler(), lamp, "accept")
    lambda_.stream()
    messages = lambda_.queue("push")

    for message in messages * 2:
        lambda_.call(workflow.push_follower, {"Records": [{"messageId": "again", "body": message["Body"]}]})

    assert len(messages) == len(air.sent()) == 2


def test_two_phones_of_which_one_is_dead_lose_nothing(an: Phone, air: Air, aws: Cloud, lambda_: Lambda) -> None:
    a_phone_of(an, IPHONE)
    a_phone_of(an, TABLET)
    lamp = a_sent_report(an)
    tell(lambda_)
    air.disable(TABLET)

    act(handler(), lamp, "accept")
    tell(lambda_)

    assert titles(air, IPHONE) == ["Đã tiếp nhận phản ánh", "Đang xử lý phản ánh"]
    assert [row["token"]["S"] for row in aws.items("devices")] == [IPHONE]
    assert lambda_.dead("push") == 0


def walk(lambda_: Lambda) -> None:
    """Do all that AWS does for a few events, each call repeated when it fails, and the sweeper at the end."""
    steps: list[Callable[[], Any]] = [
        lambda_.stream, lambda: lambda_.queue("push"), lambda_.clock, lambda: lambda_.queue("push"),
    ]  # fmt: skip
    for act_ in steps:
        for _ in range(ATTEMPTS):
            try:
                act_()
            except Lost:
                continue
            break


@pytest.mark.parametrize("before", [False, True], ids=["answer lost", "call lost"])
def test_whichever_call_is_lost_a_phone_shows_each_step_once(
    aws: Cloud, air: Air, lambda_: Lambda, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    place, calls = 0, 1
    while place < calls:
        empty(aws)
        air.open(monkeypatch)
        phone = Phone.of_citizen("an")
        a_phone_of(phone, IPHONE)
        lamp = a_sent_report(phone)
        act(handler(LIGHTING), lamp, "accept")

        with losing(monkeypatch, place, before) as made:
            walk(lambda_)
        lost = made[place] if place < len(made) else "nothing"

        assert titles(air, IPHONE) == ["Đã tiếp nhận phản ánh", "Đang xử lý phản ánh"], lost
        assert (lambda_.waiting(), lambda_.dead("push")) == ([], 0), lost
        place, calls = place + 1, len(made)
    assert calls > 20


def test_a_storm_of_lost_answers_leaves_every_phone_with_every_step(
    an: Phone, air: Air, lambda_: Lambda, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.shared import push
    from chalicelib.shared.errors import Unavailable

    chance, real = random.Random(11), push.publish
    for token in (IPHONE, TABLET, "c3" * 32):
        a_phone_of(an, token)
    for _ in range(10):
        a_sent_report(an)

    def shaky(*given: Any) -> None:
        real(*given)
        if chance.random() < 0.1:
            raise Unavailable()

    monkeypatch.setattr(push, "publish", shaky)
    tell(lambda_)

    assert Counter(each.token for each in air.shown()) == {IPHONE: 10, TABLET: 10, "c3" * 32: 10}
    assert len(air.sent()) > 30
