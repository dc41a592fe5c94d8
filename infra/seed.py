"""Put the city pack's staff into the register and publish its samples; run again, it changes only what is its own.

A row that was set by hand, such as an officer's last day, stays as it is, and so does a data set that an editor has
published.
"""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from chalicelib.account import service as account
from chalicelib.shared import settings
from chalicelib.shared.staff import StaffMember
from infra.city.schema import expand_staff
from infra.samples import publish_samples

_TOLD_BY_THE_PACK = ("body_id", "roles", "valid_from", "valid_to")


class SeededMember(StaffMember):
    """A row of the register with the text of what the seed wrote; no longer true once somebody changed the row."""

    class Meta:
        table_name = settings.table("staff")

    seeded = UnicodeAttribute(null=True)

    def text(self) -> str:
        """Return what the row says now, as one text."""
        return json.dumps([getattr(self, name) for name in _TOLD_BY_THE_PACK])

    def is_as_seeded(self) -> bool:
        """Tell whether the seed wrote the row and nobody has changed it since."""
        return bool(self.seeded == self.text())


def seed(folder: Path, issuer: str) -> int:
    """Register every member of staff of the pack and return how many there are.

    The tables and keys are found by the same environment variables that the functions get.
    """
    staff = expand_staff(folder)
    # One client per process is shared by the threads: botocore's clients are thread-safe, making them is not.
    first = _row(staff[0], issuer)
    with ThreadPoolExecutor(8) as pool:
        rows = [first, *pool.map(lambda member: _row(member, issuer), staff[1:])]
        list(pool.map(SeededMember.save, _wanted(rows)))
    return len(staff)


def _row(member: Mapping[str, Any], issuer: str) -> SeededMember:
    told: dict[str, Any] = {name: member.get(name) for name in _TOLD_BY_THE_PACK}
    row = SeededMember(account.reserve(issuer, member["subject"]), **told)
    row.seeded = row.text()
    return row


def _wanted(rows: Iterable[SeededMember]) -> Iterable[SeededMember]:
    """Return the rows that are missing, and those that only the seed has written and the pack now tells otherwise."""
    by_id = {row.citizen_id: row for row in rows}
    stored = {row.citizen_id: row for row in SeededMember.batch_get(list(by_id), consistent_read=True)}
    for citizen_id, row in by_id.items():
        there = stored.get(citizen_id)
        if there is None or (there.is_as_seeded() and there.seeded != row.seeded):
            yield row


def main() -> int:
    """Seed the installation that the environment names; refuse invented staff anywhere but at home."""
    folder = Path(__file__).parent / "city" / os.environ.get("CITY", "hcmc")
    invented = json.loads((folder / "staff.json").read_text(encoding="utf-8")).get("invented", True)
    if invented and os.environ.get("STAGE") != "local":
        sys.stderr.write("The staff of this city pack are invented; only a local city takes them.\n")
        return 1
    # As the login hashes it, or nobody would be found under her subject.
    sys.stdout.write(f"{seed(folder, settings.vneid_issuer())} members of staff\n")
    for kind, done in publish_samples(folder).items():
        sys.stdout.write(f"{kind}: {done}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
