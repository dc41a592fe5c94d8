"""How well a name answers what was typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from chalicelib.published.words import Forms, Words, accented_words_of, capitals_in, words_of

# Whole name, beginning, end, inside, and mere words in any place: steps far enough apart that what follows does not
# turn them around, but for a contradiction in marks, which turns any two steps of one phrase.
_WHOLE, _ENDS, _BEGINS, _BEGINS_INSIDE_A_WORD, _INSIDE, _ANYWHERE = 1000.0, 850.0, 840.0, 800.0, 760.0, 500.0
_FOR_EVERY_FURTHER_WORD = 4.0
_FOR_EVERY_MISSING_WORD = 150.0
_FOR_EVERY_OTHER_MARK = 120.0
_FOR_A_REPAIR = 130.0


@dataclass(frozen=True)
class Typed:
    """What was typed, made ready for comparing with many names.

    `readings` are the ways it can be read: as it stands, and with short forms written out.
    """

    words: Words
    readings: tuple[Words, ...]
    marked: dict[str, set[str]] = field(default_factory=dict)


def typed(text: str, words: Words, forms: Forms) -> Typed:
    """Make a text ready for comparing."""
    return Typed(words, readings_of(words, forms), _marked(text))


def readings_of(words: Words, forms: Forms) -> tuple[Words, ...]:
    """Return the words as they stand, and with short forms written out where there are any."""
    written_out = forms.written_out(words)
    return (words,) if written_out == words else (words, written_out)


def _marked(text: str) -> dict[str, set[str]]:
    """Return the words that were typed with marks, by their folded form."""
    found: dict[str, set[str]] = {}
    for word in accented_words_of(text) if not text.isascii() else ():
        if not word.isascii():
            found.setdefault("".join(words_of(word)), set()).add(word)
    return found


def score(typed: Typed, names: Iterable[str], forms: Forms, repaired: Sequence[Words] = ()) -> float:
    """Return how well the best of a thing's names answers what was typed: 1000 for the very name, less for less.

    With `repaired`, ways the words may have been meant, the best of those counts instead.
    """
    return max((_score_of_name(typed, name, forms, repaired) for name in names), default=0.0)


def holds(typed: Typed, names: Iterable[str], forms: Forms) -> bool:
    """Tell whether one of the names has the words as they were typed, one behind the other, the last one begun."""
    return any(
        f" {' '.join(reading)}" in f" {' '.join(forms.written_out(words_of(name), capitals_in(name)))}"
        for name in names
        for reading in typed.readings
    )


def _score_of_name(typed: Typed, name: str, forms: Forms, repaired: Sequence[Words]) -> float:
    words = forms.written_out(words_of(name), capitals_in(name))
    if repaired:
        return max(_fit(way, words) for meant in repaired for way in readings_of(meant, forms)) - _FOR_A_REPAIR
    fit = max(_fit(reading, words) for reading in typed.readings)
    return fit - _FOR_EVERY_OTHER_MARK * _other_marks(typed, name)


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
    return _ANYWHERE - less - _FOR_EVERY_MISSING_WORD * missing / length * 3


def _other_marks(typed: Typed, name: str) -> int:
    """Count the typed words that stand in the name with other marks; a name without marks contradicts nobody."""
    if not typed.marked or name.isascii():
        return 0
    have: dict[str, set[str]] = {}
    for word in accented_words_of(name):
        have.setdefault("".join(words_of(word)), set()).add(word)
    return sum(bool(there) and not there & meant for folded, meant in typed.marked.items() if (there := have.get(folded)))
