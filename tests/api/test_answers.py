"""How the city answers: problems without secrets, languages, caches, and headers that every answer carries."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from pynamodb.exceptions import PutError, QueryError

from chalicelib.shared.access import OPTIONAL
from tests.builders import a_report
from tests.phones import Heard, Phone
from tests.small_city import SmallCity, that_raises

REPORTS = "/v1/feedback/reports"
MINE = "/v1/feedback/my-reports"
CATEGORIES = "/v1/feedback/categories"
THINGS = "/v1/small/things"


def client_error(code: str, status: int = 400, **more: Any) -> ClientError:
    response = {"Error": {"Code": code, "Message": "x"}, "ResponseMetadata": {"HTTPStatusCode": status}, **more}
    return ClientError(response, "PutItem")  # type: ignore[arg-type]


def cancelled(*reasons: str) -> ClientError:
    return client_error("TransactionCanceledException", CancellationReasons=[{"Code": code} for code in reasons])


@pytest.mark.parametrize(("language", "title"), [("vi", "Lỗi hệ thống"), ("en", "System error")])
def test_a_crash_is_a_bare_problem_in_the_askers_language(language: str, title: str) -> None:
    city = that_raises(KeyError("Nguyễn Văn An 0912345678"))

    answer = city.ask("GET", THINGS, headers={"Accept-Language": language})

    assert answer.status == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert set(answer.json) == {"type", "title", "status", "detail", "instance", "code"}
    assert (answer.json["code"], answer.json["title"], answer.json["status"]) == ("internal_error", title, 500)
    assert [word for word in ("Nguyễn", "0912", "KeyError", "Traceback", ".py") if word in answer.text] == []


@pytest.mark.parametrize(
    "error",
    [
        client_error("ThrottlingException"),
        client_error("ProvisionedThroughputExceededException"),
        client_error("RequestLimitExceeded"),
        client_error("InternalServerError", 500),
        client_error("503", 503),
        cancelled("None", "ThrottlingError"),
        cancelled("TransactionConflict"),
        EndpointConnectionError(endpoint_url="https://dynamodb"),
        ConnectTimeoutError(endpoint_url="https://dynamodb"),
        ReadTimeoutError(endpoint_url="https://dynamodb"),
        PutError("put failed", client_error("ThrottlingException")),
        QueryError("query failed", ReadTimeoutError(endpoint_url="https://dynamodb")),
    ],
    ids=lambda error: f"{type(error).__name__}: {error}"[:70],
)  # fmt: skip
def test_aws_being_busy_or_away_asks_to_come_back(error: Exception) -> None:
    answer = that_raises(error).ask("GET", THINGS)

    assert (answer.status, answer.json["code"]) == (503, "temporarily_unavailable")
    assert int(answer.headers["retry-after"]) >= 1
    assert "dynamodb" not in answer.text


@pytest.mark.parametrize(
    "error",
    [
        client_error("AccessDeniedException"),
        client_error("ValidationException"),
        client_error("ResourceNotFoundException"),
        cancelled("ValidationError"),
        PutError("put failed", client_error("ConditionalCheckFailedException")),
        ConnectionRefusedError(),
    ],
    ids=lambda error: f"{type(error).__name__}: {error}"[:70],
)
def test_a_fault_of_ours_is_not_passed_off_as_aws_being_busy(error: Exception) -> None:
    assert that_raises(error).ask("GET", THINGS).status == 500


def test_a_database_out_of_reach_loses_nothing_and_says_so(an: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    from botocore.client import BaseClient

    def away(*_: Any, **__: Any) -> None:
        raise EndpointConnectionError(endpoint_url="https://dynamodb")

    monkeypatch.setattr(BaseClient, "_make_api_call", away)

    for answer in (an.post(REPORTS, a_report()), an.get(MINE), an.get(f"{REPORTS}/HCM-000000000")):
        assert (answer.status, answer.json["code"]) == (503, "temporarily_unavailable")


def test_what_did_not_change_is_not_sent_again(phone: Phone) -> None:
    first = phone.get(CATEGORIES)

    again = phone.get(CATEGORIES, {"If-None-Match": first.headers["etag"]})

    assert (first.status, again.status, again.text) == (200, 304, "")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == first.headers["cache-control"] == "public, max-age=300"
    assert again.headers["vary"] == first.headers["vary"] == "Accept-Language"


@pytest.mark.parametrize("form", ['"other", {etag}', "{etag},x", "*", "{strong}", ' {etag} , "b"'])
def test_a_copy_is_known_in_any_form_that_clients_send(phone: Phone, form: str) -> None:
    etag = phone.get(CATEGORIES).headers["etag"]
    held = form.format(etag=etag, strong=etag.removeprefix("W/"))

    assert phone.get(CATEGORIES, {"If-None-Match": held}).status == 304


@pytest.mark.parametrize("held", ['"x"', "x", "", ",", 'W/""'])
def test_a_copy_of_something_else_is_replaced(phone: Phone, held: str) -> None:
    assert phone.get(CATEGORIES, {"If-None-Match": held}).status == 200


def test_a_copy_in_another_language_is_another_copy(phone: Phone) -> None:
    vietnamese, english = (phone.get(CATEGORIES, {"Accept-Language": each}) for each in ("vi", "en"))

    assert vietnamese.headers["etag"] != english.headers["etag"]
    assert (vietnamese.headers["content-language"], english.headers["content-language"]) == ("vi", "en")
    held = {"If-None-Match": vietnamese.headers["etag"], "Accept-Language": "en"}
    assert phone.get(CATEGORIES, held).text == english.text


@pytest.mark.parametrize(
    ("accept_language", "spoken"),
    [("en-US,en;q=0.9", "en"), ("fr;q=1, en;q=0.1", "en"), ("fr", "vi"), ("*", "vi"), ("\x7f;q=z", "vi"), ("", "vi")],
)
def test_the_city_speaks_the_language_asked_for_or_vietnamese(phone: Phone, accept_language: str, spoken: str) -> None:
    answer = phone.get(f"{REPORTS}/x", {"Accept-Language": accept_language})

    assert answer.headers["content-language"] == spoken
    assert answer.json["title"] == {"vi": "Không tìm thấy", "en": "Not found"}[spoken]


def test_vietnamese_is_sent_as_it_is_written(phone: Phone) -> None:
    answer = phone.get(CATEGORIES)

    assert "chiếu sáng" in answer.text.lower()
    assert "\\u" not in answer.text


def test_no_answer_to_a_person_may_be_kept(an: Phone) -> None:
    sent = an.post(REPORTS, a_report())

    assert sent.headers["cache-control"] == "no-store"
    assert an.get(MINE).headers["cache-control"] == "no-store"
    assert an.get(MINE, limit=0).headers["cache-control"] == "no-store"


def test_an_answer_that_depends_on_who_asks_is_private_and_says_so(an: Phone, phone: Phone) -> None:
    path = f"{REPORTS}/{an.post(REPORTS, a_report()).json['report_id']}"

    for answer in (an.get(path), phone.get(path), phone.get(f"{REPORTS}/x"), Phone("bad").get(path)):
        assert "authorization" in answer.headers["vary"].lower()
        assert answer.headers["cache-control"].startswith(("private", "no-store"))
        assert "public" not in answer.headers["cache-control"]


def test_whom_the_door_knows_the_view_knows() -> None:
    city = SmallCity().route("GET", THINGS, lambda call: {"known": call.person is not None}, access=OPTIONAL)

    assert city.ask("GET", THINGS).json == {"known": False}
    assert city.ask("GET", THINGS, headers={"Authorization": "Bearer x"}).status == 401


def every_kind_of_answer(an: Phone, phone: Phone) -> dict[int, Heard]:
    etag = phone.get(CATEGORIES).headers["etag"]
    answers = [
        phone.get(CATEGORIES),
        an.post(REPORTS, a_report()),
        phone.get(CATEGORIES, {"If-None-Match": etag}),
        phone.post("/v1/login/logout", b"{"),
        Phone("bad").get(f"{REPORTS}/x"),
        phone.get(f"{REPORTS}/x"),
        an.get(MINE, cursor="x"),
        phone.post("/v1/login/refresh", {"refresh_token": "x" * 256 * 1024}),
        phone.post("/v1/login/refresh", b"a=b", {"Content-Type": "application/x-www-form-urlencoded"}),
        phone.post("/v1/login/refresh", {}),
        that_raises(KeyError()).ask("GET", THINGS),
        that_raises(client_error("ThrottlingException")).ask("GET", THINGS),
    ]
    return {answer.status: answer for answer in answers}


def test_every_answer_may_be_read_by_a_page_of_any_origin(an: Phone, phone: Phone) -> None:
    answers = every_kind_of_answer(an, phone)

    assert sorted(answers) == [200, 201, 304, 400, 401, 404, 410, 413, 415, 422, 500, 503]
    for status, answer in answers.items():
        assert answer.headers.get("access-control-allow-origin") == "*", status
        exposed = answer.headers["access-control-expose-headers"]
        assert {"ETag", "Retry-After", "X-Request-Id"} <= set(exposed.split(",")), status
        assert "access-control-allow-credentials" not in answer.headers, status


def test_every_answer_says_its_request_and_language(an: Phone, phone: Phone) -> None:
    for status, answer in every_kind_of_answer(an, phone).items():
        assert "x-request-id" in answer.headers, status
        assert answer.headers["content-language"] == "vi", status


def test_every_refusal_is_a_whole_problem(an: Phone, phone: Phone) -> None:
    for status, answer in every_kind_of_answer(an, phone).items():
        if status >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json["status"] == status
            assert answer.json["type"] == f"urn:cong-dan-so:problem:{answer.json['code']}"
            assert answer.json["title"]
            assert answer.json["detail"]
