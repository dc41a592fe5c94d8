"""Where a stage is deployed, and what is said when that fails."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Progress = Callable[[str], None]


class DeployError(RuntimeError):
    """A stack could not be deployed; the message holds what CloudFormation said of each resource that failed."""


def _silent(_: str) -> None:
    pass


@dataclass(frozen=True)
class Cloud:
    """Where a stage is deployed: `client` makes a client of a service there, as boto3 or a test gives it."""

    client: Callable[[str], Any]
    stage: str
    progress: Progress = _silent

    def stack(self, name: str) -> str:
        """Return the name of one of the stage's stacks."""
        return f"city-{self.stage}-{name}"
