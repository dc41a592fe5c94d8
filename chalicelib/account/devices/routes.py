"""The HTTP face of phones."""

from chalice import Blueprint

from chalicelib.account.devices import registering
from chalicelib.account.devices.models import Device
from chalicelib.account.devices.schemas import DeviceList, DeviceView, NewDevice
from chalicelib.shared.access import CITIZEN
from chalicelib.shared.http import Answer, Call, endpoint

blueprint = Blueprint(__name__)


@endpoint(
    blueprint, "POST", "/v1/account/devices",
    access=CITIZEN, body=NewDevice, answer=DeviceView, status=201, problems=(409,),
)  # fmt: skip
def register_device(call: Call) -> DeviceView:
    """Register this phone for push notices.

    Send it after every login, at every start of the app, and when the push token or the language changes: the same
    token is the same device, and it belongs to whoever registered it last. `token` is what APNs (hexadecimal) or FCM
    gave the app; no answer shows it. Without `language` a new device takes that of `Accept-Language`. A person has up
    to 20; one more replaces the one that was registered longest ago.
    """
    return _view(registering.register(call.asker.citizen_id, call.body, call.language))


@endpoint(blueprint, "GET", "/v1/account/devices", access=CITIZEN, answer=DeviceList)
def list_devices(call: Call) -> DeviceList:
    """List one's own phones, the one registered last at the top."""
    return DeviceList(items=[_view(device) for device in registering.registered(call.asker.citizen_id)])


@endpoint(blueprint, "DELETE", "/v1/account/devices/{device_id}", access=CITIZEN, status=204, problems=(404,))
def remove_device(call: Call) -> Answer:
    """Send no more push notices to a phone.

    Call it before a logout. A device that is gone already is answered the same way; somebody else's is 404.
    """
    registering.remove(call.asker.citizen_id, call.path["device_id"])
    return Answer("")


def _view(device: Device) -> DeviceView:
    return DeviceView(
        device_id=device.device_id,
        platform=device.platform,
        language=device.language,
        app_version=device.app_version,
        registered_at=device.registered_at,
        topics=[],
    )
