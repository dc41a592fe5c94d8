"""Work side by side: what waits for AWS most of the time is done for several things at once."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

# botocore keeps ten connections to a service open.
MOST_AT_ONCE = 10


def at_once[T, R](work: Callable[[T], R], things: Iterable[T]) -> tuple[list[R], list[BaseException]]:
    """Do work for each thing, ten at a time; return what came of those that succeeded, and the errors of the others.

    No failure keeps another thing from its turn. The clients that the work needs must have been made before: making
    them is not safe in several threads.
    """
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        futures = [pool.submit(work, thing) for thing in things]
    errors = [error for future in futures if (error := future.exception())]
    return [future.result() for future in futures if not future.exception()], errors
