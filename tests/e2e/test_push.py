"""What happens to a report is read on its sender's phone, in the phone's language, on the running city."""

import json
import os
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest

from infra.local.place import PROJECT
from tests.e2e.test_city import submit

if TYPE_CHECKING:
    from tests.e2e.conftest import RunningCity

DEVICES = "/v1/account/devices"
IPHONE, ANDROID = "5e" * 32, "fE2e-x9:APA91bH_someTokenThatGoogleGave"


def outbox(city: "RunningCity", **words: str) -> str:
    done = subprocess.run(
        ["make", "-s", "outbox", *(f"{name}={text}" for name, text in words.items())],
        cwd=PROJECT, capture_output=True, text=True, check=True, timeout=60,
        env={**os.environ, "CITY_STATE": str(city.place.folder)},
    )  # fmt: skip
    return done.stdout


def pushed_to(city: "RunningCity", device_id: str, about: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in outbox(city, FORMAT="json").splitlines()]
    return [each for each in found if each.get("device_id") == device_id and each["link"].endswith(about)]


def wait_for(found: Any, seconds: float = 150) -> Any:
    # A first try that is broken off on a busy machine comes again after the queue's visibility timeout.
    until = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < until
        time.sleep(0.3)
    return answer


def register(city: "RunningCity", token: str, platform: str, language: str) -> str:
    body = {"platform": platform, "token": token, "language": language}
    answer = city.ask("POST", DEVICES, body, city.token())
    assert answer.status == 201, answer.text
    return str(answer.json["device_id"])


@pytest.fixture
def phones(city: "RunningCity") -> dict[str, str]:
    """Two phones of the citizen: one speaks English, the other Vietnamese."""
    return {"en": register(city, IPHONE, "ios", "en"), "vi": register(city, ANDROID, "android", "vi")}


def test_a_report_is_told_on_every_phone_in_its_language(city: "RunningCity", phones: dict[str, str]) -> None:
    report_id = submit(city)["report_id"]

    for language, title in (("en", "Report received"), ("vi", "Đã tiếp nhận phản ánh")):
        device_id = phones[language]
        push, *_ = wait_for(lambda of=device_id: pushed_to(city, of, report_id))
        assert (push["title"], push["link"]) == (title, f"congdanso://reports/{report_id}")
        assert report_id in push["body"]
        assert push["platform"] == {"en": "ios", "vi": "android"}[language]
    told = outbox(city)
    assert "    Report received\n" in told
    assert phones["en"].removeprefix("device_")[:8] in told
    assert IPHONE not in told


def test_a_phone_that_is_removed_is_told_nothing_more(city: "RunningCity", phones: dict[str, str]) -> None:
    gone = city.ask("DELETE", f"{DEVICES}/{phones['vi']}", token=city.token())
    listed = city.ask("GET", DEVICES, token=city.token()).json["items"]

    report_id = submit(city)["report_id"]
    wait_for(lambda: pushed_to(city, phones["en"], report_id))

    assert gone.status == 204
    assert phones["vi"] not in {device["device_id"] for device in listed}
    assert pushed_to(city, phones["vi"], report_id) == []


def test_a_phone_that_the_push_service_gave_up_is_forgotten_and_comes_back(
    city: "RunningCity", phones: dict[str, str]
) -> None:
    first = submit(city)["report_id"]
    # It is received, and by itself passed on; what came later would be the one to find nobody behind the phone.
    wait_for(lambda: len(pushed_to(city, phones["en"], first)) == 2)
    city.client("sns").set_endpoint_attributes(
        EndpointArn=endpoint_of(city, phones["en"]), Attributes={"Enabled": "false"}
    )

    second = submit(city)["report_id"]
    wait_for(lambda: phones["en"] not in rows(city))
    register(city, IPHONE, "ios", "en")
    third = submit(city)["report_id"]

    wait_for(lambda: pushed_to(city, phones["en"], third))
    # What was told of the second one while nobody was behind the phone; its body's name may have come later.
    assert "Report received" not in {each["title"] for each in pushed_to(city, phones["en"], second)}


def rows(city: "RunningCity") -> dict[str, dict[str, Any]]:
    found = city.client("dynamodb").scan(TableName="city-local-devices")["Items"]
    return {row["device_id"]["S"]: row for row in found}


def endpoint_of(city: "RunningCity", device_id: str) -> str:
    return str(wait_for(lambda: rows(city)[device_id].get("endpoint_arn"))["S"])


@pytest.mark.long
def test_the_outbox_outlives_a_restart(city: "RunningCity", phones: dict[str, str]) -> None:
    report_id = submit(city)["report_id"]
    # It is received, and by itself passed on; nothing more comes then.
    wait_for(lambda: len(pushed_to(city, phones["en"], report_id)) == 2)
    before = pushed_to(city, phones["en"], report_id)

    city.restart()

    assert pushed_to(city, phones["en"], report_id) == before
