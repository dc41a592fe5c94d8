"""What is shown of a certificate, and whose certificates are meant; pure decisions."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.published.kinds import Row
from chalicelib.published.rights import Standing, stands
from chalicelib.shared.vietnamese import same

# What does not stand here stays inside: keys of ours, and whatever a later file may bring.
_SHOWN = (
    "kind", "field", "grade", "holder_name", "issuer", "issued_on", "expires_on", "status_since", "source", "as_of",
)  # fmt: skip


def validity(row: Row, today: str) -> Standing | None:
    """Return how a certificate stands on a day of the city, as YYYY-MM-DD; None for an issuer's word nobody knows."""
    return stands(row["status"], row["issued_on"], row["expires_on"], today)


def meant(name: str, rows: Sequence[Row]) -> list[Row]:
    """Return the rows of whoever is written just as this name; all of them when nobody is.

    All are of one name without marks: who types no marks, or a wrong one, still finds whom she means.
    """
    return [row for row in rows if _alike(name, row["holder_name"])] or list(rows)


def shown(row: Row, today: str) -> Mapping[str, Any]:
    """Return what anybody may know of a certificate: never a date or year of birth, and no key of ours."""
    return {
        "number": row["certificate_number"],
        "validity": validity(row, today),
        **{name: row.get(name) for name in _SHOWN},
        "invented": bool(row.get("invented")),
    }


def _alike(typed: str, name: str) -> bool:
    return same(" ".join(typed.split()), " ".join(name.split()))
