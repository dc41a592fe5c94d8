"""Pushing letters to phones, each phone once for an event; the only door of this part for others."""

from collections.abc import Iterable, Sequence
from functools import partial

from chalicelib.account.devices import service as devices
from chalicelib.account.devices.models import Device
from chalicelib.notifications import notices
from chalicelib.notifications.letters import Letter
from chalicelib.notifications.pushing.rules import Delivery, link_to, planned
from chalicelib.shared import city, followers, push, telemetry
from chalicelib.shared.errors import Unavailable
from chalicelib.shared.push_payload import Notice
from chalicelib.shared.together import at_once

FOLLOWER = "push"


def push_letters(event_id: str, letters: Iterable[Letter]) -> None:
    """Send the letters of an event to the phones of those persons they go to, in each phone's language.

    A repeat sends only what is missing. Raise Unavailable when a phone could not be reached, after all others were
    tried: the same event is then told again. Where push is off, nothing is sent and a metric says so.
    """
    to_people = [letter for letter in letters if letter.is_for_person]
    on = push.platforms()
    if not to_people or not on or followers.has_followed(FOLLOWER, event_id):
        _tell_of_silence(set(push.PLATFORMS) - on if to_people else ())
        return
    planned_ones, unread = at_once(_planned, to_people)
    deliveries = [each for some in planned_ones for each in some]
    _tell_of_silence({each.device.platform for each in deliveries} - on)
    reachable = [each for each in deliveries if each.device.platform in on]
    sent, unsent = at_once(partial(_deliver, event_id), _left(event_id, reachable))
    telemetry.note("letters_pushed", phones=len(sent), failed=len(unsent))
    _fail_if_any([*unread, *unsent])
    followers.mark(FOLLOWER, event_id)


def _planned(letter: Letter) -> list[Delivery]:
    return planned(letter, devices.phones_of(letter.recipient))


def _left(event_id: str, deliveries: Sequence[Delivery]) -> list[Delivery]:
    done = followers.followed_among(FOLLOWER, [each.mark(event_id) for each in deliveries])
    return [each for each in deliveries if each.mark(event_id) not in done]


def _deliver(event_id: str, delivery: Delivery) -> None:
    letter, device = delivery.letter, delivery.device
    words = notices.rendered(letter.code, letter.values, device.language)
    link = link_to(letter.thing_ref, city.load("city")["app"]["link_scheme"])
    notice = Notice(letter.message_id, words.title, words.body, link, letter.thing_ref, letter.severity)
    try:
        _send(device, notice)
    except push.Gone:
        _bury(device)
    followers.mark(FOLLOWER, delivery.mark(event_id))


def _send(device: Device, notice: Notice) -> None:
    if device.endpoint_arn and push.is_current(device.endpoint_arn, device.platform):
        try:
            push.publish(device.endpoint_arn, notice)
            return
        except push.Unknown:
            # Somebody deleted it, perhaps with the whole application; the phone itself may well be there.
            telemetry.note("push_endpoint_made_anew")
    device.endpoint_arn = push.endpoint(device.platform, device.token, device.device_id)
    devices.keep_endpoint(device, device.endpoint_arn)
    push.publish(device.endpoint_arn, notice)


def _bury(device: Device) -> None:
    """Forget a phone that nobody is behind any more; when it was registered anew meanwhile, it is tried again."""
    if device.endpoint_arn:
        push.forget(device.endpoint_arn)
    if not devices.bury(device):
        raise Unavailable()
    telemetry.count("PhonesGone", platform=device.platform)


def _tell_of_silence(platforms: Iterable[str]) -> None:
    for platform in platforms:
        telemetry.count("PushesOff", platform=platform)


def _fail_if_any(errors: Iterable[BaseException]) -> None:
    known = list(errors)
    for error in known:
        telemetry.failed(error)
    if known:
        raise Unavailable()
