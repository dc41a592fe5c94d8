"""Who may call a route: open, optional, citizen or staff(roles); every route names one of them."""

from dataclasses import dataclass

ROLES = ("operator", "handler", "supervisor", "editor", "approver", "admin")


@dataclass(frozen=True)
class Access:
    """A rule of admission; `roles` is empty for everything but staff routes."""

    kind: str
    roles: tuple[str, ...] = ()


OPEN = Access("open")
OPTIONAL = Access("optional")
CITIZEN = Access("citizen")


def staff(*roles: str) -> Access:
    """Admit staff who hold at least one of these roles today; raise ValueError for an unknown role."""
    unknown = [role for role in roles if role not in ROLES]
    if unknown or not roles:
        raise ValueError(f"a staff route needs roles out of {ROLES}, not {roles}")
    return Access("staff", roles)
