"""What the commands say when something is in the way."""

import errno
import socket
from pathlib import Path

import pytest

from infra.local import run
from infra.local.deployment import fingerprint
from infra.local.place import NEEDED_MB, Place, write_whole
from infra.local.ports import listen, listen_near
from infra.local.talk import Trouble, disk_sentence
from infra.local.token import Somebody, choose

AN, BINH = Somebody("an", (), None), Somebody("binh", (), None)
OANH, PHUC = Somebody("operator", ("operator",), "1022"), Somebody("operator-2", ("operator",), "1022")
HA = Somebody("sawaco.handler", ("handler",), "sawaco")
EVERYBODY = [AN, BINH, OANH, PHUC, HA]


@pytest.mark.parametrize(
    ("role", "name", "chosen"),
    [
        ("citizen", "", AN),
        ("citizen", "binh", BINH),
        ("citizen", "2", BINH),
        ("operator", "", OANH),
        ("operator", "2", PHUC),
        ("operator", "operator-2", PHUC),
        ("operator", "1022", OANH),
        ("handler", "sawaco", HA),
        ("handler", "sawaco.handler", HA),
    ],
)
def test_people_are_found_by_key_body_or_number(role: str, name: str, chosen: Somebody) -> None:
    assert choose(EVERYBODY, role, name, "1022") == chosen


@pytest.mark.parametrize(
    ("role", "name", "hint"),
    [
        ("mayor", "", "AS=citizen|operator"),
        ("", "", "AS=citizen|operator"),
        ("citizen", "nobody", "an, binh"),
        ("citizen", "operator", "an, binh"),
        ("operator", "sawaco", "operator, operator-2"),
        ("operator", "3", "operator, operator-2"),
        ("handler", "", "sawaco"),
    ],
)
def test_an_unknown_person_gets_the_choices(role: str, name: str, hint: str) -> None:
    with pytest.raises(Trouble, match=hint.replace("|", r"\|")):
        choose(EVERYBODY, role, name, "1022")


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(Trouble, match=f"Port {port}.*in use.*Choose another"):
            listen(port, "the city", "Choose another: CITY_PORT=9080 make run")
        with listen_near(port, "the city") as other:
            assert other.getsockname()[0] == "127.0.0.1"
            assert other.getsockname()[1] != port


@pytest.mark.parametrize("given", ["99999", "http", "-1", "80.5"])
def test_a_port_that_is_none_gets_a_sentence(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("CITY_PORT", given)

    with pytest.raises(Trouble, match="CITY_PORT"):
        run._port()


@pytest.mark.parametrize("given", ["0", "-5", "1.5", "1000000", "a day"])
def test_a_day_of_no_length_gets_a_sentence(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("CITY_DAY_SECONDS", given)

    with pytest.raises(Trouble, match="CITY_DAY_SECONDS"):
        run._day_seconds()


def test_another_length_of_a_day_is_another_deployment() -> None:
    card = {
        "base_url": "http://127.0.0.1:8080", "endpoint_url": "http://127.0.0.1:8081",
        "vneid_url": "http://127.0.0.1:8082",
    }  # fmt: skip

    assert fingerprint(card) == fingerprint({**card, "day_seconds": ""})
    assert fingerprint(card) != fingerprint({**card, "day_seconds": "20"})


def test_a_full_disk_gets_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.local.place.NEEDED_MB", 10**12)

    with pytest.raises(Trouble, match="MB free and the city needs"):
        Place(tmp_path).check_room()
    assert disk_sentence(OSError(errno.ENOSPC, ""), tmp_path) == (
        f"The disk that holds {tmp_path} is full. Free some space there and run the command again."
    )
    assert disk_sentence(OSError(errno.ENOENT, ""), tmp_path) is None
    assert NEEDED_MB > 0


def test_a_file_is_replaced_whole_and_kept_private(tmp_path: Path) -> None:
    path = tmp_path / "state" / "city.json"

    write_whole(path, "một")
    write_whole(path, "hai")

    assert path.read_text("utf-8") == "hai"
    assert path.stat().st_mode & 0o077 == 0
    assert list(path.parent.iterdir()) == [path]


def test_a_citys_folder_is_closed_to_others_even_one_that_stood_open(tmp_path: Path) -> None:
    (tmp_path / "city").mkdir(mode=0o755)
    place = Place(tmp_path / "city")

    place.make()

    assert [oct(path.stat().st_mode & 0o777) for path in (place.folder, place.logs, place.scratch)] == ["0o700"] * 3


@pytest.mark.parametrize("text", ["", "{half", "[]", "null"])
def test_a_card_that_cannot_be_read_is_no_card(tmp_path: Path, text: str) -> None:
    (tmp_path / "city.json").write_text(text)

    assert Place(tmp_path).read() == {}
