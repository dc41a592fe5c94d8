"""What the name of a thing tells: a key for one that has none, and codes that its words say."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import blake2b
from typing import Any

from chalicelib.published.datasets import Dataset, Telling
from chalicelib.published.unit_words import marked, plain
from chalicelib.shared.vietnamese import expand_abbreviations

_LONGEST_SLUG = 60
_HASH_BYTES = 5
_BESIDE = re.compile(r"\([^()]*\)")


class Keys:
    """Make keys for the rows of a kind that have none."""

    def __init__(self, dataset: Dataset) -> None:
        self._name, *self._others = dataset.key_from
        self._position = dataset.kind.position or ("", "")

    def made_for(self, row: Mapping[str, Any]) -> tuple[str, tuple[str, ...]] | None:
        """Return the key and the columns it was made from; None for a row without a name.

        The same name and address give the same key however they are written, so that the next file of the same source
        leads to the same things.
        """
        name = plain(row[self._name]) if self._name in row else ""
        if not name:
            return None
        other = next((each for each in self._others if each in row), None)
        beside = self._said(row, other) if other else ""
        digest = blake2b(f"{name}|{beside}".encode(), digest_size=_HASH_BYTES).hexdigest()
        slug = "-".join(re.findall(r"[a-z0-9]+", name))[:_LONGEST_SLUG].strip("-")
        used = (self._name,) if other is None else (self._name, other)
        return f"{slug}-{digest}" if slug else digest, used

    def _said(self, row: Mapping[str, Any], column: str) -> str:
        if column == self._position[0]:
            return ",".join(f"{row[each]:.5f}" for each in self._position if each in row)
        return plain(expand_abbreviations(row[column]))


class Words:
    """Read codes from names, by the words that a column declares."""

    def __init__(self, telling: Telling, *, several: bool) -> None:
        self.unless = telling.unless
        self._several = several
        self._first_alone = frozenset(telling.first_alone)
        self._marked, self._unmarked = _Known(telling, _with_marks), _Known(telling, _without_marks)

    def codes_in(self, name: str) -> list[str]:
        """Return the codes that a name tells, each once; none where it tells nothing or could mean several."""
        known = self._unmarked if name.isascii() else self._marked
        words = tuple(marked(_BESIDE.sub(" ", name)).split())
        told = self._at_the_beginning(words, known)
        return told if told is not None else _at_the_end(words, known)

    def _at_the_beginning(self, words: tuple[str, ...], known: "_Known") -> list[str] | None:
        """Return what the first words tell, empty where they say that it is nothing; None where none is known."""
        found: list[str] = []
        at = 0
        while length := known.length_at(words, at):
            told = known.begins.get(words[at : at + length])
            if told == "":
                return []
            codes = told.split("|") if told else []
            if found and (not self._several or self._first_alone.intersection(codes)):
                break
            found += codes
            at += length
        return list(dict.fromkeys(found)) or None


@cache
def words_of(telling: Telling, *, several: bool) -> Words:
    """Return what reads names by a declaration; there is one for each."""
    return Words(telling, several=several)


class _Known:
    """Words of a declaration, taken apart."""

    def __init__(self, telling: Telling, apart: Callable[[str], tuple[str, ...]]) -> None:
        self.begins = {words: code for text, code in telling.begins.items() if (words := apart(text))}
        self.ends = {words: code for text, code in telling.ends.items() if (words := apart(text))}
        spellings = (marked, plain)
        self._here = self.begins.keys() | {
            tuple(spell(text).split()) for text in telling.passed_over for spell in spellings
        }
        self.longest = max(len(words) for words in (*self._here, *self.ends))

    def length_at(self, words: tuple[str, ...], at: int) -> int:
        """Return how many words from a place on are known together, 0 for none."""
        most = min(self.longest, len(words) - at)
        return next((length for length in range(most, 0, -1) if words[at : at + length] in self._here), 0)


def _at_the_end(words: tuple[str, ...], known: _Known) -> list[str]:
    for length in range(min(known.longest, len(words)), 0, -1):
        if (told := known.ends.get(words[-length:])) is not None:
            return told.split("|") if told else []
    return []


def _with_marks(text: str) -> tuple[str, ...]:
    return tuple(marked(text).split())


def _without_marks(text: str) -> tuple[str, ...]:
    """Return words as one types them without marks; nothing for a single word, which then may be many another."""
    words = tuple(plain(text).split())
    return words if text.isascii() or len(words) > 1 else ()
