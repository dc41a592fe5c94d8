"""Letters reach every phone of those they go to, in its language, once; no phone keeps another from its notice."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.account.devices import service as devices
from chalicelib.notifications.letters import Letter
from chalicelib.notifications.pushing.service import push_letters
from chalicelib.shared import push, telemetry, together
from chalicelib.shared.errors import Unavailable
from tests.cloud import Cloud, empty
from tests.following import losing
from tests.phones import Phone
from tests.pushes import Air, a_phone_of, refusing

EVENT = "event_01KAQZ3V5J8Y2N6M4T7R9W0X1C"
MESSAGE = "message_01KAQZ3V5J8Y2N6M4T7R9W0X1C"
ONE, TWO, THREE = "a1" * 32, "b2" * 32, "cYhJ9x:APA91bF-Qk_3vT0zqX7mN2LrD8wEoUiY"
VALUES = {"report_id": "HCM-0123456789", "category": {"vi": "Đèn tắt", "en": "Light out"}, "body": "x"}


@pytest.fixture
def air(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> Air:
    """Phones that can be reached, one at a time, since the cloud in memory has no locks."""
    monkeypatch.setattr(together, "MOST_AT_ONCE", 1)
    air = Air(aws)
    air.open(monkeypatch)
    return air


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, str]]]:
    """The metrics that were counted."""
    counted: list[tuple[str, dict[str, str]]] = []
    monkeypatch.setattr(telemetry, "count", lambda name, **words: counted.append((name, words)))
    return counted


def letter(recipient: str, **changes: Any) -> Letter:
    given: dict[str, Any] = {
        "message_id": MESSAGE, "kind": "report", "code": "report_accepted", "values": VALUES,
        "thing_ref": "report:HCM-0123456789", "severity": "normal", "created_at": "2026-11-23T02:00:00.000Z",
    }  # fmt: skip
    return Letter(recipient=recipient, **{**given, **changes})


def rows(aws: Cloud) -> list[str]:
    return sorted(row["token"]["S"] for row in aws.items("devices"))


def test_every_phone_gets_the_notice_in_its_own_language(an: Phone, air: Air) -> None:
    a_phone_of(an, ONE, "vi")
    a_phone_of(an, THREE, "en", "android")

    push_letters(EVENT, [letter(an.citizen_id)])

    [iphone], [android] = air.sent(ONE), air.sent(THREE)
    assert (iphone.title, android.title) == ("Đang xử lý phản ánh", "Report in progress")
    assert iphone.body == "x đã nhận và đang xử lý phản ánh HCM-0123456789."
    assert iphone.link == android.link == "congdanso://reports/HCM-0123456789"
    assert iphone.message_id == android.message_id == MESSAGE


def test_nobody_elses_phone_rings_and_no_body_has_one(an: Phone, air: Air) -> None:
    binh = Phone.of_citizen("binh")
    a_phone_of(an, ONE)
    a_phone_of(binh, TWO)

    push_letters(EVENT, [letter(an.citizen_id), letter("body:tong-dai-1022")])

    assert [each.token for each in air.sent()] == [ONE]


def test_a_phone_that_was_handed_on_gets_only_its_new_owners_notices(an: Phone, air: Air) -> None:
    binh = Phone.of_citizen("binh")
    a_phone_of(an, ONE)
    push_letters(EVENT, [letter(an.citizen_id)])
    a_phone_of(binh, ONE)

    push_letters(f"{EVENT[:-1]}D", [letter(an.citizen_id, code="report_withdrawn")])
    push_letters(f"{EVENT[:-1]}E", [letter(binh.citizen_id, code="report_split")])

    assert [each.title for each in air.sent(ONE)] == ["Đang xử lý phản ánh", "Phản ánh được tách lại"]


def test_the_same_event_again_sends_nothing(an: Phone, air: Air) -> None:
    a_phone_of(an, ONE)

    for _ in range(3):
        push_letters(EVENT, [letter(an.citizen_id)])

    assert len(air.sent()) == 1


def test_an_endpoint_is_asked_for_once_and_again_after_the_next_registration(an: Phone, air: Air, aws: Cloud) -> None:
    a_phone_of(an, ONE)
    push_letters("event_1", [letter(an.citizen_id)])
    aws.calls.clear()
    push_letters("event_2", [letter(an.citizen_id)])
    known = list(aws.calls)
    a_phone_of(an, ONE)
    aws.calls.clear()
    push_letters("event_3", [letter(an.citizen_id)])

    assert known == ["GetItem", "Query", "BatchGetItem", "Publish", "PutItem", "PutItem"]
    assert [call for call in aws.calls if "Endpoint" in call] == ["CreatePlatformEndpoint", "SetEndpointAttributes"]


def test_a_bad_phone_keeps_no_other_from_its_notice_and_gets_its_own_later(
    an: Phone, air: Air, monkeypatch: pytest.MonkeyPatch
) -> None:
    for token in (ONE, TWO):
        a_phone_of(an, token)
    # The first of the two is asked once; a retry would be botocore's, below what is refused here.
    with refusing(monkeypatch, "Publish", "InternalError", "x", times=1), pytest.raises(Unavailable):
        push_letters(EVENT, [letter(an.citizen_id)])
    first = [each.token for each in air.sent()]

    push_letters(EVENT, [letter(an.citizen_id)])

    assert len(first) == 1
    assert sorted(each.token for each in air.sent()) == [ONE, TWO]


def test_a_phone_without_the_app_is_forgotten_with_its_endpoint(
    an: Phone, air: Air, aws: Cloud, told: list[Any]
) -> None:
    for token in (ONE, TWO):
        a_phone_of(an, token)
    push_letters("event_1", [letter(an.citizen_id)])
    air.disable(ONE)

    push_letters("event_2", [letter(an.citizen_id)])

    assert rows(aws) == [TWO]
    assert [row["device_id"] for row in aws.items("device-owners")] == [
        row["device_id"] for row in aws.items("devices")
    ]
    assert list(air.endpoints()) == [TWO]
    assert len(air.sent(TWO)) == 2
    assert ("PhonesGone", {"platform": "ios"}) in told


def test_a_token_that_apple_never_gave_is_forgotten(
    an: Phone, air: Air, aws: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_phone_of(an, ONE)

    with refusing(monkeypatch, "CreatePlatformEndpoint", "InvalidParameter", "Invalid parameter: Token Reason: x"):
        push_letters(EVENT, [letter(an.citizen_id)])

    assert rows(aws) == []


def test_an_app_that_is_back_on_its_phone_rings_again(an: Phone, air: Air) -> None:
    a_phone_of(an, ONE)
    push_letters("event_1", [letter(an.citizen_id)])
    air.disable(ONE)
    a_phone_of(an, ONE)

    push_letters("event_2", [letter(an.citizen_id)])

    assert len(air.sent(ONE)) == 2


def test_a_phone_registered_anew_while_it_was_given_up_is_tried_again(
    an: Phone, air: Air, aws: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_phone_of(an, ONE)
    push_letters("event_1", [letter(an.citizen_id)])
    air.disable(ONE)
    real = push.forget

    def meanwhile(endpoint_arn: str) -> None:
        real(endpoint_arn)
        a_phone_of(an, ONE)

    monkeypatch.setattr(push, "forget", meanwhile)
    with pytest.raises(Unavailable):
        push_letters("event_2", [letter(an.citizen_id)])
    push_letters("event_2", [letter(an.citizen_id)])

    assert rows(aws) == [ONE]
    assert len(air.sent(ONE)) == 1


def test_an_endpoint_that_somebody_deleted_is_made_anew(an: Phone, air: Air, aws: Cloud) -> None:
    a_phone_of(an, ONE)
    push_letters("event_1", [letter(an.citizen_id)])
    air.sns.delete_endpoint(EndpointArn=air.endpoints()[ONE])

    push_letters("event_2", [letter(an.citizen_id)])

    assert rows(aws) == [ONE]
    assert len(air.sent(ONE)) == 1


def test_where_push_is_off_a_metric_says_so_and_the_event_is_done(
    an: Phone, air: Air, aws: Cloud, monkeypatch: pytest.MonkeyPatch, told: list[Any]
) -> None:
    a_phone_of(an, ONE)
    monkeypatch.setenv("PUSH_APPLICATION_IOS", "")
    monkeypatch.setenv("PUSH_APPLICATION_ANDROID", "")
    aws.calls.clear()

    push_letters(EVENT, [letter(an.citizen_id)])

    assert sorted(told, key=str) == [("PushesOff", {"platform": "android"}), ("PushesOff", {"platform": "ios"})]
    assert aws.calls == []


def test_where_one_platform_is_off_the_other_rings(
    an: Phone, air: Air, monkeypatch: pytest.MonkeyPatch, told: list[Any]
) -> None:
    a_phone_of(an, ONE)
    a_phone_of(an, THREE, platform="android")
    monkeypatch.setenv("PUSH_APPLICATION_IOS", "")

    push_letters(EVENT, [letter(an.citizen_id)])

    assert [each.token for each in air.sent()] == [THREE]
    assert told == [("PushesOff", {"platform": "ios"})]


def test_an_event_for_bodies_alone_asks_nobody(air: Air, aws: Cloud, told: list[Any]) -> None:
    push_letters(EVENT, [letter("body:tong-dai-1022")])

    assert (aws.calls, told) == ([], [])


def pushed_however_often(letters: list[Letter]) -> None:
    """Push as the queue has it done: five times at most, until it succeeds."""
    for _ in range(5):
        try:
            return push_letters(EVENT, letters)
        except Exception:
            continue


@pytest.mark.parametrize("before", [False, True], ids=["answer lost", "call lost"])
def test_whichever_call_is_lost_every_phone_shows_the_notice_once(
    aws: Cloud, air: Air, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    place, calls = 0, 1
    while place < calls:
        empty(aws)
        air.open(monkeypatch)
        an, binh = Phone.of_citizen("an"), Phone.of_citizen("binh")
        for person, token in ((an, ONE), (an, TWO), (binh, THREE)):
            a_phone_of(person, token, platform="android" if token == THREE else "ios")

        with losing(monkeypatch, place, before) as made:
            pushed_however_often([letter(an.citizen_id), letter(binh.citizen_id)])
        lost = made[place] if place < len(made) else "nothing"

        assert sorted(each.token for each in air.shown()) == [ONE, TWO, THREE], lost
        # A notice may go twice only when the answer to its own publication was lost, or to the mark of it.
        repeated = len(air.sent()) - 3
        assert repeated <= (1 if lost in {"Publish", "PutItem"} else 0), lost
        assert rows(aws) == [ONE, TWO, THREE]
        place, calls = place + 1, len(made)
    assert calls > 15


def test_five_hundred_people_are_reached_side_by_side(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    reached, at_once, most, lock = list[str](), 0, 0, threading.Lock()

    def publish(endpoint_arn: str, _: Any) -> None:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.01)
        with lock:
            at_once -= 1
            reached.append(endpoint_arn)

    monkeypatch.setattr(push, "platforms", lambda: frozenset({"ios"}))
    monkeypatch.setattr(push, "endpoint", lambda _platform, _token, device_id: device_id)
    monkeypatch.setattr(push, "publish", publish)
    monkeypatch.setattr(devices, "phones_of", a_made_up_phone())
    monkeypatch.setattr(devices, "keep_endpoint", lambda *_: None)

    push_letters(EVENT, [letter(f"citizen_{number}") for number in range(500)])

    assert len(set(reached)) == len(reached) == 500
    assert 5 < most <= 16


def a_made_up_phone() -> Callable[[str], Any]:
    from chalicelib.account.devices.models import Device

    def phones_of(citizen_id: str) -> list[Device]:
        return [Device(citizen_id, f"device_of_{citizen_id}", platform="ios", token=ONE, language="vi", seen_at="x")]

    return phones_of
