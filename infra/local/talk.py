"""What the commands say: one line a step with its seconds, and troubles as plain sentences."""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Trouble(Exception):
    """Something the person at the keyboard can mend; the text says what and how."""


def say(text: str = "") -> None:
    """Print one line at once, even into a pipe."""
    _write(text + "\n")


def complain(text: str) -> None:
    """Print one line where errors go."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


@contextmanager
def step(what: str, quiet: bool = False) -> Iterator[None]:
    """Name a step when it starts and add its seconds when it is done."""
    started = time.monotonic()
    _show(f"  {what} … ", quiet)
    try:
        yield
    except BaseException:
        _show("did not finish\n", quiet)
        raise
    _show(f"{time.monotonic() - started:.1f} s\n", quiet)


def _show(text: str, quiet: bool) -> None:
    if not quiet:
        _write(text)


def _write(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Nobody reads on (`make run | head`), which is no reason to leave the work half done.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def disk_sentence(error: OSError, folder: object) -> str | None:
    """Return the sentence for an error that means a full disk, and None for any other."""
    if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
        return None
    return f"The disk that holds {folder} is full. Free some space there and run the command again."
