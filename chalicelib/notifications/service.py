"""The door for other groups: letters, and notices put into words."""

from chalicelib.notifications.letters import Letter, Value, box_of_body, message_id_of
from chalicelib.notifications.notices import Rendered, Wordless, phrase, placeholders, rendered

__all__ = [
    "Letter",
    "Rendered",
    "Value",
    "Wordless",
    "box_of_body",
    "message_id_of",
    "phrase",
    "placeholders",
    "rendered",
]
