"""What a stranger must not read in a public text: phone and identity numbers, number plates, e-mail addresses."""

import re
import unicodedata
from collections.abc import Mapping

# Every pattern is bounded, so that no text, however hostile, costs more than its length.
_GAP = r"[^0-9A-Z\n]{0,3}"
_EMAIL = r"(?<![A-Z0-9._+-])[A-Z0-9._+-]{1,64}(?:@|\(AT\)| AT )[A-Z0-9-]{1,63}(?:\.[A-Z0-9-]{1,63}){1,8}"
# Phones, citizen numbers, old identity cards and customer codes: nine to fifteen digits, whatever stands between them.
_NUMBER = rf"(?<![0-9])[0-9O](?:{_GAP}[0-9O]){{8,14}}(?![0-9])"
_PLATE = r"(?<![0-9])[0-9]{2}[ .\-]{0,3}[A-Z]{1,2}[0-9]?[ .\-]{0,3}(?:[0-9]{3}[ .\-]{0,2}[0-9]{2}|[0-9]{4})(?![0-9])"
_STATE_PLATE = r"(?<![A-Z])(?:[0-9]{2}-)?[A-Z]{2}[ \-][0-9]{2,3}[ \-][0-9]{2}(?![0-9])"
_PASSPORT = r"(?<![A-Z0-9])[A-Z][0-9]{7,8}(?![0-9])"
_PERSONAL = re.compile("|".join((_EMAIL, _NUMBER, _PLATE, _STATE_PLATE, _PASSPORT)))
# Sums and dates also have nine digits and more; they are no numbers of persons.
_MONEY = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3}){2,4}(?![0-9])")
_DATES = re.compile(r"[0-9]{1,2}[/.\-][0-9]{1,2}[/.\-][0-9]{4}(?:[^0-9]{1,3}[0-9]{1,2}[:HG][0-9]{2})?")


# A house in an alley (lane 1806 → 127 → … → house 2A); no such number begins with a zero, as a phone's does.
_HOUSE = re.compile(r"[1-9][0-9]{0,3}[A-Z]?(?:/[1-9][0-9]{0,3}[A-Z]?)+")


def masked(text: str) -> str:
    """Return a text for the public, with asterisks for what names or reaches a person."""
    shadow = "".join(_plain(character) for character in text)
    for found in reversed(list(_PERSONAL.finditer(shadow))):
        if not _is_harmless(found[0]):
            text = text[: found.start()] + "*" * len(found[0]) + text[found.end() :]
    return text


def as_strangers_read(text: str, actor: Mapping[str, str]) -> str:
    """Return what strangers read of an event's public text: masked where its sender wrote it."""
    return masked(text) if actor["role"] == "reporter" else text


def _plain(character: str) -> str:
    """Return one character in place of one, so that places in the shadow are places in the text."""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if unicodedata.combining(character):
        return "-"
    plain = unicodedata.normalize("NFKC", character).upper()
    plain = "D" if plain == "Đ" else plain
    return plain if len(plain) == 1 else "-"


def _is_harmless(found: str) -> bool:
    return any(pattern.fullmatch(found) for pattern in (_MONEY, _DATES, _HOUSE))
