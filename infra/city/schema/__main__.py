"""Print what is wrong with the city pack in a folder."""

import sys
from pathlib import Path

from infra.city.schema import check_pack


def main(folder: Path) -> int:
    """Print the problems of a pack, or that there are none."""
    problems = check_pack(folder)
    sys.stdout.write("\n".join(problems or ["the pack is sound"]) + "\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
