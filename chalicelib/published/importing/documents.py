"""Check a document that is published whole, as its JSON stands."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.published.datasets import Dataset, Standing
from chalicelib.published.importing.context import Context
from chalicelib.published.importing.encoding import UnreadableFile
from chalicelib.published.importing.findings import Findings
from chalicelib.published.importing.items import DECODER
from chalicelib.published.kinds import Row

LARGEST = 8 << 20
DEEPEST = 40


def rows(
    dataset: Dataset, source: Path, encoding: str, context: Context, findings: Findings
) -> Iterator[tuple[int, Row | None]]:
    """Yield the rows that a document is published as, or one None when a rule finds something wrong."""
    content = _read(source, encoding)
    wrong = False
    standing = Standing(context.document, context.today)
    for found in dataset.document_rules(content, standing) if dataset.document_rules else ():
        wrong |= findings.add(1, found.column, found.code, found.params)
    if wrong or not dataset.document_rows:
        yield 1, None
    else:
        yield from enumerate(dataset.document_rows(content), 1)


def _read(source: Path, encoding: str) -> dict[str, Any]:
    if source.stat().st_size > LARGEST:
        raise UnreadableFile("file_too_large")
    text = unicodedata.normalize("NFC", source.read_text(encoding=encoding, errors="replace"))
    try:
        content = DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile("broken_json") from error
    if not isinstance(content, dict):
        raise UnreadableFile("not_an_object")
    if "\ufffd" in text or not _is_sound(content):
        raise UnreadableFile("broken_json")
    return content


def _is_sound(content: Any, depth: int = 0) -> bool:
    """Tell whether a value can be written again as it stands: not too deep, and no halves of characters."""
    if isinstance(content, str):
        return not any("\ud800" <= sign <= "\udfff" for sign in content)
    if isinstance(content, dict):
        return depth < DEEPEST and all(_is_sound(each, depth + 1) for pair in content.items() for each in pair)
    return not isinstance(content, list) or (depth < DEEPEST and all(_is_sound(each, depth + 1) for each in content))
