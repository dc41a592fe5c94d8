"""The city's own register of who works for it: body, roles, and from when to when."""

from pynamodb.attributes import ListAttribute, UnicodeAttribute

from chalicelib.shared import city, settings
from chalicelib.shared.access import Person
from chalicelib.shared.sessions import Session
from chalicelib.shared.tables import Table, read_together


class StaffMember(Table):
    """One person's place in the administration; dates are days in the city's own time, both included."""

    class Meta:
        table_name = settings.table("staff")

    citizen_id = UnicodeAttribute(hash_key=True)
    body_id = UnicodeAttribute()
    roles = ListAttribute(of=UnicodeAttribute)
    valid_from = UnicodeAttribute()
    valid_to = UnicodeAttribute(null=True)

    def serves_on(self, day: str) -> bool:
        """Tell whether the person holds the place on this day (YYYY-MM-DD)."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def place_of(person: Person) -> tuple[Session | None, StaffMember | None]:
    """Return the person's session if it lives and her place in the administration if she has one today."""
    member, session = read_together((StaffMember, person.citizen_id), (Session, person.session_id))
    if session is None or not session.is_live() or session.citizen_id != person.citizen_id:
        return None, None
    return session, member if member is not None and member.serves_on(city.today()) else None
