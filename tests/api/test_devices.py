"""Phones for push notices: registered, handed on, forgotten, and never anybody else's."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from tests.cloud import Cloud
from tests.phones import Heard, Phone

DEVICES = "/v1/account/devices"
IPHONE = "0f" * 32
ANDROID = "cYhJ9x:APA91bF-Qk_3vT0zqX7mN2LrD8wEoUiYtReWsAqPlKjHgFdSaZxCvBnM"


def register(who: Phone, token: str = IPHONE, platform: str = "ios", **more: Any) -> Heard:
    return who.post(DEVICES, {"platform": platform, "token": token, **more})


def devices(who: Phone) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = who.get(DEVICES).json["items"]
    return found


def ids_of(who: Phone) -> list[str]:
    return [device["device_id"] for device in devices(who)]


def ways_of_devices(phone: Phone) -> dict[str, Callable[[], object]]:
    """Return how each route of phones is asked, for the table of calls."""
    there = register(phone, "1e" * 32).json["device_id"]
    return {
        f"POST {DEVICES}": lambda: register(phone),
        f"GET {DEVICES}": lambda: phone.get(DEVICES),
        f"DELETE {DEVICES}/{{device_id}}": lambda: phone.send("DELETE", f"{DEVICES}/{there}", None),
    }


def whole(aws: Cloud) -> None:
    """Hold that every phone is one person's: a row of hers for each row that says whose it is, and no other."""
    rows = sorted((row["device_id"]["S"], row["citizen_id"]["S"]) for row in aws.items("devices"))
    owners = sorted((row["device_id"]["S"], row["citizen_id"]["S"]) for row in aws.items("device-owners"))
    assert rows == owners


@pytest.fixture
def binh(aws: Cloud) -> Phone:
    """Bình, another citizen."""
    return Phone.of_citizen("binh")


def test_a_phone_is_registered_and_listed_without_its_token(an: Phone) -> None:
    answer = register(an, language="en", app_version="1.4.0")

    assert answer.status == 201
    assert re.fullmatch(r"device_[0-9a-f]{32}", answer.json["device_id"])
    assert answer.json | {"device_id": "", "registered_at": ""} == {
        "device_id": "", "platform": "ios", "language": "en", "app_version": "1.4.0", "registered_at": "", "topics": [],
    }  # fmt: skip
    assert devices(an) == [answer.json]
    assert IPHONE not in answer.text + an.get(DEVICES).text


@pytest.mark.parametrize(("sent", "kept"), [("en-GB,en;q=0.9", "en"), ("fr", "vi")])
def test_a_phone_that_says_no_language_takes_that_of_its_request(an: Phone, sent: str, kept: str) -> None:
    answer = an.post(DEVICES, {"platform": "ios", "token": IPHONE}, {"Accept-Language": sent})

    assert answer.json["language"] == kept


def test_the_same_phone_again_is_the_same_device_with_what_is_new(an: Phone) -> None:
    first = register(an, language="en", app_version="1.4.0").json

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=5)):
        again = register(an, IPHONE.upper(), app_version="1.5.0").json
    changed = register(an, language="vi").json

    assert again == first | {"app_version": "1.5.0"}
    assert changed == first | {"language": "vi", "app_version": None}
    assert devices(an) == [changed]


def test_a_phone_on_which_somebody_else_logs_in_is_hers_alone(an: Phone, binh: Phone, aws: Cloud) -> None:
    first = register(an, language="en").json

    second = register(binh).json

    assert second["device_id"] == first["device_id"]
    assert second["language"] == "vi"
    assert (ids_of(an), ids_of(binh)) == ([], [first["device_id"]])
    whole(aws)


def test_a_phone_comes_back_to_whom_it_was_taken_from(an: Phone, binh: Phone, aws: Cloud) -> None:
    register(an)
    register(binh)

    register(an)

    assert (len(ids_of(an)), ids_of(binh)) == (1, [])
    whole(aws)


def test_one_token_on_two_platforms_is_two_phones(an: Phone) -> None:
    register(an, IPHONE, "ios")
    register(an, IPHONE, "android")

    assert len(set(ids_of(an))) == 2


def test_a_phone_is_forgotten_and_may_be_forgotten_again(an: Phone, aws: Cloud) -> None:
    device_id = register(an).json["device_id"]

    answers = [an.send("DELETE", f"{DEVICES}/{device_id}", None) for _ in range(2)]

    assert [(answer.status, answer.text) for answer in answers] == [(204, ""), (204, "")]
    assert devices(an) == []
    assert aws.items("devices") == aws.items("device-owners") == []


@pytest.mark.parametrize("wrong", ["device_0", "nothing", "device_" + "0" * 3000, "device_" + "F" * 32])
def test_what_can_be_no_phone_is_not_found(an: Phone, wrong: str) -> None:
    answer = an.send("DELETE", f"{DEVICES}/{wrong}", None)

    assert (answer.status, answer.json["code"]) == (404, "device_not_found")


