"""What is sent to phones on this machine is kept, and told in a way that people read."""

import json
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from chalicelib.shared import push_payload
from chalicelib.shared.push_payload import Notice
from infra.local import outbox as module
from infra.local.outbox import Outbox, readable, sent_to_endpoint, sent_to_number
from infra.local.place import PROJECT

NOTICE = Notice("message_1", "Đã có kết quả", "Đã thay bóng đèn.", "congdanso://reports/HCM-1", "report:HCM-1")
DEVICE = "device_0123456789abcdef0123456789abcdef"


def sent(kind: str = "APNS") -> dict[str, Any]:
    payload = push_payload.fcm(NOTICE) if kind == "GCM" else push_payload.apns(NOTICE)
    endpoint = f"arn:aws:sns:ap-southeast-1:000000000000:endpoint/{kind}/city-local-x/1"
    return sent_to_endpoint(endpoint, DEVICE, {"default": "x", kind: payload})


@pytest.mark.parametrize(("kind", "platform"), [("APNS", "ios"), ("APNS_SANDBOX", "ios"), ("GCM", "android")])
def test_a_push_is_read_as_its_phone_would(kind: str, platform: str) -> None:
    found = sent(kind)

    assert (found["channel"], found["platform"], found["device_id"]) == ("push", platform, DEVICE)
    assert (found["title"], found["body"]) == ("Đã có kết quả", "Đã thay bóng đèn.")
    assert (found["link"], found["message_id"]) == ("congdanso://reports/HCM-1", "message_1")


def test_people_read_when_to_which_phone_and_what_it_shows() -> None:
    first, *rest = readable(json.dumps(sent("GCM") | {"at": "2026-11-23T02:03:04.000Z"})).splitlines()

    assert first.split()[2:] == ["android", "01234567"]
    assert rest == ["    Đã có kết quả", "    Đã thay bóng đèn.", "    congdanso://reports/HCM-1"]


def test_people_read_a_text_message_with_its_number() -> None:
    first, text = readable(json.dumps(sent_to_number("+84900000000", "Mã của bạn"))).splitlines()

    assert first.split()[2:] == ["sms", "+84900000000"]
    assert text == "    Mã của bạn"


def test_what_was_sent_is_kept_in_order_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "outbox.jsonl"
    for number in range(3):
        Outbox(path).add({"at": "x", "number": number})

    assert [json.loads(line)["number"] for line in Outbox(path).lines()] == [0, 1, 2]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_full_outbox_is_put_aside_once(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.jsonl", largest=100)
    for number in range(20):
        outbox.add({"number": number})

    told = [json.loads(line)["number"] for line in outbox.lines()]
    assert told == list(range(told[0], 20))
    assert len(told) > 5
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 200


def test_half_a_line_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "outbox.jsonl"
    Outbox(path).add({"number": 1})
    with path.open("a") as file:
        file.write('{"numb')

    assert len(list(Outbox(path).lines())) == 1


def test_whoever_follows_misses_nothing_when_the_file_is_put_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_POLL_SECONDS", 0)
    outbox = Outbox(tmp_path / "outbox.jsonl", largest=100)
    outbox.add({"number": 0})
    following = outbox.lines_for_ever()
    told = list(islice(following, 1))

    for number in range(1, 30):
        outbox.add({"number": number})
        told += islice(following, 1)

    assert [json.loads(line)["number"] for line in told] == list(range(30))


def ask(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "infra.local.outbox"], cwd=PROJECT, capture_output=True, text=True, check=False,
        env={**os.environ, "CITY_STATE": str(folder), **environment}, timeout=30,
    )  # fmt: skip


def test_while_no_city_is_up_nothing_is_told(tmp_path: Path) -> None:
    Outbox(tmp_path / "outbox.jsonl").add(sent())

    asked = ask(tmp_path)

    assert (asked.returncode, asked.stdout) == (1, "")


def test_the_outbox_of_a_running_city_is_told_raw_when_asked(tmp_path: Path) -> None:
    (tmp_path / "city.json").write_text('{"state": "up"}')
    Outbox(tmp_path / "outbox.jsonl").add(sent())

    raw, plain, unknown = ask(tmp_path, FORMAT="json"), ask(tmp_path), ask(tmp_path, FORMAT="yaml")

    assert json.loads(raw.stdout)["payload"]["aps"]["alert"]["title"] == "Đã có kết quả"
    assert "    Đã có kết quả\n" in plain.stdout
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "FORMAT=json" in unknown.stderr
