"""What a push notice looks like on its way: the payloads of APNs and FCM, cut to what those services take."""

import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

# Both services refuse more (Apple: Generating a remote notification; Google: FCM, message size).
LARGEST = 4096
NORMAL = "normal"
# A phone that was off over a long weekend still gets what happened to its owner's report.
TTL_SECONDS = 7 * 24 * 3600
_LONGEST_TITLE = 200
_CUT = "…"
_JOINER = "\u200d"


@dataclass(frozen=True)
class Notice:
    """A notice in words for one phone; `message_id` is what a repeat of it is known by."""

    message_id: str
    title: str
    body: str
    link: str
    thing_ref: str
    severity: str = NORMAL

    @property
    def is_urgent(self) -> bool:
        """Tell whether the phone shall ring for it at once."""
        return self.severity != NORMAL


def apns(notice: Notice) -> str:
    """Return the payload for an iPhone, at most 4,096 bytes; there is no badge, since only the inbox can count."""
    return _fitting(_apns, notice)


def fcm(notice: Notice) -> str:
    """Return the payload for an Android phone as SNS hands it to FCM v1, at most 4,096 bytes."""
    return _fitting(_fcm, notice)


def attributes(kind: str, notice: Notice) -> dict[str, str]:
    """Return what SNS is told beside the payload, for a kind of application: APNS, APNS_SANDBOX or GCM."""
    if kind == "GCM":
        return {"AWS.SNS.MOBILE.FCM.TTL": str(TTL_SECONDS)}
    return {
        f"AWS.SNS.MOBILE.{kind}.TTL": str(TTL_SECONDS),
        "AWS.SNS.MOBILE.APNS.PUSH_TYPE": "alert",
        "AWS.SNS.MOBILE.APNS.PRIORITY": "10" if notice.is_urgent else "5",
        # Two of one collapse id are one on the phone.
        "AWS.SNS.MOBILE.APNS.COLLAPSE_ID": notice.message_id,
    }


def _apns(notice: Notice) -> Any:
    urgent = {"interruption-level": "time-sensitive"} if notice.is_urgent else {}
    alert = {"title": notice.title, "body": notice.body}
    return {
        "aps": {"alert": alert, "sound": "default", "thread-id": notice.thing_ref, **urgent},
        "link": notice.link,
        "message_id": notice.message_id,
    }


def _fcm(notice: Notice) -> Any:
    # A tag replaces the notice that shows the same tag. FCM's collapse_key would do so for waiting messages only, and a
    # phone has four of them: the fifth notice of a phone that is off would throw another away.
    android = {
        "priority": "HIGH" if notice.is_urgent else "NORMAL",
        "ttl": f"{TTL_SECONDS}s",
        "notification": {"tag": notice.message_id},
    }
    message = {
        "notification": {"title": notice.title, "body": notice.body},
        "data": {"link": notice.link, "message_id": notice.message_id},
        "android": android,
    }
    return {"fcmV1Message": {"message": message}}


def _fitting(shape: Callable[[Notice], Any], notice: Notice) -> str:
    """Return the payload with as much of the body as fits, `…` where it was cut."""
    titled = replace(notice, title=cut(notice.title, _LONGEST_TITLE))
    whole = _json(shape(titled))
    if _size(whole) <= LARGEST:
        return whole
    fits, too_long = 0, len(notice.body)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if _size(_json(shape(replace(titled, body=cut(notice.body, middle))))) <= LARGEST:
            fits = middle
        else:
            too_long = middle
    return _json(shape(replace(titled, body=cut(notice.body, fits))))


def cut(text: str, length: int) -> str:
    """Return a text of at most so many characters, `…` included; a letter and its marks are never parted."""
    if len(text) <= length:
        return text
    end = max(length - 1, 0)
    while end > 0 and _belongs_to_the_one_before(text, end):
        end -= 1
    return text[:end].rstrip() + _CUT


def _belongs_to_the_one_before(text: str, place: int) -> bool:
    character = text[place]
    is_tone_of_skin = "\U0001f3fb" <= character <= "\U0001f3ff"
    is_mark = unicodedata.category(character) in ("Mn", "Me", "Mc")
    return is_mark or is_tone_of_skin or _JOINER in (character, text[place - 1])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _size(text: str) -> int:
    return len(text.encode())
