"""People at desks and what they do, for tests of a report's way."""

from collections.abc import Callable
from typing import Any

from tests.builders import a_report
from tests.phones import Heard, Phone

DESK = "/desk/v1/feedback/reports"
REPORTS = "/v1/feedback/reports"
LIGHTING = "tt-giao-thong-ha-tang-ky-thuat"
TREES = "cong-vien-cay-xanh"
DESK_1022 = "tong-dai-1022"
PHOTO = "photo_01KAQZ3V5J8Y2N6M4T7R9W0X1C"


def a_sent_report(phone: Phone, **changes: Any) -> str:
    """Return the id of a report just sent."""
    return str(phone.post(REPORTS, a_report(**changes)).json["report_id"])


def act(officer: Phone, report_id: str, action: str, headers: dict[str, str] | None = None, **fields: Any) -> Heard:
    """Do an action of the desk."""
    return officer.post(f"{DESK}/{report_id}/actions", {"action": action, **fields}, headers)


def say(phone: Phone, report_id: str, what: str, headers: dict[str, str] | None = None, **fields: Any) -> Heard:
    """Do something with one's own report, such as a rating."""
    return phone.post(f"{REPORTS}/{report_id}/{what}", fields, headers)


def operator() -> Phone:
    """Return the phone of an operator of the 1022 desk."""
    return Phone.of_staff("operator")


def handler(body_id: str = LIGHTING) -> Phone:
    """Return the phone of a handler of a body, the one for street lamps unless said otherwise."""
    return Phone.of_staff("handler", body_id=body_id)


def resolved(phone: Phone, **changes: Any) -> str:
    """Return the id of a report that its body has dealt with."""
    report_id = a_sent_report(phone, **changes)
    officer = handler()
    assert act(officer, report_id, "accept").status == 200
    assert act(officer, report_id, "resolve", public_text="Đã thay bóng đèn.").status == 200
    return report_id


def events(phone: Phone, report_id: str) -> list[tuple[str, str]]:
    """Return what the timeline says happened, and where the report stood after each."""
    items = phone.get(f"{REPORTS}/{report_id}/timeline").json["items"]
    return [(event["event_type"], event["status"]) for event in items]


def ways_of_moves(phone: Phone, officer: Phone, report_id: str) -> dict[str, Callable[[], object]]:
    """Return how each route that moves a report is asked, each with a report that stands where it works."""
    asked, judged, doubted, left = a_sent_report(phone), resolved(phone), resolved(phone), a_sent_report(phone)
    assert act(officer, asked, "ask_info", public_text="Ở đâu?").status == 200
    desk, one = operator(), f"{REPORTS}/{{report_id}}"
    desk.get(DESK)
    return {
        f"POST {one}/rating": lambda: say(phone, judged, "rating", score=5),
        f"POST {one}/comments": lambda: say(phone, report_id, "comments", text="Tối quá."),
        f"POST {one}/answers": lambda: say(phone, asked, "answers", text="Cột 12."),
        f"POST {one}/withdrawal": lambda: say(phone, left, "withdrawal"),
        f"POST {one}/reopening": lambda: say(phone, doubted, "reopening", reason="Vẫn tối."),
        f"GET {DESK}/{{report_id}}": lambda: officer.get(f"{DESK}/{report_id}"),
        f"POST {DESK}": lambda: desk.post(DESK, a_report(channel="phone")),
        f"POST {DESK}/{{report_id}}/actions": lambda: act(officer, report_id, "accept"),
    }
