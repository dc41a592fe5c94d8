"""Every stored attribute that holds the code of a ward, and what becomes of it when wards are abolished.

Whoever stores a ward declares it here; `python -m infra.migrate_units` moves what is to be moved. A row that moves has
`units_version` beside the ward, the version of units.json by which the ward was chosen: a code may be used again for
another ward, so the code alone does not tell whether a row has been moved already.
"""

from typing import NamedTuple

UNITS_VERSION = "units_version"


class Holder(NamedTuple):
    """One attribute of a table, and the index it is found by, with `units_version` in it; none where rows stay."""

    table: str
    attribute: str
    why: str
    found_by: str | None = None


HOLDERS = (Holder("reports", "ward_code", "a report keeps the ward of its day; the desk refers it where that matters"),)
