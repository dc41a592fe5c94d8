"""What follows from a merge: the people of a duplicate come to the report that goes on for it, until it is split off.

They come in batches, each one transaction with the numbers of supporters. A report may itself have been merged since,
so every batch goes up the whole chain of merges, and is refused when that chain is no longer as it was read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from pynamodb.transactions import TransactWrite

from chalicelib.feedback.following import joining
from chalicelib.feedback.following.models import Follow
from chalicelib.feedback.models import HEAD, Event, Report, Reporter
from chalicelib.feedback.rules import Standing
from chalicelib.shared import clock, followers
from chalicelib.shared.tables import Contended, Refused, insist, read_together, transaction

FOLLOWER = "following"
# DynamoDB takes 100 items in a transaction: for each report of the chain its head and the people's rows, and the mark.
_MOST_ITEMS = 96
_MOST_PEOPLE = 25
# How often a batch whose rows or chain have changed is reckoned anew before its message is told again.
_TRIES = 6
# Where a merge begins: its sender comes first, and every person's id sorts behind this.
_SENDER = "-"


@dataclass(frozen=True)
class Link:
    """One report of a chain of merges: its head, and who sent it."""

    head: Report
    sender: str | None

    @property
    def unmoved(self) -> Any:
        """Return the condition that it has not been merged or split off since it was read."""
        into = self.head.merged_into
        return Report.merged_into == into if into else Report.report_id.exists() & Report.merged_into.does_not_exist()


# A person, and her standing in the report that was merged: before and after.
Change = tuple[str, Standing, Standing]


def follow(event: dict[str, Any]) -> None:
    """Do what follows from an event for those who follow its report; told twice, it changes nothing twice."""
    if event["event_type"] == "merge":
        _bring(event["report_id"], event["detail"]["target_report_id"], event["event_id"])
    elif event["event_type"] == "split":
        _take_back(event["report_id"], event["event_id"])


def _bring(merged: str, target: str, event_id: str) -> None:
    chain = _chain(target)
    if not chain or not _is_merged(merged, target):
        # Split off again before this was told: nobody is to be brought, and nobody was.
        return
    reached = followers.reached(FOLLOWER, event_id)
    while (people := _people(merged, reached, _batch(chain))) or reached is None:
        last = people[-1][0] if reached else _SENDER
        _settle(
            merged,
            target,
            people,
            partial(followers.step, name=FOLLOWER, event_id=event_id, before=reached, after=last),
        )
        reached = last


def _people(merged: str, reached: str | None, limit: int) -> list[Change]:
    """Return the sender of a duplicate, and after her those who follow or support it behind the one reached."""
    if reached:
        return [(row.citizen_id, Standing(), row.standing) for row in Follow.after(merged, reached, limit)]
    [sender] = read_together((Reporter, merged))
    # The desk files for callers, too: nobody to be told.
    return [(sender.citizen_id, Standing(), Standing(via=frozenset({merged})))] if sender else []


def _take_back(merged: str, event_id: str) -> None:
    target = _target_before(merged, event_id)
    if target is None or _is_merged(merged, target):
        # Merged into the same report anew: what came with it has its reason again.
        return
    limit, last, here = _batch(_chain(target)), _SENDER, frozenset({merged})
    while rows := Follow.through(target, merged, last, limit):
        last = rows[-1].citizen_id
        _settle(merged, target, [(row.citizen_id, Standing(here, here), Standing()) for row in rows])


def _is_merged(merged: str, target: str) -> bool:
    return bool(Report.get(merged, HEAD, consistent_read=True).merged_into == target)


def _target_before(merged: str, event_id: str) -> str | None:
    """Return what a report was merged into before it was split off."""
    merges = [event for event in Event.of_report(merged) if event.event_type == "merge" and event.event_id < event_id]
    return merges[-1].detail["target_report_id"] if merges else None


def _chain(target: str | None) -> list[Link]:
    """Return a report, what it was merged into, and so on; nobody is brought to one that the public may not read."""
    links: list[Link] = []
    while target:
        head, reporter = read_together((Report, target, HEAD), (Reporter, target))
        if not head.public:
            break
        links.append(Link(head, reporter and reporter.citizen_id))
        target = head.merged_into
    return links


def _batch(chain: list[Link]) -> int:
    return max(1, min(_MOST_PEOPLE, _MOST_ITEMS // max(1, len(chain)) - 1))


def _settle(
    merged: str, target: str, people: list[Change], mark: Callable[[TransactWrite], None] | None = None
) -> None:
    """Carry changes of people's standing in a merged report up its chain in one transaction, with a mark of it."""
    for _ in range(_TRIES):
        chain = _chain(target)
        rows = _rows(chain, people)
        try:
            return insist(partial(_write, merged, chain, people, rows, mark))
        except Refused:
            # Somebody came or left, or the chain was moved, since it was read.
            continue
    raise Contended()


def _rows(chain: list[Link], people: list[Change]) -> dict[tuple[str, str], Follow]:
    keys = [(link.head.report_id, citizen_id) for link in chain for citizen_id, _, _ in people]
    found = read_together(*((Follow, *key) for key in keys)) if keys else []
    return {key: row or Follow(*key) for key, row in zip(keys, found, strict=True)}


def _write(
    merged: str, chain: list[Link], changes: list[Change], rows: dict[tuple[str, str], Follow], mark: Any
) -> None:
    with transaction() as writing:
        for link in chain:
            report_id = link.head.report_id
            here = [
                (rows[report_id, person], before, after) for person, before, after in changes if person != link.sender
            ]
            merged, changes = report_id, _change(writing, link, merged, here)
        if mark:
            mark(writing)


def _change(
    writing: TransactWrite, link: Link, merged: str, people: list[tuple[Follow, Standing, Standing]]
) -> list[Change]:
    """Add to a transaction what changes for people at one report of the chain; return who changed there, and how."""
    at, changed = clock.rfc3339(clock.now()), list[Change]()
    for row, before, after in people:
        wanted = row.standing.echoing(merged, before, after)
        if wanted != row.standing:
            row.become(writing, wanted, at)
            changed.append((row.citizen_id, row.standing, wanted))
    more = sum(after.supports - before.supports for _, before, after in changed)
    if more:
        joining.count(writing, link.head.report_id, more, link.unmoved)
    elif changed:
        writing.condition_check(Report, link.head.report_id, HEAD, condition=link.unmoved)
    return changed
