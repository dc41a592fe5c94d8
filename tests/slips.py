"""Slips of the finger, as people make them on a phone."""

import random


def with_a_slip(name: str, chance: random.Random) -> str:
    """Return a name with one letter missing, too many, wrong, or swapped with the next; its ends stay."""
    place = chance.randrange(1, len(name) - 1)
    before, here, after = name[:place], name[place], name[place + 1 :]
    letter = chance.choice("abcdeghiklmnopqrstuvxy")
    return chance.choice(
        [before + after, before + letter + here + after, before + letter + after, before + after[0] + here + after[1:]]
    )
