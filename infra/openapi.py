"""Write docs/openapi.json from what the routes promise; `--check` only says whether the committed file is true."""

import json
import sys
from pathlib import Path

from chalicelib.features import owner_of

FILE = Path(__file__).parents[1] / "docs" / "openapi.json"


def made() -> str:
    """Return the description of today's routes as the file should hold it."""
    import app
    from chalicelib.shared.openapi import describe

    return json.dumps(describe(app.app, _group_of), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _group_of(path: str) -> str:
    owner = owner_of(path)
    return owner.name if owner else "nobody"


def main() -> int:
    """Write the file, or check it."""
    if "--check" not in sys.argv[1:]:
        FILE.write_text(made(), encoding="utf-8")
        return 0
    if FILE.is_file() and FILE.read_text(encoding="utf-8") == made():
        return 0
    sys.stderr.write("docs/openapi.json is not what the routes promise; run `make openapi` and commit it.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
