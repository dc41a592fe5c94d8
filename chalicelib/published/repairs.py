"""Typing errors: what a word or two neighbours may have been meant to be, one slip away."""

import re
from collections.abc import Iterable, Iterator

type Pair = tuple[str, str]


def variants_of(word: str) -> set[str]:
    """Return a word and all that is left of it without one of its letters.

    Two words that are one slip apart (a letter too many, too few, another one, or two swapped) share a variant; not
    all that share one are so near.
    """
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)) if len(word) > 1)}


def one_slip_apart(typed: str, meant: str) -> bool:
    """Tell whether one insertion, loss, replacement or swap of neighbours turns one word into the other."""
    start = 0
    for a, b in zip(typed, meant, strict=False):
        if a != b:
            break
        start += 1
    typed, meant = typed[start:], meant[start:]
    return (
        typed[1:] == meant[1:]
        or typed[1:] == meant
        or typed == meant[1:]
        or (typed[2:] == meant[2:] and typed[1::-1] == meant[:2])
    )


def splits_of(word: str) -> Iterator[Pair]:
    """Yield how a word falls apart in two: at a space that was lost, or that another letter was typed for."""
    for place in range(1, len(word)):
        yield word[:place], word[place:]
        if place + 1 < len(word):
            yield word[:place], word[place + 1 :]


def shifts_of(first: str, second: str) -> Iterator[Pair]:
    """Yield two words with the space between them swapped with the letter before or after it."""
    if len(first) > 1:
        yield first[:-1], first[-1] + second
    if len(second) > 1:
        yield first + second[0], second[1:]


def by_variant(words: Iterable[str]) -> dict[str, list[str]]:
    """Return every variant of the words with the words that have it, in their order."""
    found: dict[str, list[str]] = {}
    for word in words:
        for variant in variants_of(word):
            found.setdefault(variant, []).append(word)
    return found


def without_keystrokes(word: str) -> str:
    """Return a word without keystrokes for marks (Telex, VNI) that were left in it: ddinhj and dinh5 give dinh."""
    plain = re.sub(r"(?<=[a-z])[1-9]", "", word)
    plain = re.sub(r"([aeod])\1", r"\1", re.sub(r"(?<=[a-z])[sfrxj]$", "", plain))
    return plain.replace("w", "") or word


def apart_from_number(word: str) -> list[str]:
    """Return a word and the number that is glued to it: tao40 gives tao 40."""
    return re.sub(r"(?<=[^\W\d])(?=\d+$)", " ", word).split()
