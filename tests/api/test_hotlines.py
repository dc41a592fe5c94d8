"""The numbers to call: as they are published, and with everything else gone as the city pack has them."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib.agencies import schemas
from chalicelib.agencies.dataset import HOTLINES
from chalicelib.published import current
from tests.hands import Hand, taken
from tests.imports import imported
from tests.phones import Heard, Phone
from tests.published import BASE, PublicFiles

PACK = Path(__file__).parents[2] / "infra" / "city" / "hcmc" / "hotlines.json"
OF_THE_PACK = ["112", "113", "114", "115", "111", "1022"]
NEW = {"number": "1900 1234", "kind": "city", "name_vi": "Đường dây mới", "purpose_vi": "Để thử"}


def ask(language: str = "vi", **headers: str) -> Heard:
    return Phone().get("/v1/agencies/hotlines", {"Accept-Language": language, **headers})


def numbers(heard: Heard) -> list[str]:
    return [item["number"] for item in heard.json["items"]]


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Hand:
    return taken(monkeypatch)


def published(public: PublicFiles, *rows: dict[str, Any]) -> None:
    public.publish(HOTLINES, rows)


@pytest.mark.usefixtures("public")
def test_the_numbers_come_in_the_order_of_the_city_each_ready_to_be_dialled() -> None:
    heard = ask()

    Draft202012Validator(schemas.HOTLINES).validate(heard.json)
    assert numbers(heard) == OF_THE_PACK
    assert [item["uri"] for item in heard.json["items"]] == [f"tel:{number}" for number in OF_THE_PACK]
    assert [item["kind"] for item in heard.json["items"]] == ["emergency"] * 5 + ["city"]


@pytest.mark.usefixtures("public")
def test_they_are_told_in_the_language_of_the_caller() -> None:
    vietnamese, english = ask("vi").json["items"][3], ask("en").json["items"][3]

    assert (vietnamese["name"], vietnamese["kind_name"]) == ("Cấp cứu y tế", "Khẩn cấp")
    assert (english["name"], english["kind_name"]) == ("Ambulance", "Emergency")
    assert english["purpose"] == "Injured or gravely ill people who need first aid and an ambulance."


@pytest.mark.usefixtures("public")
def test_phones_keep_them_for_when_there_is_no_network() -> None:
    first = ask()

    again = ask(**{"If-None-Match": first.headers["etag"]})

    assert first.headers["cache-control"] == (
        "public, max-age=60, stale-while-revalidate=86400, stale-if-error=31536000"
    )
    assert first.headers["vary"] == "Accept-Language"
    assert (again.status, again.text) == (304, "")


def test_published_numbers_replace_those_of_the_pack_within_half_a_minute(public: PublicFiles, time: Hand) -> None:
    before = numbers(ask())
    published(public, NEW)
    time.move(30)

    after = ask("en")

    assert (before, numbers(after)) == (OF_THE_PACK, ["1900 1234"])
    [only] = after.json["items"]
    assert (only["uri"], only["name"], only["free"]) == ("tel:19001234", "Đường dây mới", None)
    assert (after.json["version"], after.json["as_of"]) == ("1", "2026-11-24")
    Draft202012Validator(schemas.HOTLINES).validate(after.json)


def test_the_file_of_the_pack_published_as_it_stands_changes_neither_numbers_nor_order(public: PublicFiles) -> None:
    of_the_pack = ask().json["items"]
    current.forget()
    published(public, *imported("hotlines", PACK).rows)

    heard = ask()

    assert heard.json["version"] == "1"
    assert heard.json["items"] == of_the_pack


def test_emergencies_come_first_and_each_kind_in_its_order(public: PublicFiles) -> None:
    rows = [
        {"number": "9", "kind": "city", "name_vi": "C", "priority": 1},
        {"number": "1", "kind": "emergency", "name_vi": "B", "priority": 2},
        {"number": "2", "kind": "emergency", "name_vi": "A", "priority": 1},
        {"number": "0", "kind": "emergency", "name_vi": "D"},
    ]
    published(public, *rows)

    assert numbers(ask()) == ["2", "1", "0", "9"]


def test_with_bucket_database_and_secrets_gone_the_numbers_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    # Nobody listens at this port: neither the public files nor DynamoDB nor Secrets Manager.
    nowhere = "http://127.0.0.1:9"
    monkeypatch.setenv("PUBLIC_URL", nowhere)
    monkeypatch.setenv("AWS_ENDPOINT_URL", nowhere)
    current.forget()

    heard = ask()

    assert (heard.status, numbers(heard)) == (200, OF_THE_PACK)
    assert heard.json["version"] == json.loads(PACK.read_text("utf-8"))["version"]


def test_a_function_that_knows_no_address_of_published_data_has_the_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PUBLIC_URL")

    assert numbers(ask()) == OF_THE_PACK


def test_when_the_files_go_away_the_published_numbers_stay(public: PublicFiles, time: Hand) -> None:
    published(public, NEW)
    before = numbers(ask())
    public.broken.add(f"{BASE}/datasets/hotlines/current.json")
    time.move(60)

    assert (before, numbers(ask())) == (["1900 1234"], ["1900 1234"])


def test_a_version_without_a_number_is_passed_over(public: PublicFiles) -> None:
    published(public)

    assert numbers(ask()) == OF_THE_PACK
