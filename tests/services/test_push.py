"""Endpoints of phones at SNS: made, found again, enabled, given up; and what is told to SNS beside the text."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.shared import aws as ours
from chalicelib.shared import push
from chalicelib.shared.push_payload import Notice
from tests.cloud import Cloud
from tests.pushes import Air, refusing

TOKEN, DEVICE = "0f" * 32, "device_" + "0" * 32
NOTICE = Notice("message_01", "Tiêu đề", "Nội dung", "congdanso://inbox", "report:HCM-1")
EXISTS = "Invalid parameter: Token Reason: Endpoint {} already exists with the same Token, but different attributes."


@pytest.fixture
def air(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> Air:
    """Phones that can be reached."""
    air = Air(aws)
    air.open(monkeypatch)
    return air


def test_an_endpoint_is_made_once_and_belongs_to_its_phone(air: Air) -> None:
    first = push.endpoint("ios", TOKEN, DEVICE)

    assert push.endpoint("ios", TOKEN, DEVICE) == first
    assert air.endpoints() == {TOKEN: first}
    assert air.sns.get_endpoint_attributes(EndpointArn=first)["Attributes"]["CustomUserData"] == DEVICE


def test_an_endpoint_with_other_attributes_is_found_and_put_right(air: Air) -> None:
    by_hand = air.sns.create_platform_endpoint(
        PlatformApplicationArn=push.settings.push_application("ios"), Token=TOKEN, CustomUserData="by hand"
    )["EndpointArn"]
    air.disable(TOKEN)

    found = push.endpoint("ios", TOKEN, DEVICE)

    attributes = air.sns.get_endpoint_attributes(EndpointArn=found)["Attributes"]
    assert found == by_hand
    assert (attributes["Enabled"], attributes["CustomUserData"]) == ("true", DEVICE)


@pytest.mark.parametrize(
    "words",
    ["Invalid parameter: Token Reason: iOS device tokens must be no more than 400 hexadecimal characters",
     "Invalid parameter: Device Token Reason: bad"],
)  # fmt: skip
def test_a_token_that_apple_cannot_have_given_is_a_phone_that_is_gone(
    air: Air, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    with refusing(monkeypatch, "CreatePlatformEndpoint", "InvalidParameter", words), pytest.raises(push.Gone) as gone:
        push.endpoint("ios", TOKEN, DEVICE)

    assert (str(gone.value), gone.value.__cause__, gone.value.__suppress_context__) == ("", None, True)


@pytest.mark.parametrize(
    ("code", "words"),
    [("NotFound", "PlatformApplication does not exist"), ("Throttled", "Rate exceeded"), ("InternalError", "x"),
     ("AuthorizationError", "not authorized"), ("InvalidParameter", "Invalid parameter: PlatformApplicationArn")],
)  # fmt: skip
def test_whatever_is_wrong_with_the_city_is_not_the_phones_fault(
    air: Air, monkeypatch: pytest.MonkeyPatch, code: str, words: str
) -> None:
    with refusing(monkeypatch, "CreatePlatformEndpoint", code, words), pytest.raises(ClientError):
        push.endpoint("ios", TOKEN, DEVICE)


def test_a_disabled_endpoint_is_a_phone_that_is_gone(air: Air) -> None:
    endpoint = push.endpoint("ios", TOKEN, DEVICE)
    air.disable(TOKEN)

    with pytest.raises(push.Gone):
        push.publish(endpoint, NOTICE)


@pytest.mark.parametrize(
    ("code", "words", "meaning"),
    [
        ("NotFound", "Endpoint does not exist", push.Unknown),
        ("InvalidParameter", "Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified",
         push.Unknown),
        ("EndpointDisabled", "Endpoint is disabled", push.Gone),
        ("PlatformApplicationDisabled", "Platform application is disabled", ClientError),
        ("InvalidParameter", "Invalid parameter: JSON must contain an entry for 'default' or 'APNS'.", ClientError),
        ("Throttling", "Rate exceeded", ClientError),
    ],
)  # fmt: skip
def test_what_sns_says_of_an_endpoint_is_understood(
    air: Air, monkeypatch: pytest.MonkeyPatch, code: str, words: str, meaning: Any
) -> None:
    endpoint = push.endpoint("ios", TOKEN, DEVICE)

    with refusing(monkeypatch, "Publish", code, words), pytest.raises(meaning):
        push.publish(endpoint, NOTICE)


def test_sns_is_told_how_a_notice_is_to_go(air: Air) -> None:
    heard: list[Any] = []
    events = ours.client("sns").meta.events
    hear: Any = lambda params, **_: heard.append(params)  # noqa: E731
    events.register("provide-client-params.sns.Publish", hear)

    push.publish(push.endpoint("ios", TOKEN, DEVICE), NOTICE)
    push.publish(push.endpoint("android", "a" * 100, DEVICE), NOTICE)

    events.unregister("provide-client-params.sns.Publish", hear)
    apple, google = heard
    assert apple["MessageStructure"] == google["MessageStructure"] == "json"
    assert {name.rsplit(".", 2)[1] for name in apple["MessageAttributes"]} == {"APNS"}
    assert apple["MessageAttributes"]["AWS.SNS.MOBILE.APNS.COLLAPSE_ID"]["StringValue"] == "message_01"
    assert list(google["MessageAttributes"]) == ["AWS.SNS.MOBILE.FCM.TTL"]


def test_an_endpoint_that_is_forgotten_is_gone(air: Air) -> None:
    endpoint = push.endpoint("ios", TOKEN, DEVICE)

    push.forget(endpoint)

    assert air.endpoints() == {}


def test_an_endpoint_of_another_application_is_not_todays(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = push.endpoint("ios", TOKEN, DEVICE)

    assert push.is_current(endpoint, "ios")
    assert not push.is_current(endpoint, "android")
    assert not push.is_current(None, "ios")
    monkeypatch.setenv("PUSH_APPLICATION_IOS", "")
    assert not push.is_current(endpoint, "ios")


def test_an_installation_without_credentials_has_no_platforms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PUSH_APPLICATION_IOS", raising=False)
    monkeypatch.setenv("PUSH_APPLICATION_ANDROID", "")

    assert push.platforms() == frozenset()
