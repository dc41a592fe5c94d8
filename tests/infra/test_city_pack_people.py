"""The city pack makes up staff for every body that must act, and nobody in it can be real."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from infra.city.schema import expand_people, expand_staff

HCMC = Path(__file__).parents[2] / "infra" / "city" / "hcmc"


@pytest.fixture(scope="module")
def staff() -> list[Any]:
    return expand_staff(HCMC)


@pytest.fixture(scope="module")
def people() -> list[Any]:
    return expand_people(HCMC)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HCMC, tmp_path / "city"))


@contextmanager
def changed(pack: Path, part: str) -> Iterator[Any]:
    """Let a test change one file of a copied pack."""
    path = pack / f"{part}.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    yield data
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def test_every_committee_has_a_handler_and_a_supervisor(staff: list[Any]) -> None:
    bodies = json.loads((HCMC / "bodies.json").read_text(encoding="utf-8"))["items"]
    committees = {body["body_id"] for body in bodies if body["kind"] == "ward_committee"}

    roles = Counter(role for member in staff if member["body_id"] in committees for role in member["roles"])

    assert roles == {"handler": 168, "supervisor": 168}


def test_the_desk_has_every_role_and_a_second_operator_and_approver(staff: list[Any]) -> None:
    roles = Counter(role for member in staff if member["body_id"] == "tong-dai-1022" for role in member["roles"])

    assert roles == {"operator": 2, "handler": 1, "supervisor": 1, "editor": 1, "approver": 2, "admin": 1}


def test_all_staff_can_log_in_with_their_roles_known(staff: list[Any], people: list[Any]) -> None:
    by_subject = {person["subject"]: person for person in people}

    for member in staff:
        person = by_subject[member["subject"]]
        assert (person["roles"], person["body_id"]) == (member["roles"], member["body_id"])


def test_no_invented_person_can_be_real(people: list[Any]) -> None:
    numbers = [person["claims"].get("SoDinhDanh", "999") for person in people]

    assert all(number.startswith("999") for number in numbers)


def test_the_made_up_person_of_a_body_stays_the_same_when_bodies_are_added(pack: Path) -> None:
    before = {person["key"]: person for person in expand_people(pack)}

    with changed(pack, "bodies") as bodies:
        bodies["items"].insert(1, {**bodies["items"][1], "body_id": "so-moi"})
    with changed(pack, "categories") as categories:
        categories["items"][0]["children"][0]["responsible_body"] = {"body_id": "so-moi"}

    after = {person["key"]: person for person in expand_people(pack)}
    assert set(after) - set(before) == {"so-moi.handler", "so-moi.supervisor"}
    assert all(after[key] == person for key, person in before.items())


def test_every_kind_of_account_can_be_tried(people: list[Any]) -> None:
    by_key = {person["key"]: person for person in people}

    assert {"citizen", "foreigner", "minor", "organisation"} == {person["account_kind"] for person in by_key.values()}
    assert {by_key["an"]["claims"]["acr"], by_key["dung"]["claims"]["acr"]} == {"1", "2"}
    assert by_key["minh"]["guardian"] == "an"
    assert "SoDinhDanh" not in by_key["martin"]["claims"]
