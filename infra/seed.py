"""Put the city pack's staff into the register; run again, it changes nothing that is already so."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any


def seed(folder: Path, issuer: str) -> int:
    """Write every member of staff of the pack and return how many there are.

    The tables and keys are found by the same environment variables that the functions get.
    """
    from infra.city.schema import expand_staff

    staff = expand_staff(folder)
    # One client per process is shared by the threads: botocore's clients are thread-safe, making them is not.
    _write(staff[0], issuer)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda member: _write(member, issuer), staff[1:]))
    return len(staff)


def _write(member: Any, issuer: str) -> None:
    from chalicelib.account import service as account
    from chalicelib.shared.staff import StaffMember

    row = member if isinstance(member, dict) else member.model_dump(mode="json")
    StaffMember(
        account.reserve(issuer, row["subject"]),
        body_id=row["body_id"],
        roles=row["roles"],
        valid_from=row["valid_from"],
        valid_to=row.get("valid_to"),
    ).save()


def main() -> int:
    """Seed the installation that the environment names; refuse invented staff anywhere but at home."""
    folder = Path(__file__).parent / "city" / os.environ.get("CITY", "hcmc")
    invented = json.loads((folder / "staff.json").read_text(encoding="utf-8")).get("invented", True)
    if invented and os.environ.get("STAGE") != "local":
        sys.stderr.write("The staff of this city pack are invented; only a local city takes them.\n")
        return 1
    sys.stdout.write(f"{seed(folder, os.environ['VNEID_ISSUER'])} members of staff\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
