"""The pack's data sets are many enough, spread over the whole city, and honest about what is invented."""

import csv
import datetime
import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from chalicelib.published.geojson import read_areas
from chalicelib.published.opening_hours import is_open, read_hours
from chalicelib.published.polygon_building import build

ROOT = Path(__file__).parents[2]
HCMC = ROOT / "infra" / "city" / "hcmc"
POLYGONS = ROOT.parent / "shared" / "data" / "admin" / "hcmc_wards_2025.simplified.geojson"
PLACED = ("schools", "health_facilities", "agencies", "housing_projects", "places", "cameras")
# The day on which these samples were written: licences and certificates are judged by it.
WRITTEN = "2026-11-24"


@cache
def rows(kind: str) -> list[dict[str, str]]:
    with (HCMC / "datasets" / f"{kind}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def read(part: str) -> Any:
    return json.loads((HCMC / f"{part}.json").read_text(encoding="utf-8"))


def wards_of_old(district: str) -> set[str]:
    """Return the wards of today that took in some of an old district or province."""
    return {
        target["code"]
        for old in read("old_units")["items"]
        for target in old["new"]
        if district in (old["old_district"], old["old_province"])
    }


@pytest.mark.parametrize(
    ("kind", "least"),
    [("schools", 150), ("health_facilities", 80), ("agencies", 60), ("housing_projects", 30),
     ("practising_certificates", 40), ("places", 40), ("cameras", 30)],
)  # fmt: skip
def test_there_are_as_many_as_promised(kind: str, least: int) -> None:
    assert len(rows(kind)) >= least
    assert read(f"datasets/{kind}")["at_least"] == least


def test_schools_are_of_every_level_public_and_private() -> None:
    levels = Counter(school["level"] for school in rows("schools"))

    assert set(levels) >= {"mam_non", "tieu_hoc", "thcs", "thpt", "lien_cap", "gdtx", "cao_dang", "dai_hoc"}
    assert min(levels.values()) >= 10
    assert {school["type"] for school in rows("schools")} == {"public", "private"}


@pytest.mark.parametrize("kind", ["schools", "health_facilities", "agencies", "places"])
@pytest.mark.parametrize("place", ["Tỉnh Bình Dương", "Tỉnh Bà Rịa - Vũng Tàu", "Huyện Cần Giờ", "Huyện Côn Đảo"])
def test_the_whole_city_of_today_is_there(kind: str, place: str) -> None:
    assert wards_of_old(place), place

    assert {row["ward_code"] for row in rows(kind)} & wards_of_old(place)


def test_schools_stand_in_most_wards() -> None:
    assert len({school["ward_code"] for school in rows("schools")}) > 168 / 2


def test_every_department_and_the_emergency_numbers_have_an_office() -> None:
    offices = {office["body_id"]: office for office in rows("agencies")}
    departments = [body["body_id"] for body in read("bodies")["items"] if body["kind"] == "department"]

    assert set(departments) <= set(offices)
    assert {office["phones"] for office in offices.values()} >= {"112", "113", "114", "115", "1022"}


def test_an_office_gives_no_other_number_than_its_body() -> None:
    phones = {body["body_id"]: body.get("phones", []) for body in read("bodies")["items"]}

    for office in rows("agencies"):
        assert not office["phones"] or office["phones"].split("|") == phones[office["body_id"]], office["office_id"]


def test_offices_of_before_lead_to_those_of_today() -> None:
    leads = {old: row["office_id"] for row in rows("agencies") for old in row["former_ids"].split("|") if old}

    assert leads["so-thong-tin-truyen-thong"] == "so-khoa-hoc-cong-nghe"
    assert leads["so-giao-thong-van-tai"] == "so-xay-dung"


def test_office_hours_are_the_working_time_of_the_city() -> None:
    office = next(row for row in rows("agencies") if row["office_id"] == "so-noi-vu")
    hours, periods = read_hours(office["opening_hours"]), read("city")["working_time"]["periods"]
    monday = datetime.datetime.combine(datetime.date(2026, 11, 23), datetime.time())
    minutes = [monday + datetime.timedelta(minutes=minute) for minute in range(24 * 60)]

    opened = [f"{moment:%H:%M}" for moment in minutes if is_open(hours, moment, ())]

    assert opened == [f"{moment:%H:%M}" for moment in minutes if any(a <= f"{moment:%H:%M}" < b for a, b in periods)]


def test_nothing_real_carries_a_licence_a_paper_or_a_person() -> None:
    for facility in rows("health_facilities"):
        if facility["invented"] == "no":
            assert not any(value for column, value in facility.items() if column.startswith("licence_"))
            assert not facility["responsible_person"]
    for project in rows("housing_projects"):
        if project["invented"] == "no":
            assert not any(value for column, value in project.items() if column.endswith(("_number", "_date")))


def test_licences_stand_in_every_state() -> None:
    licences = [facility for facility in rows("health_facilities") if facility["licence_number"]]

    assert {licence["licence_status"] for licence in licences} == {"valid", "suspended", "revoked"}
    assert any(
        licence["licence_status"] == "valid" and "" < licence["licence_expires"] < WRITTEN for licence in licences
    )
    assert any(licence["licence_expires"] > WRITTEN for licence in licences)


def test_certificates_are_private_invented_and_in_every_state() -> None:
    certificates = rows("practising_certificates")

    assert read("datasets/practising_certificates")["public"] is False
    assert {certificate["invented"] for certificate in certificates} == {"yes"}
    assert all("Mẫu" in certificate["holder_name"] for certificate in certificates)
    assert {certificate["status"] for certificate in certificates} == {"valid", "suspended", "revoked"}
    assert any(certificate["expires_on"] < WRITTEN for certificate in certificates)
    assert {certificate["kind"] for certificate in certificates} == {"broker", "construction"}


def test_two_holders_share_a_name_and_differ_in_their_year() -> None:
    years: dict[str, list[str]] = {}
    for certificate in rows("practising_certificates"):
        years.setdefault(certificate["holder_name"], []).append(certificate["birth_year"])

    assert any(len(set(born)) == len(born) == 2 for born in years.values())
    assert all(len(set(born)) == len(born) for born in years.values())


def test_no_phone_number_of_an_institution_is_guessed() -> None:
    phones = {row.get("phones", "") for kind in ("schools", "health_facilities", "places") for row in rows(kind)}

    assert phones == {"", "115"}


@pytest.mark.parametrize(
    ("kind", "row_id", "ward"),
    [("places", "cho-ben-thanh", "26743"), ("schools", "th-cao-van-ngoc", "26732"), ("places", "bai-sau", "26506"),
     ("agencies", "van-phong-ubnd", "26740"), ("health_facilities", "bv-cho-ray", "27343")],
)  # fmt: skip
def test_well_known_places_stand_where_everybody_knows(kind: str, row_id: str, ward: str) -> None:
    found = {next(iter(row.values())): row["ward_code"] for row in rows(kind)}

    assert found[row_id] == ward


@pytest.mark.skipif(not POLYGONS.exists(), reason="the polygons of 2025 are not beside the project")
def test_most_positions_lie_in_the_ward_that_the_row_names() -> None:
    polygons = build(read_areas(POLYGONS.read_text("utf-8")))
    placed = [row for kind in PLACED for row in rows(kind)]

    inside = sum(polygons.at(float(row["lat"]), float(row["lon"])) == row["ward_code"] for row in placed)

    assert inside / len(placed) > 0.94
