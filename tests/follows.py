"""What people do with reports of others, for tests of supporting and following."""

from collections.abc import Callable

from tests.builders import CITY_THEATRE, LAMP
from tests.desks import REPORTS, a_sent_report
from tests.phones import Heard, Phone

MINE = "/v1/feedback/my-follows"
SIMILAR = "/v1/feedback/similar"


def ask(phone: Phone, report_id: str, what: str, method: str = "POST") -> Heard:
    """Support or follow a report, or take it back."""
    return phone.send(method, f"{REPORTS}/{report_id}/{what}", None)


def supporters(report_id: str) -> int:
    """Return how many support a report, as everybody reads it."""
    return int(Phone().get(f"{REPORTS}/{report_id}").json["supporters"])


def followed(phone: Phone) -> list[str]:
    """Return what one follows, the last first."""
    return [card["report_id"] for card in phone.get(MINE, limit=100).json["items"]]


def ways_of_following(an: Phone, report_id: str) -> dict[str, Callable[[], object]]:
    """Return how each route of supporting and following is asked, by somebody for whom it has something to do."""
    binh, other, one = Phone.of_citizen("binh"), a_sent_report(an), f"{REPORTS}/{{report_id}}"
    ask(binh, other, "support")
    return {
        f"POST {one}/support": lambda: ask(binh, report_id, "support"),
        f"DELETE {one}/support": lambda: ask(binh, other, "support", "DELETE"),
        f"POST {one}/follow": lambda: ask(binh, report_id, "follow"),
        f"DELETE {one}/follow": lambda: ask(binh, other, "follow", "DELETE"),
        f"GET {MINE}": lambda: binh.get(MINE),
        f"GET {SIMILAR}": lambda: binh.get(SIMILAR, category_code=LAMP, **CITY_THEATRE),
    }
