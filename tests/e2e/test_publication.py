"""Published data in the running city: through the bucket, by the command, at the desk; private kinds for nobody."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from infra.local.place import PROJECT

if TYPE_CHECKING:
    from tests.e2e.conftest import Answer, RunningCity

CAMERAS = "camera_id,name_vi,lat,lon\n"
BRIDGE = "cau-1,Cầu Thị Nghè chiều vào,10.7885,106.7060\n"


def until[T](look: Callable[[], T], good: Callable[[T], bool], seconds: float = 60) -> T:
    """Look until it is good; return what was seen last."""
    deadline = time.monotonic() + seconds
    while not good(found := look()) and time.monotonic() < deadline:
        time.sleep(0.3)
    return found


def desk(city: "RunningCity", path: str, body: Any = None) -> "Answer":
    return city.ask("GET" if body is None else "POST", f"/desk/v1/datasets{path}", body, city.token("editor"))


def offered(city: "RunningCity", kind: str) -> dict[str, Any]:
    [found] = [each for each in city.ask("GET", "/v1/datasets").json["items"] if each["kind"] == kind]
    return dict(found)


def command(city: "RunningCity", kind: str, file: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CITY_STATE": str(city.place.folder), "KIND": kind, "FILE": str(file)}
    return subprocess.run(
        [sys.executable, "-m", "infra.local.importing"], cwd=PROJECT, env=environment, capture_output=True, text=True,
        check=False, timeout=240,
    )  # fmt: skip


def test_a_file_dropped_into_the_bucket_is_published_with_its_report_beside_it(city: "RunningCity") -> None:
    s3, bucket, key = city.client("s3"), city.outputs["BucketDatasets"], "incoming/cameras/cầu mới.csv"
    before = offered(city, "cameras")

    s3.put_object(Bucket=bucket, Key=key, Body=(CAMERAS + BRIDGE).encode("utf-8-sig"))
    now = until(lambda: offered(city, "cameras"), lambda found: bool(found["version"] != before["version"]))

    report = json.loads(s3.get_object(Bucket=bucket, Key=f"{key}.report.json")["Body"].read())
    assert (now["rows"], now["previous"], now["source"]) == (1, before["version"], "cầu mới.csv")
    assert (report["verdict"], report["read"], report["accepted"]) == ("clean", 1, 1)


def test_a_refused_file_publishes_nothing_and_says_why(city: "RunningCity", tmp_path: Path) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text(CAMERAS + "cau-2,Cầu Sài Gòn,106.7260,10.7990\n", "utf-8")
    before = offered(city, "cameras")

    done = command(city, "cameras", file)

    assert done.returncode == 1, done.stdout + done.stderr
    assert "swapped_position" in done.stdout
    assert "Not published: refused" in done.stdout
    assert offered(city, "cameras") == before


def test_the_command_returns_when_the_city_answers_from_the_file_and_the_desk_takes_it_back(
    city: "RunningCity", tmp_path: Path
) -> None:
    file, name = tmp_path / "schools.csv", "Trường Tiểu học Thử Nghiệm Công Bố"
    file.write_text(f"school_id,name_vi,lat,lon\nthu-nghiem,{name},10.7757,106.7004\n", "utf-8")
    before = offered(city, "schools")

    done = command(city, "schools", file)
    found = city.ask("GET", f"/v1/education/schools?q={quote(name)}").json
    back = desk(city, "/schools/activation", {"version": before["version"]})
    again = until(
        lambda: city.ask("GET", "/v1/education/schools?limit=1").json,
        lambda page: bool(page["dataset"]["version"] == before["version"]),
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 rows read, 1 taken" in done.stdout
    assert [each["name"] for each in found["items"]] == [name]
    assert (back.status, again["total"]) == (200, before["rows"])


@pytest.mark.parametrize(("place", "refused"), [("public", 404), ("datasets", 403)])
def test_what_is_private_is_given_to_nobody(city: "RunningCity", place: str, refused: int) -> None:
    [kind] = [each for each in desk(city, "").json["items"] if each["kind"] == "practising_certificates"]
    bucket = city.outputs[f"Bucket{place.title()}"]
    folders = ["private/practising_certificates", "datasets/practising_certificates"]
    files = ["current.json", f"{kind['active']['version']}.sqlite"]

    asked = [f"{city.endpoint_url}/{bucket}/{folder}/{file}" for folder in folders for file in files]

    assert [anonymous(url) for url in asked] == [refused] * len(asked)
    assert "practising_certificates" not in json.dumps(city.ask("GET", "/v1/datasets").json)


def test_everybody_may_take_a_public_file_and_it_is_what_the_catalogue_says(city: "RunningCity") -> None:
    assert anonymous(offered(city, "schools")["url"]) == 200


def anonymous(url: str) -> int:
    """Return the status that somebody gets who has nothing but the address."""
    import urllib.error
    import urllib.request

    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code
