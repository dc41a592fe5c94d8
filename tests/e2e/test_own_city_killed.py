"""Clocks of a hundred reports on random ways, while the embedded AWS is killed again and again."""

import os
import random
import signal
import threading
import urllib.error
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPException

import pytest

from chalicelib.feedback import rules
from tests.e2e import clocks
from tests.e2e.conftest import RunningCity

pytestmark = pytest.mark.long
CATEGORY, BODY = "idea_digital", "tt-chuyen-doi-so"
COUNT, ROUNDS = 100, 3
# What a handler tries, one after the other, wherever the report may stand; most of it is refused there.
TRIES = (
    ("accept", {}), ("ask_info", {"public_text": "Ở đâu?"}), ("resume", {}), ("wait_external", {"reason": "Chờ."}),
    ("return", {"reason": "Không phải."}), ("resolve", {"public_text": "Xong."}), ("refuse", {"reason": "Trùng."}),
)  # fmt: skip
GONE = (urllib.error.URLError, HTTPException, OSError)


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCity]:
    """A city of its own, with days as long as they are."""
    running = RunningCity(tmp_path_factory.mktemp("killed"))
    running.start()
    yield running
    running.stop()


def test_every_live_report_has_one_clock_that_stands_where_it_does(killed: RunningCity) -> None:
    reports = [clocks.send(killed, CATEGORY) for _ in range(COUNT)]
    killed.now.checkpoint()

    for turn in range(ROUNDS):
        move_until_killed(killed, reports, random.Random(turn))
        killed.start()

    statuses = {report_id: clocks.head(killed, report_id)["status"] for report_id in reports}
    live = {report_id: status for report_id, status in statuses.items() if rules.is_live(status)}
    assert len(set(statuses.values())) > 3
    for report_id in live:
        clocks.until(lambda it=report_id: fits(killed, it), 120)
    alive = {report_id for report_id in reports if rules.is_live(clocks.head(killed, report_id)["status"])}
    running = Counter(name.rpartition("-")[0] for name in clocks.running(killed))
    assert running == Counter(dict.fromkeys(alive, 1))


def fits(city: RunningCity, report_id: str) -> bool:
    """Tell whether a report's clock rests where the report stands."""
    status = clocks.head(city, report_id)["status"]
    return bool(clocks.stands(city, report_id)[0] == rules.WAITS.get(status))


def move_until_killed(city: RunningCity, reports: list[str], chance: random.Random) -> None:
    """Let three officers try random moves, and kill everything in their midst."""
    token, ending = city.log_in("handler", BODY)["access_token"], threading.Event()

    def work(own: random.Random) -> None:
        while not ending.is_set():
            action, fields = own.choice(TRIES)
            try:
                path = f"{clocks.DESK}/{own.choice(reports)}/actions"
                city.ask("POST", path, {"action": action, **fields}, token=token)
            except GONE:
                return

    officers = [threading.Thread(target=work, args=(random.Random(chance.random()),)) for _ in range(3)]
    for officer in officers:
        officer.start()
    ending.wait(chance.uniform(4, 8))
    city.now.checkpoint()
    ending.wait(chance.uniform(0.5, 2))
    for process in city.now.processes():
        os.kill(process.pid, signal.SIGKILL)
    ending.set()
    for officer in officers:
        officer.join()
