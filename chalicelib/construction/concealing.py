"""Keep practising certificates so that only who knows a number, or a name with the year of birth, can find one.

What is stored has keyed hashes in place of both; without the secret nobody can try numbers or names on a file that got
into other hands. Importing and look-up make them by the same two functions.
"""

from typing import Any

from chalicelib.published.datasets import Hash
from chalicelib.published.kinds import Row
from chalicelib.published.rights import folded_number
from chalicelib.shared.vietnamese import fold

KEY = "certificate_key"
PERSON = "person_key"
# They tell who holds it, or name the row to whoever has another file at hand.
_NEVER_KEPT = ("certificate_id", "birth_year", "former_ids")


def number_key(number: str, hash: Hash) -> str:
    """Return the key of a certificate by its number, however it is spaced and whatever case and marks it has.

    `hash` is a keyed hash under the secret `lookup-key`.
    """
    return hash("number:" + folded_number(number))


def person_key(name: str, birth_year: int, hash: Hash) -> str:
    """Return the key under which all certificates of a person are found, by full name and year of birth.

    The name counts without its marks, as people type it: An and Ân of one year share a key, and whoever typed marks
    looks at those of the names that come back.
    """
    return hash(f"person:{fold(name)}:{birth_year}")


def concealed(row: Row, hash: Hash) -> dict[str, Any]:
    """Return what is stored of a certificate: keys in place of number and birth, and all that an answer may show."""
    shown = {name: value for name, value in row.items() if name not in _NEVER_KEPT}
    keys = {
        KEY: number_key(row["certificate_number"], hash),
        PERSON: person_key(row["holder_name"], row["birth_year"], hash),
    }
    return keys | shown
