"""Where open reports are found by their place: what the index keeps of one, and which of its cells to ask."""

from functools import cache
from typing import Any

from chalicelib.feedback import categories
from chalicelib.feedback.rules import Grid, Spot
from chalicelib.shared import city

# Four decimals are about ten metres: enough to find a lamp, not enough to tell one window from the next.
_DECIMALS_FOR_STRANGERS = 4


def spot_for_strangers(lat: float, lon: float, *, anonymous: bool) -> Spot:
    """Return the point at which everybody may see a report."""
    if not anonymous:
        return Spot(lat, lon)
    return Spot(round(lat, _DECIMALS_FOR_STRANGERS), round(lon, _DECIMALS_FOR_STRANGERS))


def kept_of(category_code: str, card: dict[str, Any], text: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes under which a public report with a point is found by its place, none for any other.

    The point is the one that strangers see: distances to the true one would give an anonymous sender away.
    """
    group = categories.group_of(category_code)
    if not card["public"] or "lat" not in text or group is None:
        return {}
    spot = spot_for_strangers(text["lat"], text["lon"], anonymous=card["anonymous"])
    return {"cell": f"{group}:{grid().cell_of(spot)}", "spot": f"{card['submitted_at']} {spot.lat!r} {spot.lon!r}"}


def read_spot(kept: str) -> tuple[str, Spot]:
    """Return when a report was sent and where it lies, from what the index keeps of it."""
    submitted_at, lat, lon = kept.split()
    return submitted_at, Spot(float(lat), float(lon))


def cells(category_code: str, spot: Spot) -> list[str]:
    """Return the keys of the index under which everything like a report of this category at a point is found."""
    near = grid().cells_near(spot, radius_of(category_code))
    return [f"{categories.group_of(category_code)}:{cell}" for cell in near]


def radius_of(category_code: str) -> float:
    """Return within how many metres a report of this category may be about the same thing: its own, or the usual."""
    own = (categories.leaf(category_code) or {}).get("duplicate_radius")
    return float(own or city.load("city")["duplicate_radius"]["usual"])


@cache
def grid() -> Grid:
    """Return the city's grid: cells as wide as twice the largest radius that a category may have."""
    pack = city.load("city")
    bounds = pack["bounds"]
    return Grid(float(pack["duplicate_radius"]["largest"]), max(abs(bounds["min_lat"]), abs(bounds["max_lat"])))
