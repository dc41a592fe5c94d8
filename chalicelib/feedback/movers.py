"""Who moves a report: officers in their roles, the one who sent it, or time itself."""

from dataclasses import dataclass

from chalicelib.feedback.rules import Move
from chalicelib.shared import city
from chalicelib.shared.access import Person

_STAFF = ("operator", "handler", "supervisor")


@dataclass(frozen=True)
class Mover:
    """Who moves a report: staff in their roles, the one who sent it, or the system."""

    roles: tuple[str, ...]
    citizen_id: str | None = None
    body_id: str | None = None

    @property
    def is_staff(self) -> bool:
        """Tell whether she acts for the city."""
        return bool({*self.roles} & {*_STAFF})

    def as_actor(self, row: Move) -> dict[str, str]:
        """Return what an event keeps of her: of the sender only the role, since events are read by many."""
        role = next(role for role in (*_STAFF, "reporter", "system") if role in self.roles and role in row.roles)
        return {"role": role, **({"citizen_id": str(self.citizen_id)} if self.is_staff else {})}

    def bodies(self, row: Move) -> frozenset[str] | None:
        """Return the bodies whose reports she may move by this row; None means those of every body."""
        if not self.is_staff or {"operator"} & row.roles & {*self.roles}:
            return None
        if {"supervisor"} & row.roles & {*self.roles}:
            return None if self.body_id == city.load("city")["root_body"] else city.bodies_below(self.body_id or "")
        return frozenset({self.body_id or ""})


def staff_mover(officer: Person) -> Mover:
    """Return an officer as one who moves reports."""
    return Mover(tuple(role for role in _STAFF if role in officer.roles), officer.citizen_id, officer.body_id)


def reporter_mover(person: Person) -> Mover:
    """Return a citizen as the one who sent the report; the write checks that she is."""
    return Mover(("reporter",), person.citizen_id)


# Time moves a report: the reminder, the escalation, the end of a wait.
SYSTEM = Mover(("system",))
