"""Putting letters into boxes; the only door of this part for others."""

from collections.abc import Sequence
from itertools import batched

from chalicelib.notifications.letters import Letter
from chalicelib.notifications.models import InboxMessage
from chalicelib.notifications.notices import rendered
from chalicelib.shared.i18n import LANGUAGES
from chalicelib.shared.tables import Refused, transaction

# What DynamoDB writes in one transaction.
_TOGETHER = 100


def put(letters: Sequence[Letter]) -> int:
    """Put letters into their boxes and return how many are new; one that lies there stays as it is, read or not.

    Each hundred is one transaction. Raise Wordless, and put none, when one of them could not be read in every language.
    """
    for letter in letters:
        for language in LANGUAGES:
            rendered(letter.code, letter.values, language)
    return sum(_put_together(list(some)) for some in batched(letters, _TOGETHER))


def _put_together(letters: list[Letter]) -> int:
    while letters:
        try:
            with transaction() as writing:
                for letter in letters:
                    writing.save(InboxMessage.of(letter), InboxMessage.message_id.does_not_exist())
            break
        except Refused as refused:
            # Those that lie there already were put by an earlier attempt.
            letters = [letter for place, letter in enumerate(letters) if place not in refused.items]
    return len(letters)
