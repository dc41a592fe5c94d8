"""Who may call a route (open, optional, citizen or staff of some roles), and the person who does."""

from dataclasses import dataclass

ROLES = ("operator", "handler", "supervisor", "editor", "approver", "admin")


@dataclass(frozen=True)
class Access:
    """A rule of admission; `roles` is empty for everything but staff routes."""

    kind: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Person:
    """Somebody whose token was checked; `roles` and `body_id` are filled on staff routes only."""

    citizen_id: str
    session_id: str
    assurance_level: int = 1
    expires_at: int = 0
    roles: tuple[str, ...] = ()
    body_id: str | None = None


OPEN = Access("open")
OPTIONAL = Access("optional")
CITIZEN = Access("citizen")


def staff(*roles: str) -> Access:
    """Admit staff who hold at least one of these roles today; raise ValueError for an unknown role."""
    unknown = [role for role in roles if role not in ROLES]
    if unknown or not roles:
        raise ValueError(f"a staff route needs roles out of {ROLES}, not {roles}")
    return Access("staff", roles)
