"""What goes into one box: a notice as its code and values, which is put into words only when somebody reads it."""

from collections.abc import Mapping
from dataclasses import dataclass

# A text as it is, a number, a text in both languages, a moment `{"at": …}` or a day of the city `{"date": …}`.
type Value = str | int | dict[str, str]

_BODY = "body:"


@dataclass(frozen=True)
class Letter:
    """One notice to one box: a citizen's, or `body:<body_id>`, which the officers of a body share.

    `message_id` comes from the event that is told, so it is equal at every repeat, and sorts by the event's time.
    """

    message_id: str
    recipient: str
    kind: str
    code: str
    values: Mapping[str, Value]
    thing_ref: str
    severity: str
    created_at: str

    @property
    def is_for_person(self) -> bool:
        """Tell whether it goes to a person, who may have phones, and not to the box of a body."""
        return not self.recipient.startswith(_BODY)


def box_of_body(body_id: str) -> str:
    """Return the recipient of what the officers of a body are told together."""
    return f"{_BODY}{body_id}"


def message_id_of(event_id: str) -> str:
    """Return the id of the messages that tell of an event; one box gets at most one of them."""
    return f"message_{event_id.rpartition('_')[2]}"
