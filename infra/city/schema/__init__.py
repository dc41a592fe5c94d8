"""Say what a city pack must look like, and find everything that is wrong with one.

`python -m infra.city.schema infra/city/hcmc` prints the problems, one sentence a line, or "the pack is sound".
Another city is another folder with the same files; docs and code name none of its facts.
"""

from infra.city.schema.checks import check_pack, check_parts
from infra.city.schema.people import expand_people, expand_staff
from infra.city.schema.reading import load_pack

__all__ = ["check_pack", "check_parts", "expand_people", "expand_staff", "load_pack"]
