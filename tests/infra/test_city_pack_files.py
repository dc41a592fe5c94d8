"""A city pack whose files cannot be read, or not as they should be, is refused in plain words."""

import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from infra.city.schema import check_pack

ROOT = Path(__file__).parents[2]
HCMC = ROOT / "infra" / "city" / "hcmc"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HCMC, tmp_path / "city"))


def test_the_command_says_so_and_succeeds() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "infra.city.schema", str(HCMC)], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (said.stdout, said.returncode) == ("the pack is sound\n", 0)


def test_the_command_names_the_problems_and_fails(pack: Path) -> None:
    (pack / "hotlines.json").unlink()

    said = subprocess.run(
        [sys.executable, "-m", "infra.city.schema", str(pack)], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (said.stdout, said.returncode) == ("hotlines.json is missing.\n", 1)


@pytest.mark.parametrize("part", ["city", "categories", "people"])
def test_a_missing_file_is_named(pack: Path, part: str) -> None:
    (pack / f"{part}.json").unlink()

    assert f"{part}.json is missing." in check_pack(pack)


def test_a_file_that_is_no_json_is_named(pack: Path) -> None:
    (pack / "units.json").write_bytes(b'{"items": [')

    assert any(sentence.startswith("units.json is no JSON") for sentence in check_pack(pack))


def test_a_file_that_is_not_utf8_is_named(pack: Path) -> None:
    (pack / "units.json").write_bytes("Thành phố".encode("utf-16"))

    assert any(sentence.startswith("units.json is no JSON in UTF-8") for sentence in check_pack(pack))


def test_a_key_that_stands_twice_is_named(pack: Path) -> None:
    (pack / "hotlines.json").write_text('{"items": [], "items": []}', encoding="utf-8")

    assert "hotlines.json has the key items twice in one object." in check_pack(pack)


def test_a_policy_that_is_not_nfc_is_named(pack: Path) -> None:
    text = (pack / "policies" / "terms.vi.md").read_text(encoding="utf-8")
    (pack / "policies" / "terms.vi.md").write_text(unicodedata.normalize("NFD", text), encoding="utf-8")

    assert "policies/terms.vi.md line 1 holds text that is not NFC." in check_pack(pack)


def test_a_text_that_is_not_nfc_is_named(pack: Path) -> None:
    text = (pack / "city.json").read_text(encoding="utf-8")
    (pack / "city.json").write_text(unicodedata.normalize("NFD", text), encoding="utf-8")

    assert any(re.fullmatch(r"city\.json line \d+ holds text that is not NFC\.", found) for found in check_pack(pack))
