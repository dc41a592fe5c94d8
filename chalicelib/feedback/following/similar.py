"""Finding open reports that may be about the same thing, before somebody sends one more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import batched

from chalicelib.feedback import categories, nearness, places, rules, views
from chalicelib.feedback.following.models import Follow
from chalicelib.feedback.following.schemas import SimilarList, SimilarReport
from chalicelib.feedback.models import HEAD, Report
from chalicelib.feedback.pictures import service as pictures
from chalicelib.feedback.rules import Spot
from chalicelib.shared import clock
from chalicelib.shared.access import Person
from chalicelib.shared.errors import FieldError, Invalid
from chalicelib.shared.tables import read_together

MOST = 20
# One call reads a hundred items: a report's head, and for somebody who is logged in her row of it.
_TOGETHER = 50
_MOST_PHOTOS = 5


@dataclass(frozen=True)
class Found:
    """A report near a point: its head, how many metres away it lies, and whether the asker supports it."""

    head: Report
    distance: float
    supported: bool | None


def find_similar(category_code: str, lat: float, lon: float, person: Person | None, language: str) -> SimilarList:
    """Return open public reports of a category's group near a point, the newest first, twenty at most."""
    _check(category_code, lat, lon)
    found = _open_ones(_near(category_code, Spot(lat, lon)), person)
    thumbnails = _thumbnails([each.head for each in found])
    items = [
        SimilarReport(
            **views.card(each.head, language, clock.now(), masked=True).model_dump(),
            distance=round(each.distance),
            thumbnail_url=thumbnails.get(each.head.report_id),
            supporters=int(each.head.supporters or 0),
            supported=each.supported,
        )
        for each in found
    ]
    return SimilarList(radius=round(nearness.radius_of(category_code)), items=items)


def _check(category_code: str, lat: float, lon: float) -> None:
    problems = []
    if categories.leaf(category_code) is None:
        problems.append(FieldError("/category_code", "unknown_category", location="query"))
    if not places.is_in_city(lat, lon):
        problems += [FieldError(f"/{name}", "outside_city", location="query") for name in ("lat", "lon")]
    if problems:
        raise Invalid("invalid_fields", fields=problems)


def _near(category_code: str, spot: Spot) -> list[tuple[str, float]]:
    """Return reports within the category's radius with their distances, the newest first: four queries at most."""
    radius, near = nearness.radius_of(category_code), list[tuple[str, str, float]]()
    for cell in nearness.cells(category_code, spot):
        for row in Report.in_cell(cell):
            submitted_at, there = nearness.read_spot(row.spot)
            if (distance := spot.distance_to(there)) <= radius:
                near.append((submitted_at, row.report_id, distance))
    return [(report_id, distance) for _, report_id, distance in sorted(near, reverse=True)]


def _open_ones(near: Sequence[tuple[str, float]], person: Person | None) -> list[Found]:
    found = list[Found]()
    for some in batched(near, _TOGETHER):
        found += [each for each in _read(some, person) if each.head.public and rules.is_open(str(each.head.status))]
        if len(found) >= MOST:
            break
    return found[:MOST]


def _read(some: Sequence[tuple[str, float]], person: Person | None) -> Iterator[Found]:
    heads = [(Report, report_id, HEAD) for report_id, _ in some]
    rows = [(Follow, report_id, person.citizen_id) for report_id, _ in some] if person else []
    read = read_together(*heads, *rows)
    own = read[len(heads) :] or [None] * len(heads)
    for (_, distance), head, row in zip(some, read, own, strict=False):
        supported = bool(row and row.standing.supports) if person else None
        if head is not None:
            yield Found(head, distance, supported)


def _thumbnails(heads: Sequence[Report]) -> dict[str, str]:
    """Return the address of each report's first clean photo of before, by its report, in one call at most."""
    named = {head.report_id: [str(photo_id) for photo_id in (head.photo_ids or [])[:_MOST_PHOTOS]] for head in heads}
    wanted = [photo_id for photo_ids in named.values() for photo_id in photo_ids]
    first: dict[str, str] = {}
    for photo in pictures.of_report(wanted, for_strangers=True):
        report_id = next(report_id for report_id, photo_ids in named.items() if photo.photo_id in photo_ids)
        if photo.kind == "before" and photo.thumbnail_url:
            first.setdefault(report_id, photo.thumbnail_url)
    return first
