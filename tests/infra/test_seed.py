"""The seed registers the pack's staff, and leaves alone what a person has set since."""

from pathlib import Path
from typing import Any

import pytest

from chalicelib.account import service as account
from infra import seed as seeding
from infra.seed import SeededMember, seed
from tests.cloud import Cloud

ISSUER = "https://vneid.test/"
LAN = {"subject": "lan", "body_id": "1022", "roles": ["operator"], "valid_from": "2025-07-01", "valid_to": None}
MAI = {**LAN, "subject": "mai", "roles": ["handler", "supervisor"], "valid_to": "2030-01-01"}


@pytest.fixture
def pack(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The staff of a pack of two."""
    staff: list[dict[str, Any]] = [dict(LAN), dict(MAI)]
    monkeypatch.setattr(seeding, "expand_staff", lambda _: staff)
    return staff


def registered(subject: str) -> SeededMember:
    return SeededMember.get(account.reserve(ISSUER, subject))


def test_the_packs_staff_are_registered_under_the_issuer_as_it_is_written(pack: list[dict[str, Any]]) -> None:
    assert seed(Path(), ISSUER) == 2

    assert registered("mai").roles == ["handler", "supervisor"]
    assert registered("mai").serves_on("2029-12-31")
    assert account.reserve(ISSUER, "mai") != account.reserve(ISSUER.rstrip("/"), "mai")


def test_a_second_run_writes_nothing(pack: list[dict[str, Any]], aws: Cloud) -> None:
    seed(Path(), ISSUER)
    before, aws.calls[:] = aws.everything(), []

    seed(Path(), ISSUER)

    assert aws.everything() == before
    assert not {call for call in aws.calls if call.startswith(("Put", "Update", "Transact", "BatchWrite"))}


def test_what_the_pack_has_changed_is_taken_over(pack: list[dict[str, Any]]) -> None:
    seed(Path(), ISSUER)
    pack[0]["roles"] = ["handler"]

    seed(Path(), ISSUER)

    assert registered("lan").roles == ["handler"]


def test_a_last_day_set_by_hand_stays(pack: list[dict[str, Any]]) -> None:
    seed(Path(), ISSUER)
    registered("lan").update([SeededMember.valid_to.set("2026-01-31")])
    pack[0]["roles"] = ["handler"]

    seed(Path(), ISSUER)

    assert registered("lan").valid_to == "2026-01-31"
    assert registered("lan").roles == ["operator"]
