"""Practising certificates: what is kept of them, and that nobody finds one who does not know what she looks for."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib.construction.concealing import KEY, PERSON, number_key, person_key
from chalicelib.published.importing import check
from tests.imports import HCMC, Import, context, imported, keyed, kind, table

HEADER = ("certificate_id", "certificate_number", "kind", "field", "grade", "holder_name", "birth_year", "issuer",
          "issued_on", "expires_on", "status", "status_since")  # fmt: skip
SOUND = ("c-1", "MAU-00001/CCHN-XD", "construction", "survey", "ii", "Nguyễn Thị Mẫu Hoà", "1990", "Sở Xây dựng",
         "2023-02-10", "2028-02-10", "valid", "")  # fmt: skip


def certificates(*rows: tuple[str, ...]) -> Import:
    return imported("practising_certificates", table(HEADER, *rows))


def changed(**cells: str) -> tuple[str, ...]:
    return tuple({**dict(zip(HEADER, SOUND, strict=True)), **cells}.values())


def test_a_certificate_is_kept_without_what_would_find_its_holder() -> None:
    [row] = certificates(SOUND).rows

    assert row[KEY] == number_key("mau 00001 cchn-xđ", keyed)
    assert row[PERSON] == person_key("nguyen  thị mẫu HÒA", 1990, keyed)
    assert not {"birth_year", "certificate_id", "former_ids"} & row.keys()
    assert "1990" not in json.dumps(row)


def test_nobody_else_is_found_under_a_persons_key() -> None:
    keys = {person_key(*each, keyed) for each in (("An Bình", 1990), ("An Bình Minh", 1990), ("An Bình", 1991))}
    other = person_key("An Bình", 1990, lambda text: keyed("another secret" + text))

    assert len({*keys, other, number_key("An Bình:1990", keyed)}) == 5


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"certificate_number": ""}, "certificate_number", "missing"),
        ({"holder_name": ""}, "holder_name", "missing"),
        ({"birth_year": "90"}, "birth_year", "not_a_year"),
        ({"birth_year": "2010"}, "birth_year", "days_in_disorder"),
        ({"expires_on": "2023-02-10"}, "expires_on", "days_in_disorder"),
        ({"kind": "broker"}, "field", "not_for_this_kind"),
        ({"status": "revoked"}, "status_since", "missing"),
        ({"status_since": "2024-01-01"}, "status_since", "not_for_this_kind"),
        ({"status": "revoked", "status_since": "2020-01-01"}, "status_since", "days_in_disorder"),
    ],
)
def test_one_wrong_certificate_keeps_all_of_them_out(cells: dict[str, str], column: str, code: str) -> None:
    result = certificates(SOUND, changed(certificate_number="MAU-2", **cells) if "certificate_number" not in cells
                          else changed(**cells))  # fmt: skip

    assert (3, column, code) in result.found
    assert (result.checked.verdict, result.rows) == ("refused", [])


def test_a_number_written_in_another_way_is_the_same_number() -> None:
    assert (3, KEY, "duplicate_key") in certificates(SOUND, changed(certificate_number="mau-00001/cchn/XĐ")).found


def test_a_report_on_private_rows_repeats_nothing_of_them() -> None:
    result = certificates(changed(holder_name="A\x00Bí mật", status="bí mật", certificate_number="bí*mật"))

    assert {"control_character", "not_a_code", "not_an_official_number"} <= result.codes
    assert "mật" not in result.report_bytes.decode().casefold()
    assert {finding.value for finding in result.checked.findings} == {""}


def test_private_rows_are_not_checked_without_the_secret(tmp_path: Path) -> None:
    source = HCMC / "datasets" / "practising_certificates.csv"
    without = replace(context(), hash=None)

    with pytest.raises(ValueError, match="without the secret"):
        check(kind("practising_certificates"), source, tmp_path / "a", tmp_path / "b", without)
