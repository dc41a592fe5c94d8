"""How well a name answers what was typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from chalicelib.published.words import Forms, Words, accented_words_of, words_of_each

# Whole name, beginning, end, inside, and mere words in any place: steps far enough apart that what follows does not
# turn them around, but for a contradiction in marks, which turns any two steps of one phrase.
_WHOLE, _ENDS, _BEGINS, _BEGINS_INSIDE_A_WORD, _INSIDE = 1000.0, 850.0, 840.0, 800.0, 760.0
_IN_ANOTHER_ORDER, _ANYWHERE = 640.0, 500.0
_FOR_EVERY_FURTHER_WORD = 4.0
_FOR_MISSING_WORDS = 450.0
_FOR_EVERY_OTHER_MARK = 120.0
_FOR_A_REPAIR = 130.0


@dataclass(frozen=True)
class Typed:
    """What was typed, made ready for comparing with many names.

    `readings` are the ways it can be read: as it stands, with short forms written out, and with all but the last word
    written out, which may not be complete. `marked` are the words that were typed with marks, by their folded form.
    """

    readings: tuple[Words, ...]
    marked: dict[str, set[str]]


class Name(NamedTuple):
    """A name, and its folded words with short forms written out."""

    text: str
    words: Words


def typed(text: str, words: Words, forms: Forms) -> Typed:
    """Make a text and the words that were understood ready for comparing."""
    return Typed(readings_of(words, forms), {} if text.isascii() else _marked(text))


def readings_of(words: Words, forms: Forms) -> tuple[Words, ...]:
    """Return the different ways to read the words."""
    readings = (words, forms.written_out(words), [*forms.written_out(words[:-1]), *words[-1:]])
    return tuple(reading for place, reading in enumerate(readings) if reading not in readings[:place])


def names_of(texts: Sequence[str], forms: Forms) -> list[Name]:
    """Make names ready for comparing."""
    return [Name(text, forms.written_out(words, text)) for text, words in zip(texts, words_of_each(texts), strict=True)]


def holds(readings: Iterable[Words], name: Name) -> bool:
    """Tell whether a name has the words of a reading one behind the other, the last one at least begun."""
    within = f" {' '.join(name.words)}"
    return any(f" {' '.join(reading)}" in within for reading in readings)


def score(typed: Typed, readings: Iterable[Words], name: Name, *, repaired: bool) -> float:
    """Return how well a name answers the best of these readings of what was typed: 1000 for the very name, or less."""
    fit = max(_fit(reading, name.words) for reading in readings)
    return fit - (_FOR_A_REPAIR if repaired else _FOR_EVERY_OTHER_MARK * _other_marks(typed, name))


def _fit(wanted: Words, words: Words) -> float:
    length = len(wanted)
    further = len(words) - length
    less = _FOR_EVERY_FURTHER_WORD * min(max(further, 0), 20)
    if words == wanted:
        return _WHOLE
    a, b = " ".join(wanted), " ".join(words)
    if b.startswith(a):
        return (_BEGINS if words[:length] == wanted else _BEGINS_INSIDE_A_WORD) - less
    if b.endswith(" " + a):
        return _ENDS - less
    if " " + a in b:
        return _INSIDE - less
    have = set(words)
    missing = sum(word not in have for word in wanted[:-1]) + (0 if any(w.startswith(wanted[-1]) for w in words) else 1)
    if not missing:
        return _IN_ANOTHER_ORDER - less
    return _ANYWHERE - less - _FOR_MISSING_WORDS * missing / length


def _other_marks(typed: Typed, name: Name) -> int:
    """Count the typed words that stand in the name with other marks; a name without marks contradicts nobody."""
    if not typed.marked or name.text.isascii():
        return 0
    have = _marked(name.text)
    return sum(not have[folded] & meant for folded, meant in typed.marked.items() if folded in have)


def _marked(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    words = accented_words_of(text)
    for word, folded in zip(words, words_of_each(words), strict=True):
        if not word.isascii():
            found.setdefault("".join(folded), set()).add(word)
    return found
