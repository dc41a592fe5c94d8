"""Which phones ring for a letter, and where a tap on it leads."""

from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.account.devices.models import Device
from chalicelib.notifications.letters import Letter

# The screens of the app by the kind of thing that a letter is about; all else leads to the inbox.
_SCREENS = {"report": "reports"}


@dataclass(frozen=True)
class Delivery:
    """One letter for one phone."""

    letter: Letter
    device: Device

    def mark(self, event_id: str) -> str:
        """Return what is remembered when the phone has got it."""
        return f"{event_id}#{self.device.device_id}"


def planned(letter: Letter, devices: Iterable[Device]) -> list[Delivery]:
    """Choose the phones that ring for a letter: all of its recipient's.

    Here quiet hours and preferences will be asked (issue 6); nothing else decides who is pushed what.
    """
    return [Delivery(letter, device) for device in devices]


def link_to(thing_ref: str, scheme: str) -> str:
    """Return the deep link that opens a thing in the app, `<scheme>://reports/HCM-…` for a report."""
    kind, _, thing_id = thing_ref.partition(":")
    return f"{scheme}://{_SCREENS[kind]}/{thing_id}" if kind in _SCREENS else f"{scheme}://inbox"
