"""What each operation asks of the database: counted calls, and units by DynamoDB's own formula."""

from collections.abc import Callable, Iterator

import pytest

from chalicelib import features
from chalicelib.platform.service import BUILT
from tests.api.test_devices import ways_of_devices
from tests.boxes import ways_of_boxes
from tests.builders import a_report
from tests.cloud import Cloud
from tests.desks import ways_of_moves
from tests.editors import ways_of_editors
from tests.fakes import vneid_in_memory
from tests.follows import ways_of_following
from tests.meter import Meter, metering
from tests.phones import Phone
from tests.publishing import BENCHES, Publishing, declared

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


# What every route asks of the database when it does its work; a new route without a row fails below.
CALLS = {
    "GET /docs": [],
    "GET /v1/app-settings": [],
    "GET /v1/health-check": [],
    "GET /v1/openapi.json": [],
    # The rows of all public kinds together.
    "GET /v1/datasets": ["BatchGetItem"],
    "GET /v1/feedback/categories": [],
    "GET /v1/feedback/my-reports": ["Query", "BatchGetItem"],
    "GET /v1/feedback/reports/{report_id}": ["BatchGetItem"],
    "GET /v1/feedback/reports/{report_id}/timeline": ["BatchGetItem", "Query"],
    "POST /v1/feedback/reports": ["TransactWriteItems"],
    "POST /v1/feedback/photos": ["PutItem"],
    # A sender's move is one call, but for the answer to a question: going back moves the promise by the pause.
    "POST /v1/feedback/reports/{report_id}/rating": ["TransactWriteItems"],
    "POST /v1/feedback/reports/{report_id}/comments": ["TransactWriteItems"],
    "POST /v1/feedback/reports/{report_id}/answers": ["BatchGetItem", "TransactWriteItems"],
    "POST /v1/feedback/reports/{report_id}/withdrawal": ["TransactWriteItems"],
    "POST /v1/feedback/reports/{report_id}/reopening": ["TransactWriteItems"],
    # A support is one call; to take it back one must know whether anything else keeps the person's row.
    "POST /v1/feedback/reports/{report_id}/support": ["TransactWriteItems"],
    "DELETE /v1/feedback/reports/{report_id}/support": ["BatchGetItem", "TransactWriteItems"],
    "POST /v1/feedback/reports/{report_id}/follow": ["TransactWriteItems"],
    "DELETE /v1/feedback/reports/{report_id}/follow": ["BatchGetItem", "TransactWriteItems"],
    "GET /v1/feedback/my-follows": ["Query", "BatchGetItem"],
    # One query for each of one to four cells (this lies in the middle of its own); photos would be one call more.
    "GET /v1/feedback/similar": ["Query", "BatchGetItem"],
    # The first is the authorizer's, whose answer API Gateway keeps for 60 seconds.
    "GET /desk/v1/feedback/reports": ["BatchGetItem", "Query", "PutItem"],
    "GET /desk/v1/feedback/reports/{report_id}": ["BatchGetItem", "BatchGetItem", "Query", "PutItem"],
    "POST /desk/v1/feedback/reports": ["BatchGetItem", "TransactWriteItems"],
    # The move is one call; the answer is the report, which is read after it (each action: test_moves_repeats.py).
    "POST /desk/v1/feedback/reports/{report_id}/actions": ["BatchGetItem", "TransactWriteItems", "BatchGetItem"],
    # The phones there are, then the phone with whose it is; one that is handed on takes both once more.
    "POST /v1/account/devices": ["Query", "TransactWriteItems"],
    "GET /v1/account/devices": ["Query"],
    "DELETE /v1/account/devices/{device_id}": ["TransactWriteItems"],
    "GET /v1/notifications/inbox": ["Query", "Query"],
    "POST /v1/notifications/inbox/{message_id}/read": ["UpdateItem"],
    "GET /desk/v1/notifications/inbox": ["BatchGetItem", "Query", "PutItem"],
    # Read from what is published: no call of the database.
    "GET /v1/hsds": [],
    "GET /v1/hsds/organizations": [],
    "GET /v1/hsds/organizations/{organization_id}": [],
    "GET /v1/hsds/services": [],
    "GET /v1/hsds/services/{service_id}": [],
    "GET /v1/education/schools": [],
    "GET /v1/education/schools/{school_id}": [],
    "GET /v1/education/schools/{school_id}/changes": [],
    "GET /v1/health/facilities": [],
    "GET /v1/health/facilities/{facility_id}": [],
    "GET /v1/health/facilities/{facility_id}/changes": [],
    "GET /v1/health/licences": [],
    "GET /v1/construction/projects": [],
    "GET /v1/construction/projects/{project_id}": [],
    "GET /v1/construction/projects/{project_id}/changes": [],
    # The one look-up that counts who asks.
    "GET /v1/construction/certificates": ["UpdateItem"],
    "GET /v1/agencies/offices": [],
    "GET /v1/agencies/offices/{office_id}": [],
    "GET /v1/agencies/offices/{office_id}/changes": [],
    # Answers with the database gone: from what is published, else from the city pack.
    "GET /v1/agencies/hotlines": [],
    # Read from the city pack.
    "GET /v1/map/units": [],
    "GET /v1/map/units/{code}": [],
    "GET /v1/map/units/{code}/geometry": [],
    # Editors at their desk: the authorizer first. An act is written down before it is done; what it does is one row,
    # which is read before and after, and once more for the answer.
    "GET /desk/v1/datasets": ["BatchGetItem", "BatchGetItem"],
    "GET /desk/v1/datasets/{kind}": ["BatchGetItem", "GetItem"],
    "POST /desk/v1/datasets/{kind}/imports": ["BatchGetItem", "PutItem", "PutItem"],
    "GET /desk/v1/datasets/{kind}/imports": ["BatchGetItem", "Query"],
    "GET /desk/v1/datasets/{kind}/imports/{import_id}": ["BatchGetItem", "GetItem"],
    "POST /desk/v1/datasets/{kind}/imports/{import_id}/run": ["BatchGetItem", "GetItem", "PutItem", "UpdateItem"],
    "GET /desk/v1/datasets/{kind}/versions": ["BatchGetItem", "GetItem"],
    "GET /desk/v1/datasets/{kind}/comparison": ["BatchGetItem", "GetItem"],
    "POST /desk/v1/datasets/{kind}/activation": [
        "BatchGetItem",
        "PutItem",
        "GetItem",
        "PutItem",
        "GetItem",
        "GetItem",
        "GetItem",
    ],
    "GET /v1/login/jwks": [],
    "GET /v1/login/vneid": ["PutItem"],
    # Claim, account link, identity, and the session with the end of the attempt in one.
    "POST /v1/login/vneid/callback": ["UpdateItem", "GetItem", "PutItem", "TransactWriteItems"],
    "POST /v1/login/refresh": ["GetItem", "UpdateItem"],
    "POST /v1/login/logout": ["GetItem", "UpdateItem"],
    **{f"GET /v1/{name}": [] for name in features.names() if name not in BUILT},
}


