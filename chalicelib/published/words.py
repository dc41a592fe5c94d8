"""The words of a text as they are searched: folded, with their short and long forms."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from chalicelib.shared.short_forms import ALSO_WORDS, NUMBERED, Ways
from chalicelib.shared.vietnamese import canonical_tones, fold, nfc

LONGEST_WORD = 40
_WORD = re.compile(r"[^\W_]+")
_GLUED = re.compile(rf"({'|'.join(NUMBERED)})([0-9]{{1,3}})")
# Icelandic eth looks like the Vietnamese letter in capitals, and many a sign was typed with it.
_LOOKALIKES = str.maketrans({"\u00d0": "D", "\u00f0": "d"})

# A character that folding leaves alone.
_APART = "\x00"

type Words = list[str]
type Phrase = tuple[str, ...]


def words_of(text: str) -> Words:
    """Return the folded words of a text in their order: "Q.1, đ. 3/2" gives q 1 d 3 2."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(text.translate(_LOOKALIKES)))]


def words_of_each(texts: Sequence[str]) -> list[Words]:
    """Return the folded words of many short texts; much faster than one by one."""
    together = fold(_APART.join(text.replace(_APART, " ") for text in texts).translate(_LOOKALIKES))
    return [[word[:LONGEST_WORD] for word in _WORD.findall(text)] for text in together.split(_APART)] if texts else []


def accented_words_of(text: str) -> Words:
    """Return the words of a text with their marks, in small letters, tone marks where the old style has them."""
    return _WORD.findall(canonical_tones(nfc(text.translate(_LOOKALIKES)).lower()))


def ways_of(texts: Iterable[Iterable[str]]) -> tuple[Ways, ...]:
    """Return groups of texts that mean the same, as the city pack writes them, in the form that search reads."""
    return tuple(tuple(" ".join(words_of(text)) for text in same) for same in texts)


class Forms:
    """Know the ways to write the same words."""

    def __init__(self, ways_to_write: Iterable[Ways]) -> None:
        """Take groups of folded phrases that mean the same, the full form first."""
        self._by_first_word: dict[str, list[tuple[Phrase, tuple[Phrase, ...]]]] = {}
        for ways in ways_to_write:
            phrases = tuple(tuple(way.split()) for way in ways)
            for phrase in phrases:
                self._by_first_word.setdefault(phrase[0], []).append((phrase, phrases))
        for found in self._by_first_word.values():
            found.sort(key=lambda pair: -len(pair[0]))

    def index_words(self, text: str) -> set[str]:
        """Return every word that shall find a text: its own, and those of its other forms."""
        words = _apart(words_of(text))
        found = {*words, *_glued(words)}
        for _, phrase, phrases in self._phrases(words, text):
            found.update(word for other in phrases if other != phrase for word in other)
        return found

    def written_out(self, words: Words, sign: str | None = None) -> Words:
        """Return the words with short forms replaced by full ones.

        With the `sign` they stand on, a short form that is also a word counts as short only where it is in capitals.
        """
        words = _apart(words)
        result: Words = []
        place = 0
        for start, phrase, phrases in self._phrases(words, sign):
            if start >= place:
                result += [*words[place:start], *phrases[0]]
                place = start + len(phrase)
        return result + words[place:]

    def _phrases(self, words: Words, sign: str | None) -> Iterator[tuple[int, Phrase, tuple[Phrase, ...]]]:
        for place, word in enumerate(words):
            for phrase, phrases in self._by_first_word.get(word, ()):
                if (len(phrase) == 1 or tuple(words[place : place + len(phrase)]) == phrase) and (
                    phrase == phrases[0] or _counts_as_short(phrase, sign)
                ):
                    yield place, phrase, phrases


def _counts_as_short(phrase: Phrase, sign: str | None) -> bool:
    if sign is None or " ".join(phrase) not in ALSO_WORDS:
        return True
    return {word.lower() for word in _WORD.findall(sign) if word.isupper() and word.isascii()}.issuperset(phrase)


def _apart(words: Words) -> Words:
    """Write glued numbers out: q1 gives quan 1."""
    if not any(word[-1] <= "9" and word[0] > "9" for word in words):
        return words
    return [part for word in words for part in _parts(word)]


def _parts(word: str) -> Words:
    glued = _GLUED.fullmatch(word)
    return [*NUMBERED[glued[1]].split(), glued[2]] if glued else [word]


def _glued(words: Words) -> Iterator[str]:
    """Yield the glued forms of what is followed by a number: quan 1 gives q1."""
    for before, number in pairwise(words):
        if number.isdecimal() and len(number) <= 3:
            yield from (short + number for short, full in NUMBERED.items() if before in {short, full.split()[-1]})
