"""The city pack knows the units of today, where the old ones went, and the committee of each."""

import json
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
HCMC = ROOT / "infra" / "city" / "hcmc"

MAKE = """
import json, pathlib, sys
from infra.city import make_units
made = make_units.texts(pathlib.Path(sys.argv[1]))
json.dump({"texts": made, "geocoder": "vietnamadminunits" in sys.modules}, sys.stdout)
"""


@cache
def read(part: str) -> Any:
    return json.loads((HCMC / f"{part}.json").read_text(encoding="utf-8"))


def old_unit(name: str, district: str) -> Any:
    return next(row for row in read("old_units")["items"] if (row["old_name"], row["old_district"]) == (name, district))


@pytest.fixture(scope="module")
def names() -> dict[str, str]:
    return {unit["code"]: unit["full_name"] for unit in read("units")["items"]}


@pytest.fixture(scope="module")
def made() -> Any:
    """What making the units gives in a process of its own."""
    said = subprocess.run([sys.executable, "-c", MAKE, str(HCMC)], cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(said.stdout)


def test_the_city_has_168_units_since_july_2025(names: dict[str, str]) -> None:
    kinds = Counter(unit["type"] for unit in read("units")["items"])

    assert len(names) == 168
    assert kinds == {"phuong": 113, "xa": 54, "dac_khu": 1}


def test_442_old_units_lead_to_them_and_47_were_split() -> None:
    old = read("old_units")["items"]

    assert len(old) == 442
    assert sum(len(unit["new"]) > 1 for unit in old) == 47


@pytest.mark.parametrize(
    ("ward", "district", "today"),
    [
        ("Phường Bến Nghé", "Quận 1", ["Phường Sài Gòn"]),
        ("Phường Đa Kao", "Quận 1", ["Phường Sài Gòn", "Phường Tân Định"]),
        ("Phường Nguyễn Thái Bình", "Quận 1", ["Phường Bến Thành", "Phường Sài Gòn"]),
        ("Phường Cầu Ông Lãnh", "Quận 1", ["Phường Bến Thành", "Phường Cầu Ông Lãnh"]),
        ("Phường Phạm Ngũ Lão", "Quận 1", ["Phường Bến Thành"]),
        ("Phường Cô Giang", "Quận 1", ["Phường Cầu Ông Lãnh"]),
        ("Huyện Côn Đảo", "Huyện Côn Đảo", ["Đặc khu Côn Đảo"]),
    ],
)
def test_an_old_ward_leads_to_todays_default_first(
    names: dict[str, str], ward: str, district: str, today: list[str]
) -> None:
    new = old_unit(ward, district)["new"]

    assert [names[target["code"]] for target in new] == today
    assert [target["default"] for target in new] == [True] + [False] * (len(new) - 1)


def test_an_old_numbered_ward_means_nothing_without_its_district() -> None:
    districts = [row["old_district"] for row in read("old_units")["items"] if row["old_name"] == "Phường 1"]

    assert len(districts) == len(set(districts)) == 11


def test_five_units_are_unchanged_and_con_dao_was_renamed() -> None:
    change = {unit["full_name"]: unit["change"] for unit in read("units")["items"]}

    unchanged = {name for name, kind in change.items() if kind == "unchanged"}

    assert unchanged == {"Phường Thới Hòa", "Xã Long Sơn", "Xã Hòa Hiệp", "Xã Bình Châu", "Xã Thạnh An"}
    assert [name for name, kind in change.items() if kind == "renamed"] == ["Đặc khu Côn Đảo"]


@pytest.mark.parametrize(
    ("code", "name"),
    [("26740", "Sai Gon Ward"), ("26743", "Ben Thanh Ward"), ("26824", "Thu Duc Ward"), ("27664", "Can Gio Commune"),
     ("27676", "Thanh An Commune"), ("26732", "Con Dao Special Zone")],
)  # fmt: skip
def test_a_unit_has_a_plain_english_name(code: str, name: str) -> None:
    english = {unit["code"]: unit["full_name_en"] for unit in read("units")["items"]}

    assert english[code] == name


def test_the_units_are_what_the_tables_of_the_package_say(made: Any) -> None:
    assert set(made["texts"]) == {"units.json", "old_units.json"}
    for name, text in made["texts"].items():
        assert (HCMC / name).read_text(encoding="utf-8") == text, f"{name}: run infra.city.make_units again"


def test_making_the_units_never_loads_the_package_that_calls_a_geocoder(made: Any) -> None:
    assert made["geocoder"] is False


def test_every_ward_has_its_committee(names: dict[str, str]) -> None:
    committees = {body["ward"]: body["body_id"] for body in read("bodies")["items"] if "ward" in body}

    assert set(committees) == set(names)
    assert committees["26743"] == "ubnd-phuong-ben-thanh"
    assert committees["26732"] == "ubnd-dac-khu-con-dao"


def test_two_communes_that_sound_alike_have_committees_of_their_own() -> None:
    slugs = {body["ward"]: body["body_id"] for body in read("bodies")["items"] if "ward" in body}

    assert (slugs["25807"], slugs["27676"]) == ("ubnd-xa-thanh-an-25807", "ubnd-xa-thanh-an-27676")
