"""A fresh city publishes the samples of its pack, and never in the place of what somebody has published."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from chalicelib.education.dataset import SCHOOLS
from infra.samples import BadSample, publish_samples
from tests.cloud import Cloud
from tests.publishing import bucket, published

PACK = Path(__file__).parents[2] / "infra" / "city" / "hcmc"
KINDS = {path.stem for path in (PACK / "datasets").glob("*.csv")}


@pytest.fixture
def pack(tmp_path: Path, aws: Cloud) -> Path:
    """A pack with two of the samples, which a test may change."""
    folder = tmp_path / "datasets"
    folder.mkdir()
    for kind in ("schools", "cameras"):
        for ending in ("csv", "json"):
            shutil.copy(PACK / "datasets" / f"{kind}.{ending}", folder)
    return tmp_path


def pointer(aws: Cloud, kind: str = "schools") -> dict[str, Any]:
    found = aws.client("s3").get_object(Bucket=bucket("public"), Key=f"datasets/{kind}/current.json")
    told: dict[str, Any] = json.loads(found["Body"].read())
    return told


def take_out_last_row(file: Path) -> None:
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-1]), "utf-8")


def test_every_sample_of_the_pack_is_published_whole(aws: Cloud) -> None:
    done = publish_samples(PACK)

    assert done == dict.fromkeys(KINDS, "published")
    assert pointer(aws)["rows"] == len((PACK / "datasets" / "schools.csv").read_text("utf-8").splitlines()) - 1
    assert pointer(aws)["as_of"] == "2025-07-01"


def test_done_again_nothing_changes(pack: Path, aws: Cloud) -> None:
    publish_samples(pack)
    before = pointer(aws)

    assert publish_samples(pack) == {"schools": "there", "cameras": "there"}
    assert pointer(aws) == before


def test_another_sample_takes_the_place_of_the_one_before_and_tells_what_changed(pack: Path, aws: Cloud) -> None:
    publish_samples(pack)
    first = pointer(aws)
    take_out_last_row(pack / "datasets" / "schools.csv")

    assert publish_samples(pack) == {"schools": "published", "cameras": "there"}
    assert (pointer(aws)["previous"], pointer(aws)["rows"]) == (first["version"], first["rows"] - 1)


def test_what_somebody_has_published_is_left_alone(pack: Path, aws: Cloud) -> None:
    told = published(SCHOOLS, [{"school_id": "a", "name_vi": "Trường An"}])

    assert publish_samples(pack) == {"schools": "left alone", "cameras": "published"}
    assert pointer(aws) == told


def test_a_sample_that_no_file_might_be_is_refused(pack: Path) -> None:
    file = pack / "datasets" / "schools.csv"
    file.write_text(file.read_text("utf-8").replace("public", "publik"), "utf-8")

    with pytest.raises(BadSample, match=r"schools\.csv: refused.*not_a_code"):
        publish_samples(pack)