def test_nobody_forgets_a_phone_of_somebody_else(an: Phone, binh: Phone) -> None:
    device_id = register(an).json["device_id"]

    answer = binh.send("DELETE", f"{DEVICES}/{device_id}", None)

    assert (answer.status, answer.json["code"]) == (404, "device_not_found")
    assert ids_of(an) == [device_id]


def test_the_twenty_first_phone_replaces_the_one_registered_longest_ago(an: Phone, aws: Cloud) -> None:
    tokens, made = [f"{number:064x}" for number in (*range(20), 0, 99)], []

    for place, token in enumerate(tokens):
        with time_machine.travel(datetime.now(UTC) + timedelta(seconds=10 * place)):
            made.append(register(an, token).json["device_id"])

    assert ids_of(an) == [made[-1], made[0], *reversed(made[2:20])]
    whole(aws)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"/platform": "missing", "/token": "missing"}),
        ({"platform": "symbian", "token": "x"}, {"/platform": "not_one_of"}),
        ({"platform": "ios", "token": "0f" * 31}, {"/token": "wrong_format"}),
        ({"platform": "ios", "token": "0f" * 101}, {"/token": "wrong_format"}),
        ({"platform": "ios", "token": "zz" * 32}, {"/token": "wrong_format"}),
        ({"platform": "android", "token": "has a space in it"}, {"/token": "wrong_format"}),
        ({"platform": "android", "token": "a" * 4097}, {"/token": "too_long"}),
        ({"platform": "android", "token": "mã-thông-báo-đẩy"}, {"/token": "wrong_format"}),
        ({"platform": "android", "token": ""}, {"/token": "too_short"}),
        ({"platform": "ios", "token": 7, "language": "fr", "app_version": ""},
         {"/token": "not_a_text", "/language": "not_one_of", "/app_version": "wrong_format"}),
        ({"platform": "ios", "token": IPHONE, "owner": "me"}, {"/owner": "unknown_field"}),
    ],
)  # fmt: skip
def test_what_cannot_be_a_phone_is_refused_field_by_field(
    an: Phone, aws: Cloud, body: dict[str, Any], wrong: dict[str, str]
) -> None:
    answer = an.post(DEVICES, body)

    assert (answer.status, answer.json["code"]) == (422, "invalid_fields")
    assert answer.wrong == wrong
    assert aws.items("devices") == []


@pytest.mark.parametrize("token", ["0f" * 100, "A" * 64])
def test_every_length_apple_gives_is_taken(an: Phone, token: str) -> None:
    assert register(an, token).status == 201


@pytest.mark.parametrize("token", [ANDROID, "a" * 4096])
def test_what_google_gives_is_taken(an: Phone, token: str) -> None:
    assert register(an, token, "android").status == 201


def test_a_token_that_is_refused_is_not_said_again(an: Phone) -> None:
    assert "g" * 64 not in register(an, "g" * 64).text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_stranger_has_no_phones(phone: Phone, method: str) -> None:
    assert phone.send(method, DEVICES, {"platform": "ios", "token": IPHONE}).status == 401


def test_two_who_register_one_phone_at_once_do_not_both_have_it(
    an: Phone, binh: Phone, aws: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.account.devices import registering

    real, faster = registering._write, [binh, an, binh]

    def after_the_other(*given: Any) -> None:
        if faster:
            other = faster.pop()
            rest, faster[:] = list(faster), []
            register(other)
            faster[:] = rest
        real(*given)

    monkeypatch.setattr(registering, "_write", after_the_other)
    answer = register(an)

    assert answer.status == 201
    whole(aws)
    assert len(aws.items("devices")) == 1
    assert (len(ids_of(an)), ids_of(binh)) == (1, [])


def test_whoever_never_gets_a_word_in_is_told_to_try_again(an: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.account.devices import registering
    from chalicelib.shared.tables import Refused

    def refused(*_: Any) -> None:
        raise Refused((0,))

    monkeypatch.setattr(registering, "_write", refused)
    answer = register(an)

    assert (answer.status, answer.json["code"]) == (409, "in_progress")
    assert answer.headers["retry-after"] == "1"


def test_a_phone_whose_answer_was_lost_is_registered_once(
    an: Phone, aws: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    from botocore.client import BaseClient
    from botocore.exceptions import ReadTimeoutError

    real, lost = BaseClient._make_api_call, list[str]()

    def losing(self: Any, operation: str, params: Any) -> Any:
        answer = real(self, operation, params)
        if operation == "TransactWriteItems" and not lost:
            lost.append(operation)
            raise ReadTimeoutError(endpoint_url="https://aws.test")
        return answer

    with monkeypatch.context() as patching:
        patching.setattr(BaseClient, "_make_api_call", losing)
        first = register(an)
        second = register(an)

    assert (first.status, second.status, lost) == (503, 201, ["TransactWriteItems"])
    assert devices(an) == [second.json]
    whole(aws)


def test_a_token_is_stored_with_its_phone_alone(an: Phone, aws: Cloud) -> None:
    register(an)

    holding = [name for name in ("devices", "device-owners", "accounts", "audit", "idempotency")
               if IPHONE in json.dumps(aws.items(name))]  # fmt: skip
    assert holding == ["devices"]
