"""Turn rows into the records that a published file is built from."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from chalicelib.published import layout
from chalicelib.published.kinds import Kind, Row, texts_in
from chalicelib.published.words import Forms, words_of
from chalicelib.shared.vietnamese import sort_key

DRAFTS = """
    CREATE TABLE drafts (
        unimportance REAL, key TEXT, sorting TEXT, names TEXT, stored TEXT, in_names TEXT, elsewhere TEXT, lat, lon,
        formers TEXT
    )
"""
BETWEEN_WORDS = "\n"
_LONGEST_SORT_KEY = 200


class Drafts:
    """Turn rows of one kind into drafts: what is stored of them, not in their order yet."""

    def __init__(self, kind: Kind) -> None:
        """Learn the kind's short forms."""
        self._kind = kind
        self._forms = Forms(kind.ways_to_write)

    def of(self, rows: Iterable[Row]) -> Iterator[tuple[Any, ...]]:
        """Yield a line of the table `drafts` for every row; raise ValueError for one that cannot be published."""
        return map(self._draft, rows)

    def _draft(self, row: Row) -> tuple[Any, ...]:
        kind = self._kind
        key = row.get(kind.key)
        if not key or not isinstance(key, str):
            raise ValueError(f"a row has no {kind.key}")
        if unreadable := [field for field in kind.names if not _is_text(row.get(field))]:
            raise ValueError(f"{key} has no text in {', '.join(unreadable)}")
        sorting = sort_key(" ".join(texts_in(row, kind.ordered_by or kind.names[:1])))[:_LONGEST_SORT_KEY]
        stored, words = layout.packed(kind, row), self._words(row)
        return -kind.importance(row), key, sorting, *stored, *words, *self._position(row), self._formers(row)

    def _words(self, row: Row) -> tuple[str, str]:
        """Return the words of the names and all that is said of the whole row, and the words that stand elsewhere."""
        kind = self._kind
        names = texts_in(row, kind.names)
        in_names = self._words_in(names)
        for name in names:
            in_names |= {layout.length_word(length) for length in self._lengths(name)}
        for facet in kind.facets:
            in_names |= {layout.facet_word(facet, value) for value in layout.values_of(kind.facet(facet, row))}
        elsewhere = self._words_in(texts_in(row, kind.searched)) - in_names
        return BETWEEN_WORDS.join(in_names), BETWEEN_WORDS.join(elsewhere)

    def _words_in(self, texts: list[str]) -> set[str]:
        return {word for text in texts for word in self._forms.index_words(text)}

    def _lengths(self, name: str) -> set[int]:
        words = words_of(name)
        return {len(words), len(self._forms.written_out(words, name))}

    def _position(self, row: Row) -> tuple[int | None, int | None]:
        lat, lon = (row.get(field) for field in self._kind.position or ("", ""))
        if lat is None or lon is None:
            return None, None
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise ValueError(f"{row[self._kind.key]} lies at {lat}, {lon}, which is off the map")
        return layout.fixed(lat), layout.fixed(lon)

    def _formers(self, row: Row) -> str | None:
        """Return the former ids as a JSON list, None without any."""
        formers = row.get(layout.FORMER_IDS) or []
        if not isinstance(formers, list | tuple) or not all(isinstance(each, str) and each for each in formers):
            raise ValueError(f"{row[self._kind.key]} has former ids that are no list of texts")
        return json.dumps(formers) if formers else None


def _is_text(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(isinstance(each, str) for each in value)
    return value is None or isinstance(value, str)
