"""Sessions: one row a login, read wherever an ended login must count at once."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.shared import clock, settings
from chalicelib.shared.tables import Table


class Session(Table):
    """One login on one device and the generation of its refresh token, of which only hashes are kept."""

    class Meta:
        table_name = settings.table("sessions")

    session_id = UnicodeAttribute(hash_key=True)
    citizen_id = UnicodeAttribute()
    assurance_level = NumberAttribute()
    seed = UnicodeAttribute()
    generation = NumberAttribute(default=1)
    refresh_hash = UnicodeAttribute()
    previous_hash = UnicodeAttribute(null=True)
    rotated_at = NumberAttribute(null=True)
    started_at = UnicodeAttribute()
    ended_at = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()

    def is_live(self) -> bool:
        """Tell whether the session was neither ended nor has run out; TTL deletion lags, so expiry is read."""
        return self.ended_at is None and self.expires_at > clock.now().timestamp()
