"""The demo tells only what it saw, and says loudly what did not happen."""

from pathlib import Path
from typing import Any

import pytest

from infra.local.demo import day
from infra.local.demo.__main__ import main
from infra.local.demo.narrator import Missed, Narrator
from infra.local.demo.people import Person
from infra.local.demo.pictures import MAKER, OWNER, lamp


@pytest.fixture
def tell() -> Narrator:
    return Narrator(coloured=False)


def test_a_fact_is_told_when_it_holds(tell: Narrator, capsys: pytest.CaptureFixture[str]) -> None:
    tell.expect(True, "the lamp is alight")

    assert "✓ the lamp is alight" in capsys.readouterr().out
    assert tell.seen == 1


def test_what_does_not_hold_is_told_by_nobody(tell: Narrator, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Missed, match="the lamp is alight"):
        tell.expect(False, "the lamp is alight")

    assert capsys.readouterr().out == ""
    assert tell.seen == 0


def test_what_never_comes_ends_the_day(tell: Narrator) -> None:
    with pytest.raises(Missed, match=r"the lamp is alight \(waited 0 s\)"):
        tell.soon(lambda: None, "the lamp is alight", patience=0.0)


def test_what_comes_late_is_waited_for(tell: Narrator) -> None:
    looks = iter([None, "alight"])

    assert tell.soon(lambda: next(looks), "the lamp is alight") == "alight"


def test_colours_are_for_people_alone(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLICOLOR_FORCE", "1")
    Narrator.of_this_terminal().hour("06:40", "An")
    monkeypatch.setenv("NO_COLOR", "1")
    Narrator.of_this_terminal().hour("06:40", "An")

    assert capsys.readouterr().out == "\n\033[1;36m06:40  An\033[0m\n\n06:40  An\n"


def test_no_day_begins_without_a_city(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CITY_STATE", str(tmp_path))

    assert main() == 1
    assert "make run" in capsys.readouterr().err


def test_a_city_that_refuses_ends_the_day(tell: Narrator, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: Any) -> tuple[int, bytes]:
        return 503, b'{"code":"unavailable"}'

    monkeypatch.setattr("infra.local.demo.people.fetched", refuses)
    an = Person("An", "http://127.0.0.1:9", "token")

    with pytest.raises(Missed, match="GET /v1/feedback/categories for An: 503"):
        an.asks("/v1/feedback/categories")


def test_the_picture_carries_what_the_city_has_to_take_out() -> None:
    picture = lamp(mended=False)

    assert picture.startswith(b"\xff\xd8\xff")
    assert MAKER in picture
    assert OWNER in picture
    assert b"Exif" in picture


def test_a_day_has_scenes_from_the_first_look_to_the_last_message() -> None:
    assert [scene.__name__ for scene in day.SCENES] == [
        "morning", "forwarded", "neighbours", "at_work", "verdict", "at_the_desk", "evening", "night",
    ]  # fmt: skip
