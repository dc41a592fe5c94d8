"""What a check must know of the city: its bounds, units, former units, bodies, and how to find a ward."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.published.datasets import Hash
from chalicelib.published.polygons import Polygons
from chalicelib.published.units import Finder, PolygonFinder, WardFinder
from chalicelib.shared import city as pack


@dataclass(frozen=True)
class Context:
    """The city as a check sees it; `units`, `old_units` and `bodies` as the pack has them.

    `exact` says whether the finder knows the borders. `hash` is the keyed hash under which private rows are kept.
    `language` is that of the report. `document` is the one in force, for a kind that is published whole.
    """

    units: Mapping[str, Any]
    old_units: Mapping[str, Any]
    bodies: frozenset[str]
    bounds: Mapping[str, float]
    finder: Finder
    exact: bool = False
    hash: Hash | None = None
    language: str = "vi"
    document: Mapping[str, Any] | None = None
    today: str = field(default_factory=pack.today)

    @classmethod
    def of(
        cls, units: dict[str, Any], old_units: dict[str, Any], city: Mapping[str, Any], bodies: frozenset[str],
        polygons: Polygons | None = None, hash: Hash | None = None, language: str = "vi",
        document: Mapping[str, Any] | None = None,
    ) -> "Context":  # fmt: skip
        """Make the context from the files of a city pack, and the polygons of the units when there are any."""
        finder = PolygonFinder(polygons, units) if polygons else WardFinder(units, old_units, city["bounds"])
        return cls(units, old_units, bodies, city["bounds"], finder, polygons is not None, hash, language, document)

    def holds(self, lat: float, lon: float) -> bool:
        """Tell whether a position lies in the bounds of the city."""
        box = self.bounds
        return box["min_lat"] <= lat <= box["max_lat"] and box["min_lon"] <= lon <= box["max_lon"]
