"""Where a local city keeps its files, and the one file that says whether it is up."""

import json
import os
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from infra.local.talk import Trouble

PROJECT = Path(__file__).resolve().parents[2]
# Room for the virtual environment's caches, the packed functions, their unpacked copies and the city's data.
NEEDED_MB = 1500


@dataclass(frozen=True)
class Place:
    """The folder of one local city; every path below it is named here and nowhere else."""

    folder: Path

    @classmethod
    def of_this_checkout(cls) -> "Place":
        """Return the folder that CITY_STATE names, or `.city` in the checkout."""
        return cls((PROJECT / os.environ.get("CITY_STATE", ".city")).resolve())

    @property
    def card(self) -> Path:
        """Return the file with everything known of the running city."""
        return self.folder / "city.json"

    @property
    def url_file(self) -> Path:
        """Return the file that `make url` prints; it exists only while the city is up."""
        return self.folder / "url"

    @property
    def pid_file(self) -> Path:
        """Return the file with the pid of the process behind the base URL, for `make url`."""
        return self.folder / "pid"

    @property
    def lock_file(self) -> Path:
        """Return the file that one command at a time may hold."""
        return self.folder / "lock"

    @property
    def aws(self) -> Path:
        """Return the embedded AWS's checkpoints."""
        return self.folder / "aws"

    @property
    def s3(self) -> Path:
        """Return the folder of stored objects."""
        return self.folder / "s3"

    @property
    def vneid(self) -> Path:
        """Return the folder with the stand-in's signing key and client secret."""
        return self.folder / "vneid"

    @property
    def outbox(self) -> Path:
        """Return the file of everything that was sent to phones."""
        return self.folder / "outbox.jsonl"

    @cached_property
    def logs(self) -> Path:
        """Return the folder of log files, made if need be."""
        return self._made("logs")

    @cached_property
    def scratch(self) -> Path:
        """Return the folder of temporary files, emptied before every start."""
        return self._made("tmp")

    @cached_property
    def build(self) -> Path:
        """Return the folder of the packed functions."""
        return self._made("build")

    def _made(self, name: str) -> Path:
        self.make()
        path = self.folder / name
        path.mkdir(mode=0o700, exist_ok=True)
        return path

    def make(self) -> None:
        """Make the folder, closed to everybody else on this machine: it holds keys, secrets and what people wrote."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)

    def read(self) -> dict[str, Any]:
        """Return the card of this city, empty when none was written or it cannot be read."""
        try:
            card = json.loads(self.card.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return card if isinstance(card, dict) else {}

    def write(self, card: dict[str, Any]) -> None:
        """Replace the card in one move, so that no reader meets half of it."""
        write_whole(self.card, json.dumps(card, ensure_ascii=False, indent=1) + "\n")

    def check_room(self) -> None:
        """Refuse with a plain sentence when the disk has no room for a city."""
        self.make()
        free = shutil.disk_usage(self.folder).free // 1_000_000
        if free < NEEDED_MB:
            raise Trouble(
                f"The disk that holds {self.folder} has {free} MB free and the city needs about {NEEDED_MB} MB. "
                "Free some space there and run the command again."
            )


def write_whole(path: Path, text: str, mode: int = 0o600) -> None:
    """Write a file under another name, force it to the disk, then move it into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".part")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
