"""The shape of the file with the names of codes."""

from __future__ import annotations

from infra.city.schema.basics import Code, Text, VersionedFile

type Named = dict[Code, Text]


class Labels(VersionedFile):
    """labels.json: the names of the codes that columns hold, by kind, and of the things that a report may be about.

    What stands under the kind `every` holds for each kind that has the column.
    """

    kinds: dict[Code, dict[Code, Named]]
    things: Named
