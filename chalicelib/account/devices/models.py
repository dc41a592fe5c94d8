"""Tables of phones: those of each person, and whose each phone is."""

from pynamodb.attributes import UnicodeAttribute

from chalicelib.shared import settings
from chalicelib.shared.tables import Table


class Device(Table):
    """A phone of a person, with the push token that Apple or Google gave its app.

    `seen_at` is when the app last registered it. `endpoint_arn` is SNS's name for it, made at the first push after
    that and forgotten at every registration, so that a phone which was given up for dead is tried anew.
    """

    class Meta:
        table_name = settings.table("devices")

    citizen_id = UnicodeAttribute(hash_key=True)
    device_id = UnicodeAttribute(range_key=True)
    platform = UnicodeAttribute()
    token = UnicodeAttribute()
    language = UnicodeAttribute()
    app_version = UnicodeAttribute(null=True)
    registered_at = UnicodeAttribute()
    seen_at = UnicodeAttribute()
    endpoint_arn = UnicodeAttribute(null=True)

    @classmethod
    def of_citizen(cls, citizen_id: str) -> "list[Device]":
        """Return the phones of a person, the one that was seen last at the top, in one query."""
        found = cls.query(citizen_id, consistent_read=True)
        return sorted(found, key=lambda device: (device.seen_at, device.device_id), reverse=True)


class DeviceOwner(Table):
    """Whose a phone is: there is one row of `Device` for it, and it lies with this person."""

    class Meta:
        table_name = settings.table("device-owners")

    device_id = UnicodeAttribute(hash_key=True)
    citizen_id = UnicodeAttribute()
