"""docs/offline.md is true: its app keeps the schools, searches them without a network, and learns of news."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from chalicelib.education.dataset import SCHOOLS
from chalicelib.published.nearness import Point, metres
from chalicelib.shared import files, plain_http
from tests.cloud import Cloud
from tests.loopback import loopback
from tests.phones import Phone
from tests.published import sample_rows
from tests.publishing import published

PAGE = Path(__file__).parents[2] / "docs" / "offline.md"
# What functions fetch published files with, before tests put something else in its place.
GET, DOWNLOAD = plain_http.get, plain_http.download
FAMOUS = "thpt-chuyen-le-hong-phong"

type App = dict[str, Any]


def steps() -> list[str]:
    """Return the page's pieces of code in their order."""
    return re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def run(app: App, *numbers: int) -> None:
    """Run steps of the page, the first one being 1, as one app."""
    for number in numbers:
        exec(compile(steps()[number - 1], f"docs/offline.md, step {number}", "exec"), app)


def served(path: str) -> bytes | None:
    """Answer as the city does: its API, and the public bucket behind it."""
    asked = urlsplit(path)
    if asked.path.startswith("/v1/"):
        return Phone().get(asked.path, **dict(parse_qsl(asked.query))).text.encode()
    return files.read("public", asked.path.removeprefix("/"))


@pytest.fixture
def app(aws: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """An app in a folder of its own, on a network with a city that has published its schools."""
    published(SCHOOLS, rows())
    monkeypatch.chdir(tmp_path)
    with loopback(served) as city:
        monkeypatch.setenv("PUBLIC_URL", city.url)
        monkeypatch.setattr(plain_http, "get", GET)
        monkeypatch.setattr(plain_http, "download", DOWNLOAD)
        running: App = {"BASE": city.url}
        yield running
        if "database" in running:
            running["database"].close()


def rows() -> list[dict[str, Any]]:
    return [{**row, "former_ids": [f"old-{row['school_id']}"]} for row in sample_rows("schools")]


def names(records: list[dict[str, Any]]) -> set[str]:
    return {record["name_vi"] for record in records}


@pytest.fixture
def offline(app: App) -> App:
    """The app after its download."""
    run(app, 1, 2, 3)
    return app


def test_a_file_with_another_hash_is_not_taken(app: App) -> None:
    run(app, 1, 2)
    before = Path("schools.sqlite").read_bytes()

    with pytest.raises(OSError, match="not the file that was announced"):
        app["download"]({**app["offered"], "sha256": "0" * 64})

    assert Path("schools.sqlite").read_bytes() == before


def test_every_record_is_read_as_it_was_published(offline: App) -> None:
    run(offline, 4)
    stored = offline["database"].execute("SELECT key, names, stored FROM records")

    read = {record["school_id"]: record for record in (offline["record"](*each) for each in stored)}

    assert read == {row["school_id"]: row for row in rows()}


def test_a_record_is_found_by_its_id_and_by_a_former_one(offline: App) -> None:
    run(offline, 4, 5)

    assert offline["school"]["name_vi"] == "Trường THPT chuyên Lê Hồng Phong"
    assert offline["find"](f"old-{FAMOUS}") == offline["school"]
    assert offline["find"]("nobody") is None


@pytest.mark.parametrize("typed", ["thpt lê hồng ph", "LE HONG PHONG", "chuyên lê hồng phong", "hong phong trung hoc"])
def test_words_find_a_school_without_marks_and_half_typed(offline: App, typed: str) -> None:
    run(offline, 4, 5, 6)

    assert "Trường THPT chuyên Lê Hồng Phong" in names(offline["schools"])
    assert "Trường THPT chuyên Lê Hồng Phong" in names(offline["records_of"](offline["by_words"](typed)))
    assert offline["records_of"](offline["by_words"]("xyzxyz")) == []


def test_ward_and_level_are_filters(offline: App) -> None:
    run(offline, 4, 5, 6, 7)

    ward = offline["ward"]
    assert names(offline["here"]) == names(
        [row for row in rows() if row["ward_code"] == ward and "thpt" in row["levels"]]
    )
    assert offline["here"]


def test_what_lies_near_comes_first(offline: App) -> None:
    run(offline, 4, 5, 6, 7, 8)
    here = Point(offline["school"]["lat"], offline["school"]["lon"])

    expected = {row["name_vi"] for row in rows() if metres(here, Point(row["lat"], row["lon"])) <= 1500}
    assert names(offline["nearest"]) == expected
    assert offline["nearest"][0] == offline["school"]


def test_news_is_taken_and_tells_what_changed(offline: App) -> None:
    run(offline, 4, 5, 6, 7, 8, 9, 10)
    held = offline["file"].read_bytes()
    renamed = [{**row, "name_vi": "Trường Mới"} if row["school_id"] == FAMOUS else row for row in rows()]
    published(SCHOOLS, renamed)

    run(offline, 10)
    offline["database"].close()
    run(offline, 3, 4, 9)

    assert offline["changes"] and offline["file"].read_bytes() != held
    version, _, what, fields = offline["changes"][0]
    assert (version, what) == (offline["meta"]["version"], "changed")
    assert {"field": "name_vi", "from": "Trường THPT chuyên Lê Hồng Phong", "to": "Trường Mới"} in fields
    assert offline["pointer"]["version"] == version


def test_an_app_with_its_own_database_is_told_what_changed_since(app: App) -> None:
    run(app, 1)
    gone, *kept = rows()
    published(SCHOOLS, [{**row, "name_vi": "Trường Mới"} if row["school_id"] == FAMOUS else row for row in kept])

    run(app, 11)

    assert [row["name"] for row in app["rows"]] == ["Trường Mới"]
    assert app["removed"] == [gone["school_id"]]
    assert app["version"] != app["offered"]["version"]
    assert app["news"](app["version"]) == ([], [], app["version"])
