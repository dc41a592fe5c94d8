"""What each operation asks of the database: counted calls, and units by DynamoDB's own formula."""

from collections.abc import Callable

import pytest

from tests.builders import a_report
from tests.meter import Meter, metering
from tests.phones import Phone

KEY = {"Idempotency-Key": "0b2e7a54-9d8f-4c7e-8a51-6f0e2b7d9c11"}
# Vietnamese letters take up to three bytes; this is a typical sentence, repeated to 500 characters.
FIVE_HUNDRED = ("Đèn đường trước nhà số 12 hẻm 214 không sáng đã ba đêm liền. " * 9)[:500]
LIGHTING = "tt-giao-thong-ha-tang-ky-thuat"


def cost(act: Callable[[], object]) -> Meter:
    with metering() as meter:
        act()
    return meter


def test_sending_500_characters_costs_at_most_14_write_units(an: Phone) -> None:
    spent = cost(lambda: an.post("/v1/feedback/reports", a_report(description=FIVE_HUNDRED), KEY))

    assert spent.calls == ["TransactWriteItems"]
    assert spent.write_units <= 14


def test_a_very_long_report_costs_two_more_for_each_further_kilobyte(an: Phone) -> None:
    short = cost(lambda: an.post("/v1/feedback/reports", a_report(description="a" * 500)))
    long = cost(lambda: an.post("/v1/feedback/reports", a_report(description="a" * 3572)))

    assert long.write_units - short.write_units == 6


def test_a_page_of_twenty_at_the_desk_costs_at_most_one_and_a_half_read_units(an: Phone) -> None:
    for _ in range(20):
        an.post("/v1/feedback/reports", a_report(description=FIVE_HUNDRED))
    officer = Phone.of_staff("handler", body_id=LIGHTING)
    officer.get("/desk/v1/feedback/reports")

    spent = cost(lambda: officer.get("/desk/v1/feedback/reports"))

    assert spent.calls.count("Query") == 1
    # The query itself is 1.5 at most; the authorizer's look at register and session, kept for 60 s, costs 2.
    assert spent.read_units - 2 <= 1.5


@pytest.mark.parametrize(
    ("path", "calls"),
    [
        ("/v1/feedback/categories", []),
        ("/v1/app-settings", []),
        ("/v1/health-check", []),
        ("/v1/openapi.json", []),
        ("/v1/education", []),
        ("/v1/login/jwks", []),
        ("/v1/feedback/my-reports", ["Query"]),
        ("/v1/feedback/reports/HCM-000000000", ["BatchGetItem"]),
    ],
)
def test_every_reading_route_makes_the_calls_it_is_known_for(an: Phone, path: str, calls: list[str]) -> None:
    assert cost(lambda: an.get(path)).calls == calls
