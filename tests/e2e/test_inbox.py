"""What happens to a report arrives in its sender's inbox and in the box of its body, on the running city."""

import time
from typing import TYPE_CHECKING, Any

from tests.e2e.test_city import submit

if TYPE_CHECKING:
    from tests.e2e.conftest import RunningCity

INBOX = "/v1/notifications/inbox"
DESK_INBOX = "/desk/v1/notifications/inbox"
LIGHTING = "tt-giao-thong-ha-tang-ky-thuat"


def told(city: "RunningCity", report_id: str, language: str = "en", unread: str = "false") -> list[dict[str, Any]]:
    """Return what its sender was told of a report, the oldest first."""
    answer = city.ask("GET", f"{INBOX}?limit=100&unread={unread}", token=city.token(), Accept_Language=language)
    assert answer.status == 200, answer.text
    return [each for each in reversed(answer.json["items"]) if each["thing_ref"] == f"report:{report_id}"]


def wait_for_titles(city: "RunningCity", report_id: str, *titles: str) -> list[dict[str, Any]]:
    # A first try that is broken off on a busy machine comes again after the queue's visibility timeout.
    until = time.monotonic() + 200
    found = told(city, report_id)
    while [each["title"] for each in found] != list(titles):
        assert time.monotonic() < until, found
        time.sleep(0.3)
        found = told(city, report_id)
    return found


def act(city: "RunningCity", report_id: str, **action: Any) -> None:
    token = city.token("handler", LIGHTING)
    done = city.ask("POST", f"/desk/v1/feedback/reports/{report_id}/actions", action, token)
    assert done.status == 200, done.text


def test_a_sender_reads_in_her_inbox_what_becomes_of_her_report(city: "RunningCity") -> None:
    report_id = submit(city)["report_id"]
    # Its clock hands it on to its body by itself.
    wait_for_titles(city, report_id, "Report received", "Report passed on")

    act(city, report_id, action="accept")
    act(city, report_id, action="resolve", public_text="Đã thay bóng đèn.")

    titles = ("Report received", "Report passed on", "Report in progress", "A result")
    result = wait_for_titles(city, report_id, *titles)[-1]
    assert result["body"].endswith("Đã thay bóng đèn.")
    assert told(city, report_id, "vi")[-1]["title"] == "Đã có kết quả"
    read = city.ask("POST", f"{INBOX}/{result['message_id']}/read", token=city.token())
    assert (read.status, bool(read.json["read_at"])) == (200, True)
    left = told(city, report_id, unread="true")
    assert [each["title"] for each in left] == list(titles[:-1])


def test_a_body_reads_in_its_box_that_a_report_was_given_to_it(city: "RunningCity") -> None:
    report_id = submit(city)["report_id"]
    wait_for_titles(city, report_id, "Report received", "Report passed on")

    box = city.ask("GET", f"{DESK_INBOX}?limit=100", token=city.token("handler", LIGHTING), Accept_Language="en")

    assert box.status == 200, box.text
    assert "Report assigned" in {each["title"] for each in box.json["items"] if report_id in each["body"]}
    assert city.ask("GET", DESK_INBOX, token=city.token()).status == 403
