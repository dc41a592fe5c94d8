"""Registering phones: a phone is its token, belongs to one person at a time, and moves with whoever logs in on it."""

import re
from collections.abc import Sequence
from itertools import chain

from chalicelib.account.devices import rules
from chalicelib.account.devices.models import Device, DeviceOwner
from chalicelib.account.devices.schemas import NewDevice
from chalicelib.shared import clock
from chalicelib.shared.errors import NotFound
from chalicelib.shared.secrets import keyed_hash
from chalicelib.shared.tables import Contended, Refused, transaction

_DEVICE_ID = re.compile(r"device_[0-9a-f]{32}")
# A phone is handed on at the second try; others are needed only when two people register it at the same moment.
_TRIES = 4


def register(citizen_id: str, new: NewDevice, language: str) -> Device:
    """Make a phone this person's and return it; the same token again is the same phone, whosever it was.

    Without a language of its own the phone keeps the one it has, or takes the request's. Raise Contended when another
    person registers it at this moment.
    """
    token = rules.normal_token(new.platform, new.token)
    device_id = _device_id(new.platform, token)
    holder: str | None = None
    for _ in range(_TRIES):
        mine = Device.of_citizen(citizen_id)
        known = next((device for device in mine if device.device_id == device_id), None)
        now = clock.rfc3339(clock.now())
        device = Device(
            citizen_id,
            device_id,
            platform=new.platform,
            token=token,
            language=new.language or (known.language if known else language),
            app_version=new.app_version,
            registered_at=known.registered_at if known else now,
            seen_at=now,
        )
        others = [each for each in mine if each.device_id != device_id]
        try:
            _write(device, holder, others[rules.MOST - 1 :])
            return device
        except Refused as refusal:
            holder = _holder(refusal, citizen_id)
    raise Contended()


def registered(citizen_id: str) -> list[Device]:
    """Return the phones of a person, the one seen last at the top."""
    return Device.of_citizen(citizen_id)[: rules.MOST]


def remove(citizen_id: str, device_id: str) -> None:
    """Forget a phone of this person, also one that is gone already; raise NotFound for somebody else's."""
    if not _DEVICE_ID.fullmatch(device_id):
        raise NotFound("device_not_found")
    hers = DeviceOwner.device_id.does_not_exist() | (DeviceOwner.citizen_id == citizen_id)
    try:
        with transaction() as writing:
            writing.delete(DeviceOwner(device_id), hers)
            writing.delete(Device(citizen_id, device_id))
    except Refused:
        raise NotFound("device_not_found") from None


def _device_id(platform: str, token: str) -> str:
    # Keyed, so that nobody who sees the id can try tokens against it.
    return f"device_{keyed_hash('lookup-key', 'device', platform, token)[:32]}"


def _write(device: Device, holder: str | None, surplus: Sequence[Device]) -> None:
    """Write the phone and whose it is, take it from its holder, and forget what is too many, all or nothing."""
    owner = DeviceOwner(device.device_id, citizen_id=device.citizen_id)
    free = DeviceOwner.device_id.does_not_exist() | (DeviceOwner.citizen_id == device.citizen_id)
    with transaction() as writing:
        for each in surplus:
            writing.delete(DeviceOwner(each.device_id), DeviceOwner.citizen_id == each.citizen_id)
        taken = [Device(holder, device.device_id)] if holder else []
        for gone in chain(surplus, taken):
            writing.delete(gone)
        writing.save(owner, DeviceOwner.citizen_id == holder if holder else free, return_values="ALL_OLD")
        writing.save(device)


def _holder(refusal: Refused, citizen_id: str) -> str | None:
    """Return who has the phone, None when nobody else does any more."""
    found = (str(item["citizen_id"]["S"]) for item in refusal.stored.values())
    return next((holder for holder in found if holder != citizen_id), None)
