"""Whenever the machine dies, the city comes back whole, with everything up to its last checkpoint."""

import os
import random
import signal
import threading
import time
import urllib.error
from http.client import HTTPException
from typing import TYPE_CHECKING

import pytest

from tests.e2e.test_city import A_REPORT

if TYPE_CHECKING:
    from tests.e2e.conftest import RunningCity

pytestmark = pytest.mark.long
ROUNDS = 6


def test_crashes_lose_nothing_that_was_checkpointed(city: "RunningCity") -> None:
    kept: list[str] = []
    chance = random.Random(20261123)

    for _ in range(ROUNDS):
        acknowledged = report_until_crash(city, chance.uniform(0.5, 3))
        city.start()
        token = city.log_in()["access_token"]
        kept += acknowledged
        for report_id in kept:
            assert city.ask("GET", f"/v1/feedback/reports/{report_id}", token=token).status == 200


def report_until_crash(city: "RunningCity", seconds: float) -> list[str]:
    """Send reports until everything is killed in their midst; return those that a checkpoint was waited for after."""
    token, acknowledged = city.log_in()["access_token"], list[str]()
    ending = threading.Event()

    def report() -> None:
        while not ending.is_set():
            try:
                answer = city.ask("POST", "/v1/feedback/reports", A_REPORT, token=token)
            except (urllib.error.URLError, HTTPException, OSError):
                return
            if answer.status == 201:
                acknowledged.append(answer.json["report_id"])

    phones = [threading.Thread(target=report) for _ in range(3)]
    for phone in phones:
        phone.start()
    time.sleep(seconds)
    before = list(acknowledged)
    city.now.checkpoint()
    time.sleep(0.2)
    for process in city.now.processes():
        os.kill(process.pid, signal.SIGKILL)
    ending.set()
    for phone in phones:
        phone.join()
    return before
