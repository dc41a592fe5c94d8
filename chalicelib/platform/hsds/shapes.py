"""What HSDS calls a service, an organization and a location, made of one row of published data.

Every row is one service at one location. It belongs to the body that the row names, or to an organization of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from chalicelib.platform.hsds.schedules import schedules_of
from chalicelib.published import labels
from chalicelib.published.datasets import Dataset
from chalicelib.published.kinds import Row
from chalicelib.shared import city, settings

type Shape = dict[str, Any]

# What else a row's status says; a row that says nothing is open.
_STATUSES = {"closed": "defunct", "temporarily_closed": "temporarily closed"}
_COUNTRY = "VN"


@dataclass(frozen=True)
class Listing:
    """A kind whose rows are listed: which columns classify a row, and which one names the body that it belongs to."""

    dataset: Dataset
    terms: tuple[str, ...]
    body: str = ""

    def ids_of(self, row: Row) -> tuple[str, str]:
        """Return the ids of a row's service and of its organization."""
        kind, key = self.dataset.name, row[self.dataset.kind.key]
        body = self._body(row)
        return new_id(kind, key, "service"), new_id("bodies", body) if body else new_id(kind, key, "organization")

    def service(self, row: Row, today: date) -> Shape:
        """Return a service with what it has one of."""
        service_id, _ = self.ids_of(row)
        return _without_gaps(
            id=service_id,
            name=row["name_vi"],
            alternate_name=row.get("name_en"),
            url=row.get("website"),
            status=_status(row, today),
            assured_date=row.get("as_of"),
            organization=self.organization(row),
        )

    def service_in_full(self, row: Row, today: date) -> Shape:
        """Return a service with all that belongs to it."""
        service_id, _ = self.ids_of(row)
        return {
            **self.service(row, today),
            "phones": _phones(service_id, row.get("phones", ())),
            "schedules": _schedules(service_id, row),
            "service_areas": _areas(service_id, row),
            "service_at_locations": _at_locations(service_id, row),
            "attributes": list(self._attributes(service_id, row)),
        }

    def organization(self, row: Row) -> Shape:
        """Return the organization of a row with what it has one of."""
        _, organization_id = self.ids_of(row)
        body = _bodies().get(self._body(row))
        if body is None:
            name, described = row["name_vi"], ", ".join(filter(None, (row["name_vi"], row.get("address"))))
            english, website, parent = row.get("name_en"), row.get("website"), None
        else:
            name = described = body["name"]["vi"]
            english, website, parent = body["name"]["en"], None, body["parent"]
        return _without_gaps(
            id=organization_id,
            name=name,
            alternate_name=english,
            description=described,
            website=website,
            parent_organization_id=new_id("bodies", parent) if parent else None,
        )

    def organization_in_full(self, rows: Sequence[Row], today: date) -> Shape:
        """Return the organization that these rows belong to, with its phones, locations and services."""
        shape = self.organization(rows[0])
        body = _bodies().get(self._body(rows[0]))
        locations = (_location(new_id(self.ids_of(row)[0], "location"), row) for row in rows)
        services = (self.service(row, today) for row in rows)
        return {
            **shape,
            "phones": _phones(shape["id"], (body or rows[0]).get("phones", ())),
            "locations": [location for location in locations if location],
            "services": [{name: each[name] for name in ("id", "name", "status")} for each in services],
        }

    def _body(self, row: Row) -> str:
        return str(row.get(self.body) or "")

    def _attributes(self, service_id: str, row: Row) -> Iterator[Shape]:
        for name in self.terms:
            codes = row.get(name) or ()
            for code in [codes] if isinstance(codes, str) else codes:
                term = self._term(name, code)
                yield {
                    "id": new_id(service_id, name, code),
                    "link_id": service_id,
                    "link_type": name,
                    "link_entity": "service",
                    "value": code,
                    "taxonomy_term_id": term["id"],
                    "taxonomy_term": term,
                }

    def _term(self, name: str, code: str) -> Shape:
        kind, names = self.dataset.name, labels.named(self.dataset.name, name, code)
        return {
            "id": new_id(kind, name, code),
            "code": code,
            "name": names["name"],
            "description": names["name_en"],
            "taxonomy": f"{kind}.{name}",
            "language": city.load("city")["default_language"],
        }


def new_id(*parts: str) -> str:
    """Return the id of something of this city; the same parts always have the same one."""
    return str(uuid5(NAMESPACE_URL, "/".join(("urn:congdanso", settings.city(), *parts))))


def _status(row: Row, today: date) -> str:
    is_over = row.get("valid_to", "9999") < today.isoformat()
    return "inactive" if is_over else _STATUSES.get(row.get("status", ""), "active")


def _phones(of: str, numbers: Any) -> list[Shape]:
    return [{"id": new_id(of, "phone", number), "number": number, "type": "voice"} for number in numbers]


def _schedules(of: str, row: Row) -> list[Shape]:
    found = schedules_of(row.get("opening_hours") or "", city.load("city")["utc_offset"])
    return [{"id": new_id(of, "schedule", str(place)), **each} for place, each in enumerate(found)]


def _areas(of: str, row: Row) -> list[Shape]:
    units = (_units().get(code) for code in row.get("serves", ()))
    return [{"id": new_id(of, "area", unit["code"]), "name": unit["full_name"]} for unit in units if unit]


def _at_locations(of: str, row: Row) -> list[Shape]:
    at = new_id(of, "location")
    location = _location(at, row)
    return [{"id": new_id(of, "at", at), "location": location, "schedules": _schedules(at, row)}] if location else []


def _location(location_id: str, row: Row) -> Shape | None:
    if not row.get("address") and row.get("lat") is None:
        return None
    return _without_gaps(
        id=location_id,
        location_type="physical",
        name=row["name_vi"],
        latitude=row.get("lat"),
        longitude=row.get("lon"),
        addresses=_addresses(location_id, row),
    )


def _addresses(location_id: str, row: Row) -> list[Shape]:
    if not row.get("address"):
        return []
    unit = _units().get(row.get("ward_code", ""))
    name = city.load("city")["name"]["vi"]
    return [
        _without_gaps(
            id=new_id(location_id, "address"),
            location_id=location_id,
            address_1=row["address"],
            city=name,
            region=unit["full_name"] if unit else None,
            state_province=name,
            # The specification wants a postal code, and our registers have none.
            postal_code="",
            country=_COUNTRY,
            address_type="physical",
        )
    ]


def _without_gaps(**fields: Any) -> Shape:
    return {name: value for name, value in fields.items() if value is not None}


@cache
def _bodies() -> dict[str, Any]:
    return {body["body_id"]: body for body in city.load("bodies")["items"]}


@cache
def _units() -> dict[str, Any]:
    return {unit["code"]: unit for unit in city.load("units")["items"]}
