"""Certificates over the API: found by number or by person, never listed, never valid when they are not."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from jsonschema import Draft202012Validator

from chalicelib.construction.certificates import schemas
from chalicelib.construction.dataset import PRACTISING_CERTIFICATES
from chalicelib.published import private_rows
from tests.cloud import Cloud
from tests.phones import Heard, Phone
from tests.published import BASE, PublicFiles, sample_rows
from tests.publishing import published

CERTIFICATES = "/v1/construction/certificates"
NUMBER = "MAU-00006/CCHN-XD"
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


def kept(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    assert PRACTISING_CERTIFICATES.kept
    return [dict(PRACTISING_CERTIFICATES.kept(row, private_rows.hashed)) for row in rows]


def certificate(number: str = "A-1", **more: Any) -> dict[str, Any]:
    row = {
        "certificate_id": number.lower(), "certificate_number": number, "kind": "broker", "field": "brokerage",
        "holder_name": "Trần Thị Hoà", "birth_year": 1980, "issuer": "Sở Xây dựng TP.HCM", "issued_on": "2024-01-10",
        "expires_on": "2029-01-10", "status": "valid", "former_ids": ["cc-cu-1"],
    }  # fmt: skip
    return {**row, **more}


def ask(**query: object) -> Heard:
    return Phone().get(CERTIFICATES, **query)


@pytest.fixture(autouse=True)
def _published(aws: Cloud) -> None:
    published(PRACTISING_CERTIFICATES, kept(sample_rows("practising_certificates")))


@pytest.mark.parametrize("typed", [NUMBER, "mau-00006/cchn-xd", " MAU 00006 CCHN XD ", "MAU00006.CCHN–XD"])
def test_a_number_is_found_however_it_is_spaced(typed: str) -> None:
    heard = ask(number=typed)

    [found] = heard.json["items"]
    assert (found["number"], found["validity"], found["invented"]) == (NUMBER, "revoked", True)
    assert found["issuer"] == "Sở Xây dựng TP.HCM"
    assert heard.json["dataset"]["kind"] == "practising_certificates"
    Draft202012Validator(schemas.CERTIFICATES).validate(heard.json)


@pytest.mark.parametrize("typed", ["Trần Thị Hoà", "trần thị hòa", "  TRẦN  THỊ HOÀ "])
def test_a_person_is_found_by_full_name_and_year_with_all_she_holds(typed: str) -> None:
    other = certificate("C-3", holder_name="Trần Thị Hoà", birth_year=1981)
    published(PRACTISING_CERTIFICATES, kept([certificate(), certificate("B-2"), other]))

    found = ask(name=typed, birth_year=1980).json["items"]

    assert {each["number"] for each in found} == {"A-1", "B-2"}


def test_a_wrong_number_name_or_year_all_look_the_same() -> None:
    published(PRACTISING_CERTIFICATES, kept([certificate()]))
    wrong = [{"number": "A-2"}, {"name": "Trần Thị Hoà", "birth_year": 1981}, {"name": "Trần Hoà", "birth_year": 1980},
             {"name": "Nobody", "birth_year": 1990}, {"number": "///"}]  # fmt: skip

    heard = [ask(**each) for each in wrong]

    assert {each.status for each in heard} == {404}
    answers = [{name: value for name, value in each.json.items() if name != "instance"} for each in heard]
    assert all(each == answers[0] for each in answers)
    assert answers[0]["code"] == "certificate_not_found"


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({}, {"/number": "missing"}),
        ({"name": "Trần Thị Hoà"}, {"/birth_year": "missing"}),
        ({"birth_year": 1980}, {"/name": "missing"}),
        ({"number": "A-1", "birth_year": 1980}, {"/number": "not_together", "/birth_year": "not_together"}),
        ({"number": "A-1", "name": "a", "birth_year": 1980},
         {"/number": "not_together", "/name": "not_together", "/birth_year": "not_together"}),
        ({"name": "a", "birth_year": "19"}, {"/birth_year": "out_of_range"}),
    ],
)  # fmt: skip
def test_exactly_one_whole_question_is_asked(asked: dict[str, object], wrong: dict[str, str]) -> None:
    heard = ask(**asked)

    assert (heard.status, heard.wrong) == (422, wrong)


@pytest.mark.parametrize(
    "name", ["q", "limit", "cursor", "since", "sort", "kind", "status", "holder_name", "lat", "bbox"]
)
def test_no_parameter_leads_to_a_list(name: str) -> None:
    heard = ask(**{name: "1"})

    assert (heard.status, heard.wrong[f"/{name}"]) == (422, "unknown_parameter")


@pytest.mark.parametrize("typed", ["*", "%", "MAU", "MAU-0000", "' OR 1=1 --", "MAU-00006/CCHN", "_"])
def test_a_part_or_a_pattern_finds_nothing(typed: str) -> None:
    assert ask(number=typed).status == 404
    assert ask(name=typed, birth_year=1990).status == 404


def test_a_person_with_very_many_is_not_read_out_whole() -> None:
    published(PRACTISING_CERTIFICATES, kept([certificate(f"A-{place}") for place in range(30)]))

    assert len(ask(name="Trần Thị Hoà", birth_year=1980).json["items"]) == 20


def test_nothing_of_a_birth_or_of_our_own_keys_leaves_the_house() -> None:
    published(PRACTISING_CERTIFICATES, kept([certificate()]))

    heard = ask(name="Trần Thị Hoà", birth_year=1980)

    assert heard.status == 200
    for inner in ("1980", "birth", "_key", "cc-cu-1", "a-1", private_rows.hashed("number:a1")):
        assert inner not in heard.text


@pytest.mark.parametrize(
    ("row", "day", "validity"),
    [
        ({}, "2024-01-09", "not_yet_valid"),
        ({}, "2024-01-10", "valid"),
        ({}, "2029-01-10", "valid"),
        ({}, "2029-01-11", "expired"),
        ({"status": "suspended", "status_since": "2025-01-01"}, "2026-01-01", "suspended"),
        ({"status": "suspended", "status_since": "2025-01-01"}, "2029-01-11", "expired"),
        ({"status": "revoked", "status_since": "2025-01-01"}, "2024-06-01", "revoked"),
        ({"status": "revoked", "status_since": "2025-01-01"}, "2029-01-11", "revoked"),
    ],
)
def test_what_a_certificate_is_worth_is_reckoned_on_the_day_of_the_answer(
    row: dict[str, str], day: str, validity: str
) -> None:
    published(PRACTISING_CERTIFICATES, kept([certificate(**row)]))
    year, month, of_month = map(int, day.split("-"))

    # In the city the day begins seven hours before it does in Greenwich, and ends a minute after this one does.
    for moment in (
        datetime(year, month, of_month, 0, 0, tzinfo=UTC),
        datetime(year, month, of_month, 16, 59, tzinfo=UTC),
    ):
        with time_machine.travel(moment, tick=False):
            assert ask(number="A-1").json["items"][0]["validity"] == validity


def test_nobody_keeps_an_answer() -> None:
    heard = [ask(number=NUMBER), ask(number="none"), ask()]

    assert [each.status for each in heard] == [200, 404, 422]
    assert {each.headers["cache-control"] for each in heard} == {"no-store"}
    assert not any("etag" in each.headers for each in heard)


def test_the_private_file_lies_on_no_public_shelf(aws: Cloud, public: PublicFiles) -> None:
    buckets = {each["Name"]: aws.client("s3") for each in aws.client("s3").list_buckets()["Buckets"]}
    keys = {
        (name, entry["Key"])
        for name, s3 in buckets.items()
        for entry in s3.list_objects_v2(Bucket=name).get("Contents", [])
        if "certificates" in entry["Key"]
    }

    assert keys
    assert {(name.split("-")[2], key.split("/")[0]) for name, key in keys} == {("datasets", "private")}
    assert public.get(f"{BASE}/datasets/practising_certificates/current.json", 1000).status == 403
    assert Phone().get(CERTIFICATES, number=NUMBER).status == 200
    assert [url for url in public.fetched if "certificates" in url and "current.json" not in url] == []


def test_before_anything_is_published_the_city_says_so(aws: Cloud) -> None:
    from chalicelib.published import current
    from tests.cloud import empty

    empty(aws)
    current.forget()

    heard = ask(number=NUMBER)

    assert (heard.status, heard.json["code"]) == (503, "dataset_not_available")
