"""One feed of all that the city lists: agencies, schools and health facilities, in this order, page by page."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from chalicelib.platform.hsds.shapes import Listing, Shape
from chalicelib.platform.publication import kinds
from chalicelib.published.artifact import Artifact
from chalicelib.published.current import current, derived
from chalicelib.published.kinds import Row
from chalicelib.shared import city, clock, settings
from chalicelib.shared.errors import NotFound, Unavailable

VERSION = "3.1"
_PROFILE = "https://docs.openreferral.org/en/3.1/hsds/"

# What of the city is listed, and which columns classify it; in the order of the feed.
_TERMS = {
    "agencies": ("type", "level"),
    "schools": ("levels", "type"),
    "health_facilities": ("type", "specialities", "ownership"),
}
_BODIES = {"agencies": "body_id"}
_TOLD_OF_VERSIONS = ("kind", "version", "as_of", "source")


class _Index(NamedTuple):
    """Which rows of a version, by their numbers, a service and an organization are made of, in the rows' order."""

    services: dict[str, int]
    organizations: dict[str, list[int]]


class _Shelf(NamedTuple):
    """One kind in its active version."""

    listing: Listing
    artifact: Artifact

    @property
    def ids(self) -> _Index:
        return derived(f"hsds-{self.listing.dataset.name}", self.artifact, self._indexed)

    def rows(self, numbers: Sequence[int]) -> list[dict[str, Any]]:
        return self.artifact.rows_of(numbers)

    def _indexed(self, artifact: Artifact) -> _Index:
        index = _Index({}, {})
        for number, row in enumerate(artifact.rows(), 1):
            service_id, organization_id = self.listing.ids_of(row)
            index.services[service_id] = number
            index.organizations.setdefault(organization_id, []).append(number)
        return index


def meta() -> Shape:
    """Say which version of HSDS this is, where it is described, and who gives it."""
    name = city.load("city")["name"]
    return {
        "version": VERSION,
        "profile": _PROFILE,
        "openapi_url": f"{settings.base_url()}/v1/openapi.json",
        "description": name["en"],
        "publisher": {"name": name["vi"]},
    }


def services(page: int, per_page: int, full: bool) -> Shape:
    """Return a page of services, with all that belongs to them if `full`; raise Unavailable when nothing can be had."""
    shelves = _shelves()
    places = [(shelf, [number]) for shelf in shelves for number in shelf.ids.services.values()]
    return _page(places, page, per_page, _service_in_full if full else _service, shelves)


def organizations(page: int, per_page: int, full: bool) -> Shape:
    """Return a page of organizations, with phones, locations and services if `full`; raise Unavailable as above."""
    shelves = _shelves()
    places = [(shelf, numbers) for shelf in shelves for numbers in shelf.ids.organizations.values()]
    return _page(places, page, per_page, _organization_in_full if full else _organization, shelves)


def service(service_id: str) -> Shape:
    """Return one service with all that belongs to it; raise NotFound for an id that none has."""
    for shelf in _shelves():
        if number := shelf.ids.services.get(service_id):
            return _service_in_full(shelf.listing, shelf.rows([number]), _today())
    raise NotFound("record_not_found")


def organization(organization_id: str) -> Shape:
    """Return one organization with phones, locations and services; raise NotFound for an id that none has."""
    for shelf in _shelves():
        if numbers := shelf.ids.organizations.get(organization_id):
            return _organization_in_full(shelf.listing, shelf.rows(numbers), _today())
    raise NotFound("record_not_found")


def _shelves() -> list[_Shelf]:
    listings = [Listing(kinds.find(name), terms, _BODIES.get(name, "")) for name, terms in _TERMS.items()]
    found = [(listing, current(listing.dataset.kind).look_up()) for listing in listings]
    shelves = [_Shelf(listing, artifact) for listing, artifact in found if artifact]
    if not shelves:
        raise Unavailable("dataset_not_available", retry_after=30, kind=listings[0].dataset.name)
    return shelves


def _page(places: list[tuple[_Shelf, list[int]]], page: int, per_page: int, shape: Any, shelves: list[_Shelf]) -> Shape:
    wanted, today = places[(page - 1) * per_page : page * per_page], _today()
    pages = -(-len(places) // per_page)
    return {
        "total_items": len(places),
        "total_pages": pages,
        "page_number": page,
        "size": len(wanted),
        "first_page": page == 1,
        "last_page": page >= pages,
        "empty": not wanted,
        "contents": [shape(shelf.listing, shelf.rows(numbers), today) for shelf, numbers in wanted],
        "datasets": [{name: shelf.artifact.meta[name] for name in _TOLD_OF_VERSIONS} for shelf in shelves],
    }


def _service(listing: Listing, rows: Sequence[Row], today: date) -> Shape:
    return listing.service(rows[0], today)


def _service_in_full(listing: Listing, rows: Sequence[Row], today: date) -> Shape:
    return listing.service_in_full(rows[0], today)


def _organization(listing: Listing, rows: Sequence[Row], _today: date) -> Shape:
    return listing.organization(rows[0])


def _organization_in_full(listing: Listing, rows: Sequence[Row], today: date) -> Shape:
    return listing.organization_in_full(rows, today)


def _today() -> date:
    return clock.now().astimezone(city.timezone()).date()