@pytest.fixture
def ways(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Callable[[], object]]]:
    """How each route that is not a plain GET is asked, by somebody for whom it has something to do."""
    an, officer, nobody = Phone.of_citizen("an"), Phone.of_staff("handler", body_id=LIGHTING), Phone()
    report_id = an.post("/v1/feedback/reports", a_report()).json["report_id"]
    with vneid_in_memory(monkeypatch) as vneid, declared(monkeypatch, BENCHES):
        start = "/v1/login/vneid?redirect_uri=congdanso://login/callback"
        back = "/v1/login/vneid/callback"

        def returned() -> dict[str, str]:
            code, state = vneid.log_in(nobody.get(start).json["authorize_url"])
            return {"code": code, "state": state}

        tokens = [nobody.post(back, returned()).json for _ in range(2)]
        landed = returned()
        yield {
            **ways_of_boxes(an, officer),
            **ways_of_moves(an, officer, report_id),
            **ways_of_following(an, report_id),
            **ways_of_devices(an),
            **ways_of_editors(Publishing(aws)),
            "POST /v1/feedback/photos": lambda: an.post(
                "/v1/feedback/photos", {"content_type": "image/jpeg", "size": 1000}
            ),
            "GET /v1/feedback/my-reports": lambda: an.get("/v1/feedback/my-reports"),
            "GET /v1/feedback/reports/{report_id}": lambda: an.get(f"/v1/feedback/reports/{report_id}"),
            "GET /v1/feedback/reports/{report_id}/timeline": lambda: an.get(
                f"/v1/feedback/reports/{report_id}/timeline"
            ),
            "POST /v1/feedback/reports": lambda: an.post("/v1/feedback/reports", a_report(), KEY),
            "GET /desk/v1/feedback/reports": lambda: officer.get("/desk/v1/feedback/reports"),
            "GET /v1/construction/certificates": lambda: nobody.get("/v1/construction/certificates?number=1"),
            "GET /v1/map/units/{code}": lambda: nobody.get("/v1/map/units/26740"),
            "GET /v1/map/units/{code}/geometry": lambda: nobody.get("/v1/map/units/26740/geometry"),
            "GET /v1/login/vneid": lambda: nobody.get(start),
            "POST /v1/login/vneid/callback": lambda: nobody.post(back, landed),
            "POST /v1/login/refresh": lambda: nobody.post("/v1/login/refresh", _refresh_token(tokens[0])),
            "POST /v1/login/logout": lambda: nobody.post("/v1/login/logout", _refresh_token(tokens[1])),
        }


def _refresh_token(tokens: dict[str, str]) -> dict[str, str]:
    return {"refresh_token": tokens["refresh_token"]}


def test_every_route_has_a_row_in_the_table_of_calls() -> None:
    import app

    routes = {f"{method} {path}" for path, methods in app.app.routes.items() for method in methods}
    assert set(CALLS) == routes


@pytest.mark.parametrize("route", sorted(CALLS))
def test_every_route_makes_the_calls_it_is_known_for(ways: dict[str, Callable[[], object]], route: str) -> None:
    plain = route.removeprefix("GET ")

    assert cost(ways.get(route, lambda: Phone().get(plain))).calls == CALLS[route]
