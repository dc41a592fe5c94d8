"""Reports on their whole way in a city whose days last a second, all at once: machine, keeper and time itself."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep
from typing import Any

import pytest

from tests.e2e import clocks
from tests.e2e.clocks import act, forwarded, happened, say, stands, until, wait_for
from tests.e2e.conftest import RunningCity

# Twenty days to answer it, and fifteen. A clock is up to a second late, so that limits of hours would be over at once.
SLOW, SLOW_BODY = "idea_digital", "tt-chuyen-doi-so"
QUICK, QUICK_BODY = "rule_proposal", "van-phong-ubnd"
SAYINGS = ("remind", "escalate 1", "escalate 2", "escalate 3")
Story = dict[str, Any]


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCity]:
    """A city where a day of every limit lasts a second."""
    running = RunningCity(tmp_path_factory.mktemp("short"))
    done = running.command("up", CITY_DAY_SECONDS="1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "A day of every limit lasts 1 seconds" in done.stdout
    for role, name in (("citizen", ""), ("operator", ""), ("handler", SLOW_BODY), ("handler", QUICK_BODY)):
        running.token(role, name)
    yield running
    running.stop()


def happy(city: RunningCity) -> Story:
    officer, sent = city.token("handler", SLOW_BODY), monotonic()
    report_id = forwarded(city, SLOW)
    after = monotonic() - sent
    act(city, report_id, "accept", officer)
    at_work = wait_for(city, report_id, "AtWork")
    act(city, report_id, "resolve", officer, public_text="Đã làm xong.")
    wait_for(city, report_id, "AwaitVerdict")
    say(city, report_id, "rating", score=5)
    ended = until(lambda: ended_execution(city, report_id))
    return {"after": after, "at_work": at_work, "ended": ended, **told(city, report_id)}


def late(city: RunningCity) -> Story:
    report_id = forwarded(city, QUICK)
    until(lambda: "escalate 3" in happened(city, report_id))
    _, level = wait_for(city, report_id, "AwaitBody")
    # Whoever is late may work all the same, by what she saw before she was reminded.
    act(city, report_id, "accept", city.token("handler", QUICK_BODY), version=2)
    return {"level": level, **told(city, report_id)}


def answered(city: RunningCity) -> Story:
    report_id = asked(city)
    say(city, report_id, "answers", text="Cột đèn số 12.")
    wait_for(city, report_id, "AtWork")
    return told(city, report_id)


def unanswered(city: RunningCity) -> Story:
    report_id = asked(city)
    until(lambda: "time_out" in happened(city, report_id))
    wait_for(city, report_id, "AtWork")
    return told(city, report_id)


def asked(city: RunningCity) -> str:
    report_id, officer = forwarded(city, SLOW), city.token("handler", SLOW_BODY)
    act(city, report_id, "accept", officer)
    act(city, report_id, "ask_info", officer, public_text="Ở cột đèn số mấy?")
    wait_for(city, report_id, "AwaitCitizen")
    return report_id


def extended(city: RunningCity) -> Story:
    report_id, officer = forwarded(city, SLOW), city.token("handler", SLOW_BODY)
    before, _ = wait_for(city, report_id, "AwaitBody")
    promised = datetime.now(UTC) + timedelta(hours=1)
    act(city, report_id, "extend", officer, promised_at=promised.isoformat(), reason="Chờ vật tư.")
    until(lambda: stands(city, report_id)[1] != before)
    return {"promised": promised, "before": before, "until": stands(city, report_id)[1], **told(city, report_id)}


def silent(city: RunningCity) -> Story:
    report_id, officer = forwarded(city, SLOW), city.token("handler", SLOW_BODY)
    act(city, report_id, "accept", officer)
    act(city, report_id, "resolve", officer, public_text="Đã làm xong.")
    ended = until(lambda: ended_execution(city, report_id))
    return {"ended": ended, **told(city, report_id)}


def reopened(city: RunningCity) -> Story:
    report_id, officer = forwarded(city, SLOW), city.token("handler", SLOW_BODY)
    act(city, report_id, "accept", officer)
    act(city, report_id, "resolve", officer, public_text="Đã làm xong.")
    say(city, report_id, "reopening", reason="Chưa xong.")
    wait_for(city, report_id, "AwaitReopenDecision")
    act(city, report_id, "reopen", city.token("operator"), reason="Đúng là chưa xong.")
    wait_for(city, report_id, "AwaitBody")
    act(city, report_id, "accept", officer)
    wait_for(city, report_id, "AtWork")
    return told(city, report_id)


def commented(city: RunningCity) -> Story:
    report_id = forwarded(city, SLOW)
    before = len(clocks.entered(city, report_id))
    say(city, report_id, "comments", text="Vẫn còn.")
    until(lambda: delivered(city, report_id))
    # Longer than a waiting clock has taken to hear of anything.
    sleep(2)
    return {"before": before, "after": len(clocks.entered(city, report_id)), **told(city, report_id)}


def delivered(city: RunningCity, report_id: str) -> bool:
    """Tell whether every event of a report has been handed to those who follow."""
    rows = city.client("dynamodb").query(
        TableName="city-local-timeline", KeyConditionExpression="report_id = :it",
        ExpressionAttributeValues={":it": {"S": report_id}},
    )["Items"]  # fmt: skip
    return not any("undelivered_at" in row for row in rows)


def ended_execution(city: RunningCity, report_id: str) -> dict[str, Any] | None:
    found = clocks.execution(city, report_id)
    return found if found["status"] != "RUNNING" else None


def told(city: RunningCity, report_id: str) -> Story:
    """Return what is left of a story: what happened, the head, and how many clocks run."""
    runs = [name for name in clocks.running(city) if name.startswith(report_id)]
    return {"happened": happened(city, report_id), "head": clocks.head(city, report_id), "runs": runs}


STORIES: tuple[Callable[[RunningCity], Story], ...] = (
    silent, late, unanswered, happy, answered, extended, reopened, commented,
)  # fmt: skip


@pytest.fixture(scope="module")
def stories(short: RunningCity) -> Iterator[dict[str, "Future[Story]"]]:
    """Every story, all told at the same time."""
    with ThreadPoolExecutor(len(STORIES)) as tellers:
        yield {story.__name__: tellers.submit(story, short) for story in STORIES}


def moves(story: Story) -> list[str]:
    """Return what people did, and what time did but for what it said."""
    return [each for each in story["happened"] if each not in SAYINGS]


def test_a_report_goes_to_its_body_within_seconds_and_all_the_way(stories: dict[str, "Future[Story]"]) -> None:
    story = stories["happy"].result()

    assert story["after"] < 20
    assert moves(story) == ["submit", "assign", "accept", "resolve", "rate"]
    assert story["ended"]["status"] == "SUCCEEDED"
    assert '"state": "Closed"' in story["ended"]["output"]
    assert story["runs"] == []


def test_a_late_report_is_reminded_of_and_escalated_three_times_in_order(stories: dict[str, "Future[Story]"]) -> None:
    story = stories["late"].result()

    assert story["happened"] == ["submit", "assign", *SAYINGS, "accept"]
    assert story["level"] == 3


def test_an_answer_brings_a_report_back_to_work(stories: dict[str, "Future[Story]"]) -> None:
    story = stories["answered"].result()

    assert moves(story) == ["submit", "assign", "accept", "ask_info", "answer_info"]
    assert story["head"]["status"] == "in_progress"


def test_a_question_that_nobody_answers_is_recalled_and_then_lapses(stories: dict[str, "Future[Story]"]) -> None:
    story = stories["unanswered"].result()

    begins = story["happened"].index("ask_info")
    assert story["happened"][begins : begins + 3] == ["ask_info", "remind", "time_out"]
    assert story["head"]["status"] == "in_progress"


def test_an_extension_moves_the_reminder(stories: dict[str, "Future[Story]"]) -> None:
    story = stories["extended"].result()

    # A fifth of twenty days of a second before the new promise.
    wanted = story["promised"] - timedelta(seconds=4)
    assert abs(datetime.fromisoformat(story["until"]) - wanted) < timedelta(seconds=1)
    assert "remind" not in story["happened"]


def test_a_result_that_nobody_judges_is_recalled_and_then_closed_in_silence(
    stories: dict[str, "Future[Story]"],
) -> None:
    story = stories["silent"].result()

    resolved = story["happened"].index("resolve")
    assert story["happened"][resolved:] == ["resolve", "remind", "close"]
    assert story["head"]["closed_reason"] == "silent"
    assert '"state": "Closed"' in story["ended"]["output"]


def test_a_reopened_report_reaches_its_body_again(stories: dict[str, "Future[Story]"]) -> None:
    story = stories["reopened"].result()

    assert moves(story) == ["submit", "assign", "accept", "resolve", "reopen", "reopen", "accept"]
    assert len(story["runs"]) == 1


def test_a_comment_neither_wakes_nor_restarts_a_clock(stories: dict[str, "Future[Story]"]) -> None:
    story = stories["commented"].result()

    assert "comment" in story["happened"]
    assert story["after"] == story["before"]
    assert story["head"]["run"] == "1"
