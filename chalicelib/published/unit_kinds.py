"""The kinds of published data that tell where a place lies: today's wards with their borders, and the units of before.

The map declares and publishes them; whoever must know the ward of a place reads them, too.
"""

from chalicelib.published.kinds import Kind

WARDS = Kind(
    name="wards",
    key="code",
    names=("full_name", "name", "full_name_en"),
    facets=("type", "change"),
    ordered_by=("name",),
)
OLD_UNITS = Kind(
    name="old_units",
    key="old_code",
    names=("old_name",),
    searched=("old_district", "old_province"),
    facets=("old_district", "old_province"),
)
# The name under which the borders are published beside the wards, ready to be asked.
POLYGONS = "polygons"
# The field of a ward that holds its borders as a GeoJSON geometry.
GEOMETRY = "geometry"
