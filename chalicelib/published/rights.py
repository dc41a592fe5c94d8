"""How a licence or certificate stands on a day: what its issuer says of it, and the days between which it can hold.

The word that is stored is what the issuer said when the data was published. It is never shown as it stands: a licence
ends by itself, and whoever reads an answer must not take yesterday's word for today's.
"""

import re
from typing import Literal

from chalicelib.shared.vietnamese import fold

type Standing = Literal["valid", "suspended", "revoked", "expired", "not_yet_valid"]

STANDINGS = ("valid", "suspended", "revoked", "expired", "not_yet_valid")
_BETWEEN = "|"


def folded_number(number: str) -> str:
    """Return the number of a paper without what people write differently: case, marks, blanks, slashes and dashes."""
    return re.sub(r"[\W_]+", "", fold(number))


def terms(said: str | None, expires: str | None, issued: str | None = None, as_of: str | None = None) -> str | None:
    """Return, as one text, all that `standing` needs: the issuer's word and the days, YYYY-MM-DD; None without a word.

    The day of issue is part of it only where it lay ahead when the data was true, so that few texts differ.
    """
    if not said:
        return None
    begins = issued if issued and as_of and issued > as_of else ""
    return _BETWEEN.join((said, begins, expires or ""))


def standing(terms: str | None, day: str) -> Standing | None:
    """Return how it stands on a day of the city; None where the issuer's word is not known.

    It holds from its day of issue to its last day, both included. What is revoked stays revoked; past its last day
    everything else is expired, the suspended as well.
    """
    said, begins, expires = terms.split(_BETWEEN) if terms else ("", "", "")
    return stands(said, begins, expires, day)


def stands(said: str, begins: str, expires: str, day: str) -> Standing | None:
    """Return how a right stands on a day by its issuer's word and its first and last day, empty for none."""
    if said == "revoked":
        return "revoked"
    if said not in ("valid", "suspended"):
        return None
    if expires and day > expires:
        return "expired"
    if day < begins:
        return "not_yet_valid"
    return "valid" if said == "valid" else "suspended"
