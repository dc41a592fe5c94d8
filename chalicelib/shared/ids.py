"""Make the ids of reports and things, and read the ones people type."""

import hashlib
import re
import secrets
import threading
from datetime import datetime

from chalicelib.shared import clock

# Crockford's base 32 (crockford.com/base32.html): no I, L, O (read as 1, 1, 0) and no U.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {character: value for value, character in enumerate(_ALPHABET)}
_CONFUSED = str.maketrans("ILO", "110")

_RANDOM_LENGTH = 8
_CHECK_MODULUS = 37

# Phones turn a hyphen into a dash, and people group what they dictate; neither carries meaning.
_GAPS = r"[\s\-\u2010-\u2015\u2212]+"
_REPORT_ID = rf"([A-Z]{{2,5}})([0-9A-Z]{{{_RANDOM_LENGTH + 1}}})"
_LONGEST_TYPED = 64

# A ULID has 48 bits of milliseconds and 80 bits of chance. We draw only 79, so that counting up
# within one millisecond never runs over.
_CHANCE_BITS = 80
_DRAWN_BITS = 79


class _UlidSource:
    """Count up within a millisecond and draw anew in the next, so ids of one process sort as they were made."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._milliseconds = -1
        self._chance = 0

    def next_value(self) -> int:
        milliseconds = int(clock.now().timestamp() * 1000)
        with self._lock:
            same = milliseconds == self._milliseconds
            self._chance = self._chance + 1 if same else secrets.randbits(_DRAWN_BITS)
            self._milliseconds = milliseconds
            return (milliseconds << _CHANCE_BITS) | self._chance


_ulids = _UlidSource()


def new_ulid(prefix: str) -> str:
    """Make an id `<prefix>_<ulid>` that sorts by the time it was made (github.com/ulid/spec)."""
    return f"{prefix}_{_base32(_ulids.next_value(), 26)}"


def ulid_of(prefix: str, moment: datetime, *what: str) -> str:
    """Make the id of something that another system tells of, the same however often it is told.

    It sorts by the moment; its chance is a hash of `what`.
    """
    chance = int.from_bytes(hashlib.sha256("\n".join(what).encode()).digest()[: _CHANCE_BITS // 8])
    return f"{prefix}_{_base32((int(moment.timestamp() * 1000) << _CHANCE_BITS) | chance, 26)}"


def new_report_id(prefix: str) -> str:
    """Make a report id that cannot be guessed from another and survives being read out over the phone.

    Eight random characters and Crockford's check character (the number modulo 37), which finds every single
    wrong character and every swap of two neighbours. Crockford writes the check values 32 to 36 as `*~$=U`, which
    nobody can dictate or put into an address line, so a number with such a check is drawn again; that leaves
    9.5 × 10^11 ids and takes nothing from what the check finds.
    """
    while True:
        number = secrets.randbits(5 * _RANDOM_LENGTH)
        check = number % _CHECK_MODULUS
        if check < len(_ALPHABET):
            return f"{prefix}-{_base32(number, _RANDOM_LENGTH)}{_ALPHABET[check]}"


def normal_report_id(text: str) -> str | None:
    """Read a report id as people type it; None when it cannot be one.

    Any case, spaces and hyphens anywhere or nowhere, I and L for 1, O for 0; the check character must agree.
    """
    if len(text) > _LONGEST_TYPED:
        return None
    typed = re.sub(_GAPS, "", text)
    match = re.fullmatch(_REPORT_ID, typed.upper()) if typed.isascii() else None
    if match is None:
        return None
    body = match[2].translate(_CONFUSED)
    return f"{match[1]}-{body}" if _check_agrees(body) else None


def _check_agrees(body: str) -> bool:
    if not _VALUE.keys() >= set(body):
        return False
    number = 0
    for character in body[:-1]:
        number = number * len(_ALPHABET) + _VALUE[character]
    return number % _CHECK_MODULUS == _VALUE[body[-1]]


def _base32(number: int, length: int) -> str:
    shifts = range(5 * (length - 1), -1, -5)
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in shifts)
