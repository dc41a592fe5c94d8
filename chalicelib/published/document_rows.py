"""How a document that is published whole lies in a version: a row for each item, and the whole beside them."""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from chalicelib.published.kinds import Row

if TYPE_CHECKING:
    from chalicelib.published.artifact import Artifact

# The key of the row that has the document itself; no code and no day begins like this.
WHOLE = "_document"
# The field of it that holds the document. Kinds leave it `unnoticed`: what has changed is told item by item.
CONTENT = "content"
DOCUMENT = "document"


def rows_of(key: str, document: Mapping[str, Any], items: Iterable[Row]) -> Iterable[Row]:
    """Yield the document as a row under its kind's key, then its items."""
    yield {key: WHOLE, "version": document["version"], CONTENT: document}
    yield from items


def attached(rows: Iterable[Row]) -> Mapping[str, bytes]:
    """Return the document among the rows as it is published beside them."""
    [document] = [row[CONTENT] for row in rows if CONTENT in row]
    return {DOCUMENT: json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()}


def document_in(artifact: "Artifact") -> dict[str, Any]:
    """Return the document of a version; raise ValueError when it holds none."""
    content = artifact.blob(DOCUMENT)
    if content is None:
        raise ValueError("a version without its document")
    document: dict[str, Any] = json.loads(content)
    return document
