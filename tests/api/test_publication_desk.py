"""The editors' desk: a file sent, its report read, versions compared, one taken back, and who did it."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
import time_machine

from tests.cloud import Cloud
from tests.editors import DESK, an_editor, choose, sent
from tests.phones import Phone
from tests.publishing import BENCHES, SECRETS, Publishing, benches, declared

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def city(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publishing]:
    """A city with benches and secrets to publish."""
    with declared(monkeypatch, BENCHES, SECRETS):
        yield Publishing(aws)


@pytest.fixture
def editor(aws: Cloud) -> Phone:
    """An editor at her desk."""
    return an_editor()


def test_an_editor_sends_a_file_and_sees_it_published_with_what_she_said_of_it(city: Publishing, editor: Phone) -> None:
    shown = sent(editor, city, benches("Ghế Tao Đàn"), as_of="2026-10-31", source="Công ty Cây xanh")

    assert (shown["status"], shown["door"], shown["reason"]) == ("published", "desk", None)
    assert shown["by"] == {"citizen_id": editor.citizen_id, "body_id": "tong-dai-1022"}
    assert (shown["report"]["verdict"], shown["report"]["accepted"]) == ("clean", 1)
    told = city.pointer()
    assert (told["version"], told["as_of"], told["source"]) == (shown["version"], "2026-10-31", "Công ty Cây xanh")
    kind = editor.get(f"{DESK}/benches").json
    assert (kind["active"]["version"], kind["activated_by"]) == (shown["version"], shown["by"])


def test_a_form_serves_for_one_file_of_one_kind(city: Publishing, editor: Phone) -> None:
    heard = editor.post(f"{DESK}/benches/imports", {"file_name": "ghế đá.csv"})

    ticket = heard.json
    assert heard.status == 201
    assert heard.headers["location"] == f"{DESK}/benches/imports/{ticket['import_id']}"
    assert ticket["upload"]["fields"]["key"] == f"incoming/benches/{ticket['import_id']}/ghế đá.csv"
    assert os.environ["BUCKET_DATASETS"] in ticket["upload"]["url"]


@pytest.mark.parametrize("name", ["ghế.report.csv", ".report.json"])
def test_a_file_that_is_called_like_a_report_is_refused_before_it_is_sent(
    city: Publishing, editor: Phone, name: str
) -> None:
    heard = editor.post(f"{DESK}/benches/imports", {"file_name": name})

    assert heard.status == 422
    assert [(each["pointer"], each["code"]) for each in heard.json["errors"]] == [("/file_name", "wrong_format")]
    assert editor.get(f"{DESK}/benches/imports").json["items"] == []


def test_a_form_that_is_used_twice_makes_an_import_of_its_own_of_the_second_file(
    city: Publishing, editor: Phone
) -> None:
    ticket = editor.post(f"{DESK}/benches/imports", {"file_name": "a.csv"}).json
    key = ticket["upload"]["fields"]["key"]

    for name in ("Một", "Hai"):
        told = city.drop(key, benches(name))
        assert city.tell(told) and city.tell(told)
        city.run()

    assert sorted((each["door"], each["status"]) for each in city.imports()) == [
        ("bucket", "published"), ("desk", "published"),
    ]  # fmt: skip
    assert [row["name"] for row in city.rows()] == ["Hai"]


def test_a_report_speaks_the_language_of_whoever_reads_it(city: Publishing, editor: Phone) -> None:
    shown = sent(editor, city, "bench_id,name,lat,lon\nghe-1,Ghế,48.1,11.5\n")
    path = f"{DESK}/benches/imports/{shown['import_id']}"

    english, vietnamese = (editor.get(path, headers=each).json for each in (ENGLISH, {"Accept-Language": "vi"}))

    first = english["report"]["findings"][0]
    assert (english["status"], english["reason"]["code"], first["severity"]) == ("refused", "rows_refused", "error")
    assert english["reason"]["message"] == "The file has errors; the report names them row by row."
    assert first["message"] != vietnamese["report"]["findings"][0]["message"]
    assert f"{path.rsplit('/', 1)[-1]}/gh" in shown["report"]["csv_url"]


def test_imports_are_listed_newest_first_page_by_page(city: Publishing, editor: Phone) -> None:
    ids = [sent(editor, city, benches(f"Ghế {place}"))["import_id"] for place in range(3)]

    first = editor.get(f"{DESK}/benches/imports", limit=2).json
    rest = editor.get(f"{DESK}/benches/imports", limit=2, cursor=first["next_cursor"]).json

    assert [each["import_id"] for each in [*first["items"], *rest["items"]]] == ids[::-1]
    assert rest["next_cursor"] is None
    assert editor.get(f"{DESK}/secrets/imports", cursor=first["next_cursor"]).status == 410


def test_a_form_that_nobody_used_says_so_once_it_has_expired(city: Publishing, editor: Phone) -> None:
    path = editor.post(f"{DESK}/benches/imports", {"file_name": "a.csv"}).headers["location"]
    waiting = editor.get(path).json

    with time_machine.travel(datetime.now(UTC) + timedelta(hours=2)):
        expired = an_editor().get(path).json

    assert (waiting["status"], waiting["reason"], expired["reason"]["code"]) == ("waiting", None, "no_file")


def test_a_version_is_taken_back_and_forward_again_and_it_shows_who_did_it(city: Publishing, editor: Phone) -> None:
    one, two = (sent(editor, city, benches(name))["version"] for name in ("Một", "Hai"))
    colleague = Phone.of_staff("admin")

    back = choose(colleague, one, sequence=2)
    active = {each["version"]: each["active"] for each in back.json["items"]}
    by = editor.get(f"{DESK}/benches").json["activated_by"]
    forward = choose(editor, two)

    assert (back.status, active) == (200, {two: False, one: True})
    assert by == {"citizen_id": colleague.citizen_id, "body_id": "tong-dai-1022"}
    assert (forward.json["sequence"], city.pointer()["version"]) == (4, two)
    assert choose(editor, one, sequence=2).json["sequence"] == 4
    assert (choose(editor, one, sequence=2).json["code"], city.pointer()["version"]) == ("dataset_changed", two)


def test_an_import_that_began_before_a_roll_back_does_not_undo_it(city: Publishing, editor: Phone) -> None:
    one, _two = (sent(editor, city, benches(name))["version"] for name in ("Một", "Hai"))
    assert city.tell(city.drop("incoming/benches/b.csv", benches("Ba")))
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=2)):
        choose(editor, one)

        city.run()

    assert city.pointer()["version"] == one
    assert {each["status"] for each in city.imports()} == {"published", "superseded"}


def test_two_versions_are_compared_row_by_row(city: Publishing, editor: Phone) -> None:
    one = sent(editor, city, benches("Tao Đàn", "30/4", "Lê Văn Tám"))["version"]
    two = sent(editor, city, "bench_id,name\nghe-1,Tao Đàn\nghe-2,Ba mươi tháng Tư\nghe-4,Gia Định\n")["version"]

    found = editor.get(f"{DESK}/benches/comparison").json

    assert (found["older"], found["newer"]) == (one, two)
    assert (found["added"], found["removed"], found["changed"]) == (1, 1, 1)
    assert found["differences"] == [
        {"key": "ghe-2", "what": "changed", "fields": [{"field": "name", "from": "30/4", "to": "Ba mươi tháng Tư"}]},
        {"key": "ghe-3", "what": "removed", "fields": []},
        {"key": "ghe-4", "what": "added", "fields": []},
    ]
    swapped = editor.get(f"{DESK}/benches/comparison", **{"from": two, "to": one}).json
    assert (swapped["added"], swapped["removed"], swapped["changed"]) == (1, 1, 1)


def test_what_is_not_there_is_named(city: Publishing, editor: Phone) -> None:
    nothing = "20200101T000000Z-00000000"

    assert editor.get(f"{DESK}/thrones").json["code"] == "dataset_not_found"
    assert editor.get(f"{DESK}/benches/comparison").json["code"] == "dataset_not_published"
    assert choose(editor, nothing).json["code"] == "dataset_not_published"
    assert editor.get(f"{DESK}/benches/imports/import_1").json["code"] == "import_not_found"
    assert editor.get(f"{DESK}/benches/versions").json == {"kind": "benches", "sequence": 0, "items": []}
    sent(editor, city, benches("Một"))
    assert choose(editor, nothing).json["code"] == "dataset_version_not_found"
    assert editor.get(f"{DESK}/benches/comparison").wrong == {"/from": "missing"}


def test_a_failed_import_runs_again_at_the_desk_and_no_other_does(city: Publishing, editor: Phone) -> None:
    with patch("chalicelib.platform.publication.making.build", side_effect=RuntimeError):
        failed = sent(editor, city, benches("Một"))
    path = f"{DESK}/benches/imports/{failed['import_id']}"

    heard = editor.post(f"{path}/run", None)
    city.run()

    assert (failed["status"], failed["reason"]["code"]) == ("failed", "build_failed")
    assert (heard.status, editor.get(path).json["status"], editor.get(path).json["run"]) == (202, "published", 2)
    assert editor.post(f"{path}/run", None).json["code"] == "import_not_failed"


@pytest.mark.parametrize("role", ["operator", "handler", "supervisor", "approver"])
def test_only_editors_and_admins_come_to_this_desk(city: Publishing, role: str) -> None:
    stranger = Phone.of_staff(role)

    assert stranger.get(DESK).status == 403
    assert choose(stranger, "20200101T000000Z-00000000").status == 403
    assert Phone.of_citizen("an").get(DESK).status == 403


def test_every_act_of_an_editor_is_written_down(aws: Cloud, city: Publishing, editor: Phone) -> None:
    one = sent(editor, city, benches("Một"))
    choose(editor, one["version"])

    rows = [(row["action"]["S"], row["about"]["S"], row["actor"]["S"], json.loads(row["seen"]["S"]))
            for row in aws.items("audit")]  # fmt: skip
    assert sorted(rows) == [
        ("dataset_activation", "dataset:benches", editor.citizen_id, [one["version"]]),
        ("dataset_import", "dataset:benches", editor.citizen_id, [one["import_id"]]),
    ]


def test_a_private_kind_is_at_the_desk_and_not_in_the_open_catalogue(city: Publishing, editor: Phone) -> None:
    shown = sent(editor, city, "secret_id\nbi-mat-1\n", "secrets")

    assert shown["status"] == "published"
    kinds = {each["kind"]: each["public"] for each in editor.get(DESK).json["items"]}
    assert kinds == {"benches": True, "secrets": False}
    assert "secrets" not in Phone().get("/v1/datasets").text
