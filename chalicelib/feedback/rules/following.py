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

    def echoing(self, merged: str, before: "Standing", after: "Standing") -> "Standing":
        """Return it after her standing in a report merged into this one has changed.

        What she left here by herself stays left until she comes anew there.
        """
        return Standing(
            _echo(self.via, merged, before.follows, after.follows),
            _echo(self.supported_via, merged, before.supports, after.supports),
        )


def _echo(reasons: frozenset[str], merged: str, before: bool, after: bool) -> frozenset[str]:
    if before == after:
        return reasons
    return reasons | {merged} if after else reasons - {merged}
