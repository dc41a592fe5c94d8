"""What people type when they look for a name: as it is written, in a hurry, abbreviated, half, with a slip."""

import random
from collections.abc import Callable

from chalicelib.shared.vietnamese import fold

_LETTERS = "abcdefghiklmnopqrstuvxy"


def as_written(row: dict[str, str], _chance: random.Random) -> str:
    """Return the name with all its marks."""
    return row["name"]


def without_marks(row: dict[str, str], _chance: random.Random) -> str:
    """Return the name as it is typed in a hurry."""
    return fold(row["name"])


def abbreviated(row: dict[str, str], _chance: random.Random) -> str:
    """Return the name with its short form, without marks."""
    return fold(row["short"])


def begun(row: dict[str, str], chance: random.Random) -> str:
    """Return the name without the end of its last word, of which at least one letter stands."""
    *before, last = fold(row["name"]).split()
    return " ".join([*before, last[: chance.randint(1, max(1, len(last) - 1))]])


def mistyped(row: dict[str, str], chance: random.Random) -> str:
    """Return the name with one letter or space lost, doubled by another, replaced or swapped with the next."""
    text = fold(row["name"])
    place = chance.randrange(len(text) - 1)
    other = chance.choice(_LETTERS)
    slips = (
        text[:place] + text[place + 1 :],
        text[:place] + other + text[place:],
        text[:place] + other + text[place + 1 :],
        text[:place] + text[place + 1] + text[place] + text[place + 2 :],
    )
    return " ".join(chance.choice(slips).split())


def finds(typed: str, name: str, found: list[str]) -> bool:
    """Tell whether a search that gave these names found what was meant.

    No five names can be all that begin with "phong kham le t": there it is enough that all five begin so.
    """
    begin = fold(typed)
    return name in found or (len(found) == 5 and all(fold(each).startswith(begin) for each in found))


WAYS: dict[str, tuple[Callable[[dict[str, str], random.Random], str], float]] = {
    "as written": (as_written, 0.995),
    "without marks": (without_marks, 0.995),
    "abbreviated": (abbreviated, 0.995),
    "half the last word": (begun, 0.99),
    "one slip": (mistyped, 0.94),
}
