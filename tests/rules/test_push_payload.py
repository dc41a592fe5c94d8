"""What phones are handed: small enough, cut between letters, and known by its message id."""

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.notifications.pushing.rules import link_to
from chalicelib.shared.push_payload import LARGEST, Notice, apns, attributes, cut, fcm

LONG = "Đã thay bóng đèn hỏng trước nhà số 12, hẻm 214, đường Nguyễn Trãi; cột được sơn lại. " * 100
ID = "message_01KAQZ3V5J8Y2N6M4T7R9W0X1C"


def notice(**changes: Any) -> Notice:
    given = {"title": "Đã có kết quả", "body": "Phản ánh HCM-0123456789 đã có kết quả.", "severity": "normal"}
    link, thing = "congdanso://reports/HCM-0123456789", "report:HCM-0123456789"
    return Notice(message_id=ID, link=link, thing_ref=thing, **{**given, **changes})


def message(payload: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(payload)["fcmV1Message"]["message"]
    return found


def test_an_iphone_is_handed_title_body_and_link_without_a_badge() -> None:
    payload = json.loads(apns(notice()))

    assert payload["aps"] == {
        "alert": {"title": "Đã có kết quả", "body": "Phản ánh HCM-0123456789 đã có kết quả."},
        "sound": "default",
        "thread-id": "report:HCM-0123456789",
    }
    assert (payload["link"], payload["message_id"]) == ("congdanso://reports/HCM-0123456789", ID)


def test_an_android_phone_is_handed_the_same_with_a_tag_for_repeats() -> None:
    told = message(fcm(notice()))

    assert told["notification"] == {"title": "Đã có kết quả", "body": "Phản ánh HCM-0123456789 đã có kết quả."}
    assert told["data"] == {"link": "congdanso://reports/HCM-0123456789", "message_id": ID}
    assert told["android"] == {"priority": "NORMAL", "ttl": "604800s", "notification": {"tag": ID}}


def test_a_repeat_is_known_by_its_message_id() -> None:
    told = attributes("APNS", notice())

    assert told["AWS.SNS.MOBILE.APNS.COLLAPSE_ID"] == ID
    assert len(ID.encode()) <= 64


@pytest.mark.parametrize(("severity", "apple", "google"), [("normal", "5", "NORMAL"), ("severe", "10", "HIGH")])
def test_what_is_urgent_goes_first(severity: str, apple: str, google: str) -> None:
    urgent = notice(severity=severity)

    assert attributes("APNS", urgent)["AWS.SNS.MOBILE.APNS.PRIORITY"] == apple
    assert message(fcm(urgent))["android"]["priority"] == google
    assert ("interruption-level" in json.loads(apns(urgent))["aps"]) == urgent.is_urgent


@pytest.mark.parametrize(
    ("kind", "name"),
    [("APNS", "AWS.SNS.MOBILE.APNS.TTL"), ("APNS_SANDBOX", "AWS.SNS.MOBILE.APNS_SANDBOX.TTL"),
     ("GCM", "AWS.SNS.MOBILE.FCM.TTL")],
)  # fmt: skip
def test_every_service_is_told_how_long_a_notice_is_worth_having(kind: str, name: str) -> None:
    assert attributes(kind, notice())[name] == "604800"


@pytest.mark.parametrize("shape", [apns, fcm])
def test_a_long_vietnamese_text_is_cut_to_what_the_services_take(shape: Any) -> None:
    payload = shape(notice(body=LONG))

    body = json.loads(payload)["aps"]["alert"]["body"] if shape is apns else message(payload)["notification"]["body"]
    assert LARGEST - 10 < len(payload.encode()) <= LARGEST
    assert body.endswith("…")
    assert LONG.startswith(body.removesuffix("…"))


@pytest.mark.parametrize("shape", [apns, fcm])
def test_a_text_that_fits_is_not_touched(shape: Any) -> None:
    assert "…" not in shape(notice(body=LONG[:2000]))


def test_a_letter_is_never_parted_from_its_marks() -> None:
    taken_apart = unicodedata.normalize("NFD", "Nguyễn Trãi ở đây")

    for length in range(1, len(taken_apart)):
        shown = unicodedata.normalize("NFC", cut(taken_apart, length).removesuffix("…"))
        assert "Nguyễn Trãi ở đây".startswith(shown)


@pytest.mark.parametrize("family", ["👩‍👩‍👧", "👍🏽", "❤️"])
def test_a_picture_of_several_signs_is_kept_whole_or_left_out(family: str) -> None:
    for length in range(1, len(family) + 3):
        assert cut(f"a{family}bc", length).removesuffix("…") in {"", "a", f"a{family}", f"a{family}b", f"a{family}bc"}


@given(st.text(max_size=6000), st.text(max_size=400))
def test_no_payload_is_ever_too_large(body: str, title: str) -> None:
    for shape in (apns, fcm):
        payload = shape(notice(body=body, title=title))
        assert len(payload.encode("utf-8", "surrogatepass")) <= LARGEST
        assert json.loads(payload)


@pytest.mark.parametrize(
    ("thing", "link"),
    [("report:HCM-0123456789", "congdanso://reports/HCM-0123456789"), ("survey:7", "congdanso://inbox"),
     ("", "congdanso://inbox")],
)  # fmt: skip
def test_a_tap_opens_the_thing_or_else_the_inbox(thing: str, link: str) -> None:
    assert link_to(thing, "congdanso") == link
