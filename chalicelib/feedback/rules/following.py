"""Who may support or follow a report, and why somebody does: by her own choice, or with a report merged into it."""

from dataclasses import dataclass

from chalicelib.feedback.rules.statuses import OPEN_STATUSES, STATUSES

# A result may still be doubted, so what it is the result of may still be supported.
SUPPORTABLE_STATUSES = OPEN_STATUSES | {"resolved"}
# What was merged is followed where it was merged into; every other end may be kept in one's list.
FOLLOWABLE_STATUSES = frozenset(STATUSES) - {"duplicate"}


@dataclass(frozen=True)
class Standing:
    """Through which reports somebody follows a report, and through which she counts as its supporter.

    The report's own id stands for her own choice. Without any reason she does not follow, or does not count.
    """

    via: frozenset[str] = frozenset()
    supported_via: frozenset[str] = frozenset()

    @property
    def follows(self) -> bool:
        """Tell whether she is told of the report."""
        return bool(self.via)

    @property
    def supports(self) -> bool:
        """Tell whether she counts as a supporter."""
        return bool(self.supported_via)

    def joined(self, reason: str, other: "Standing") -> "Standing":
        """Return it after a report was merged into this one, in which she had another standing."""
        via = self.via | {reason} if other.follows else self.via
        return Standing(via, self.supported_via | {reason} if other.supports else self.supported_via)

    def parted(self, reason: str, other: "Standing") -> "Standing":
        """Return it without a reason that no longer holds: her standing in that report has become another one."""
        via = self.via if other.follows else self.via - {reason}
        return Standing(via, self.supported_via if other.supports else self.supported_via - {reason})
