"""What the city itself runs on: the published version of a kind, as long as one can be had without delay.

A directory without its data answers that it has none. A report must be taken all the same, so here nothing is raised
and nobody waits for long: where no version can be had the city pack goes on to speak.
"""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from chalicelib.published.kinds import Kind
from chalicelib.shared import settings, telemetry

if TYPE_CHECKING:
    from chalicelib.published.artifact import Artifact
    from chalicelib.published.current import Shelf


def version(kind: Kind) -> "Artifact | None":
    """Return the published version of a kind; None when there is none, or none can be had in time."""
    try:
        settings.public_url()
    except settings.MissingSetting:
        # A process that was not told where published data lie has the pack.
        return None
    # SQLite and what reads it are loaded with the first question, so that a cold function does not wait for them.
    from chalicelib.published.current import current

    return current(kind, _shelf()).look_up()


def made[T](name: str, kind: Kind, make: "Callable[[Artifact], T]", of_the_pack: Callable[[], T]) -> T:
    """Return what is made of the published version of a kind, else of the pack; made once for each version.

    A version that `make` cannot use (KeyError, TypeError, ValueError) is passed over as if it were not there.
    """
    artifact = version(kind)
    if artifact is None:
        return of_the_pack()
    from chalicelib.published.current import derived

    found = derived(name, artifact, lambda each: _tried(name, each, make))
    return of_the_pack() if found is None else found


def _tried[T](name: str, artifact: "Artifact", make: "Callable[[Artifact], T]") -> T | None:
    try:
        return make(artifact)
    except (KeyError, TypeError, ValueError) as error:
        telemetry.note("dataset_not_usable", kind=artifact.kind.name, made=name, error=type(error).__name__)
        telemetry.count("DatasetNotUsable", kind=artifact.kind.name)
        return None


@cache
def _shelf() -> "Shelf":
    from chalicelib.published.hurried import HurriedShelf

    return HurriedShelf()


def forget() -> None:
    """Forget how long was waited, as a process that has just begun."""
    _shelf.cache_clear()
