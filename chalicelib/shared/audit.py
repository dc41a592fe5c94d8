"""The trail of staff reads: who looked at what, when and in which role; written before the answer leaves."""

from collections.abc import Sequence

from pynamodb.attributes import UnicodeAttribute

from chalicelib.shared import clock, ids, settings
from chalicelib.shared.access import Person
from chalicelib.shared.tables import Compact, Table


class AuditRow(Table):
    """One read or act of a member of staff; `about` is the thing looked at, such as a report or a body's queue."""

    class Meta:
        table_name = settings.table("audit")

    about = UnicodeAttribute(hash_key=True)
    audit_id = UnicodeAttribute(range_key=True)
    at = UnicodeAttribute()
    actor = UnicodeAttribute()
    body_id = UnicodeAttribute(null=True)
    roles = UnicodeAttribute()
    action = UnicodeAttribute()
    request_id = UnicodeAttribute()
    seen = Compact(null=True)


def record(person: Person, action: str, about: str, request_id: str, seen: Sequence[str] = ()) -> None:
    """Keep that a member of staff read something; a read that cannot be recorded must not be answered."""
    AuditRow(
        about,
        ids.new_ulid("audit"),
        at=clock.rfc3339(clock.now()),
        actor=person.citizen_id,
        body_id=person.body_id,
        roles=",".join(person.roles),
        action=action,
        request_id=request_id,
        seen=list(seen),
    ).save(AuditRow.audit_id.does_not_exist())
