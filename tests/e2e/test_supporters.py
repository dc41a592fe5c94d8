"""People who support one report at the same moment, and who come along when it is merged, in the running city."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from tests.e2e.test_city import submit

if TYPE_CHECKING:
    from tests.e2e.conftest import RunningCity

REPORTS = "/v1/feedback/reports"
DESK = "/desk/v1/feedback/reports"


def shown(city: "RunningCity", report_id: str) -> dict[str, Any]:
    found: dict[str, Any] = city.ask("GET", f"{REPORTS}/{report_id}").json
    return found


def wait_for_supporters(city: "RunningCity", report_id: str, wanted: int, seconds: float = 120) -> None:
    # Stream, queue and follower come one after the other; a busy machine takes its time.
    until = time.monotonic() + seconds
    while (now := shown(city, report_id)["supporters"]) != wanted:
        assert time.monotonic() < until, now
        time.sleep(0.2)


def support(city: "RunningCity", report_id: str, token: str) -> int:
    """Support a report as a phone does: again while another write is in the way."""
    for _ in range(20):
        answer = city.ask("POST", f"{REPORTS}/{report_id}/support", token=token)
        if answer.status != 409:
            break
        assert answer.json["code"] == "in_progress"
        time.sleep(0.1)
    return answer.status


def test_a_crowd_that_comes_at_once_counts_and_comes_along_when_the_report_is_merged(city: "RunningCity") -> None:
    twin, master = (submit(city)["report_id"] for _ in range(2))
    place = shown(city, twin)["location"]
    crowd = [city.token("citizen", name) for name in ("binh", "chi", "dung", "giang")]
    with ThreadPoolExecutor(4) as together:
        answers = list(together.map(lambda token: support(city, twin, token), crowd * 3))

    assert set(answers) == {200}
    assert shown(city, twin)["supporters"] == 4
    asked = f"category_code={shown(city, twin)['category_code']}&lat={place['lat']}&lon={place['lon']}"
    similar = city.ask("GET", f"/v1/feedback/similar?{asked}").json["items"]
    assert {twin, master} <= {item["report_id"] for item in similar}

    desk = city.token("operator")
    moved = city.ask("POST", f"{DESK}/{twin}/actions", {"action": "merge", "target_report_id": master}, token=desk)
    assert (moved.status, shown(city, twin)["merged_into"]) == (200, master), moved.text
    wait_for_supporters(city, master, 4)
    followed = city.ask("GET", "/v1/feedback/my-follows", token=crowd[1]).json["items"]
    assert {twin, master} <= {card["report_id"] for card in followed}

    parted = city.ask("POST", f"{DESK}/{twin}/actions", {"action": "split", "reason": "Khác nhau."}, token=desk)
    assert parted.status == 200, parted.text
    wait_for_supporters(city, master, 0)
    assert shown(city, twin)["supporters"] == 4
