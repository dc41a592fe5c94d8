"""What others can do with phones: find those of a person, and keep what the push service says of them."""

from pynamodb.exceptions import UpdateError

from chalicelib.account.devices import rules
from chalicelib.account.devices.models import Device, DeviceOwner
from chalicelib.shared.tables import Refused, refused_by_condition, transaction


def phones_of(citizen_id: str) -> list[Device]:
    """Return the phones of a person, the one seen last at the top."""
    return Device.of_citizen(citizen_id)[: rules.MOST]


def keep_endpoint(device: Device, endpoint_arn: str) -> None:
    """Keep the push service's name for a phone, unless the phone was registered anew in between or is gone."""
    unchanged = Device.seen_at == device.seen_at
    try:
        device.update([Device.endpoint_arn.set(endpoint_arn)], unchanged)
    except UpdateError as error:
        if not refused_by_condition(error):
            raise


def bury(device: Device) -> bool:
    """Forget a phone that the push service gave up; return False when it was registered anew in between or is gone."""
    try:
        with transaction() as writing:
            writing.delete(DeviceOwner(device.device_id), DeviceOwner.citizen_id == device.citizen_id)
            writing.delete(Device(device.citizen_id, device.device_id), Device.seen_at == device.seen_at)
    except Refused:
        return False
    return True
