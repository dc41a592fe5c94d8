"""The login, as an app goes through it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
import time_machine

from tests.cloud import Cloud
from tests.fakes import AN, FakeVneid, vneid_in_memory
from tests.keys import foreign_key
from tests.phones import Heard, Phone

REDIRECT = "congdanso://login/callback"


@pytest.fixture
def vneid(monkeypatch: pytest.MonkeyPatch, aws: Cloud) -> Any:
    with vneid_in_memory(monkeypatch) as fake:
        yield fake


def log_in(phone: Phone, vneid: FakeVneid) -> Heard:
    page = phone.get("/v1/login/vneid", redirect_uri=REDIRECT).json
    code, state = vneid.log_in(page["authorize_url"])
    return phone.post("/v1/login/vneid/callback", {"code": code, "state": state})


def test_a_citizen_logs_in_with_vneid_and_may_call_citizen_routes(phone: Phone, vneid: FakeVneid) -> None:
    answer = log_in(phone, vneid)

    assert answer.status == 200
    assert answer.json["token_type"] == "Bearer"
    assert answer.json["expires_in"] == 900
    assert Phone(answer.json["access_token"]).get("/v1/feedback/my-reports").status == 200


def test_tokens_are_never_cached(phone: Phone, vneid: FakeVneid) -> None:
    assert log_in(phone, vneid).headers["cache-control"] == "no-store"


def test_the_login_page_asks_for_pkce_state_and_nonce(phone: Phone, vneid: FakeVneid) -> None:
    page = phone.get("/v1/login/vneid", redirect_uri=REDIRECT).json

    assert page["authorize_url"].startswith("https://vneid.test/auth?response_type=code&client_id=city")
    assert "code_challenge_method=S256" in page["authorize_url"]
    assert "nonce=" in page["authorize_url"]
    assert page["state"] in page["authorize_url"]


@pytest.mark.parametrize(
    "redirect_uri", ["https://evil.test/", "congdanso://login/callback/", "congdanso://login/callback?x=1", "x"]
)
def test_a_redirect_uri_must_be_exactly_a_registered_one(phone: Phone, vneid: FakeVneid, redirect_uri: str) -> None:
    answer = phone.get("/v1/login/vneid", redirect_uri=redirect_uri)

    assert answer.status == 422
    assert answer.wrong == {"/redirect_uri": "redirect_uri_unknown"}


def test_a_login_without_redirect_uri_names_the_missing_parameter(phone: Phone, vneid: FakeVneid) -> None:
    assert phone.get("/v1/login/vneid").wrong == {"/redirect_uri": "missing"}


def test_the_same_person_keeps_one_account_over_logins(phone: Phone, vneid: FakeVneid, aws: Cloud) -> None:
    first, second = log_in(phone, vneid).json, log_in(phone, vneid).json

    assert subject(first) == subject(second)
    assert len(aws.items("account-links")) == 1


def test_another_person_gets_another_account(phone: Phone, vneid: FakeVneid) -> None:
    first = log_in(phone, vneid).json
    vneid.claims = {**AN, "sub": "someone-else", "TechID": "someone-else"}

    assert subject(log_in(phone, vneid).json) != subject(first)


def test_nothing_stored_tells_a_name_or_a_number(phone: Phone, vneid: FakeVneid, aws: Cloud) -> None:
    log_in(phone, vneid)

    stored = aws.everything()
    assert len(aws.items("identities")) == 1
    for personal in (AN["HoVaTen"], AN["SoDinhDanh"], AN["NgayThangNamSinh"], AN["TechID"]):
        assert personal not in stored


def test_the_sealed_identity_opens_only_for_its_own_citizen(phone: Phone, vneid: FakeVneid, aws: Cloud) -> None:
    from botocore.exceptions import ClientError
    from cryptography.exceptions import InvalidTag

    from chalicelib.account.models import Identity
    from chalicelib.shared.sealing import unseal

    citizen_id = subject(log_in(phone, vneid).json)
    sealed = Identity.get(citizen_id).sealed

    assert unseal(sealed, citizen_id=citizen_id)["HoVaTen"] == AN["HoVaTen"]
    with pytest.raises((ClientError, InvalidTag)):
        unseal(sealed, citizen_id="citizen_of_somebody_else")


def test_a_state_serves_once(phone: Phone, vneid: FakeVneid) -> None:
    page = phone.get("/v1/login/vneid", redirect_uri=REDIRECT).json
    code, state = vneid.log_in(page["authorize_url"])
    phone.post("/v1/login/vneid/callback", {"code": code, "state": state})

    again, state = vneid.log_in(page["authorize_url"])
    answer = phone.post("/v1/login/vneid/callback", {"code": again, "state": state})

    assert (answer.status, answer.json["code"]) == (400, "login_state_unknown")


def test_a_login_older_than_ten_minutes_must_begin_again(phone: Phone, vneid: FakeVneid) -> None:
    page = phone.get("/v1/login/vneid", redirect_uri=REDIRECT).json
    code, state = vneid.log_in(page["authorize_url"])

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=11)):
        answer = phone.post("/v1/login/vneid/callback", {"code": code, "state": state})

    assert (answer.status, answer.json["code"]) == (400, "login_state_unknown")


def test_a_code_the_provider_refuses_is_a_plain_refusal(phone: Phone, vneid: FakeVneid) -> None:
    state = phone.get("/v1/login/vneid", redirect_uri=REDIRECT).json["state"]

    answer = phone.post("/v1/login/vneid/callback", {"code": "made-up", "state": state})

    assert (answer.status, answer.json["code"]) == (400, "login_code_refused")


def test_a_provider_that_is_down_is_said_to_be_down(phone: Phone, vneid: FakeVneid) -> None:
    vneid.down = True

    answer = phone.get("/v1/login/vneid", redirect_uri=REDIRECT)

    assert (answer.status, answer.json["code"]) == (503, "identity_provider_unavailable")
    assert "retry-after" in answer.headers


@pytest.mark.parametrize(
    "spoil",
    [
        {"iss": "https://evil.test"},
        {"aud": "another-app"},
        {"exp": 1},
        {"exp": None},
        {"iat": 99999999999},
        {"nonce": "of-another-login"},
        {"nonce": None},
        {"azp": "another-app"},
        {"aud": ["city", "another-app"]},
        {"nbf": 99999999999},
    ],
    ids=lambda spoil: str(spoil),
)
def test_an_id_token_with_a_wrong_claim_is_refused(phone: Phone, vneid: FakeVneid, spoil: dict[str, Any]) -> None:
    vneid.spoil = spoil

    answer = log_in(phone, vneid)

    assert (answer.status, answer.json["code"]) == (400, "login_token_refused")


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
@pytest.mark.parametrize("algorithm", ["none", "HS256", "ES256"])
def test_an_id_token_of_another_algorithm_is_refused(phone: Phone, vneid: FakeVneid, algorithm: str) -> None:
    vneid.algorithm = algorithm
    vneid.signing_key = {"none": "", "HS256": "secret" * 8, "ES256": foreign_key()}[algorithm]

    assert log_in(phone, vneid).json["code"] == "login_token_refused"


def test_a_refresh_gives_new_tokens_and_the_old_one_is_used_up(phone: Phone, vneid: FakeVneid) -> None:
    first = log_in(phone, vneid).json

    second = refresh(phone, first)
    third = refresh(phone, second.json)

    assert len({first["refresh_token"], second.json["refresh_token"], third.json["refresh_token"]}) == 3
    assert refresh(phone, first).json["code"] == "refresh_token_reused"


def test_a_refresh_whose_answer_was_lost_gives_the_same_successor(phone: Phone, vneid: FakeVneid) -> None:
    first = log_in(phone, vneid).json

    lost, again = refresh(phone, first), refresh(phone, first)

    assert again.status == 200
    assert again.json["refresh_token"] == lost.json["refresh_token"]


def test_a_refresh_token_used_late_again_ends_the_session(phone: Phone, vneid: FakeVneid) -> None:
    first = log_in(phone, vneid).json
    second = refresh(phone, first).json

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
        stolen = refresh(phone, first)

        assert (stolen.status, stolen.json["code"]) == (401, "refresh_token_reused")
        assert refresh(phone, second).json["code"] == "refresh_token_invalid"


@pytest.mark.parametrize(
    "forged",
    [
        "x",
        "session_1.1.abc",
        "{session}.99.{mac}",
        "{session}.1.0",
        "{session}.²." + "0" * 64,
        ".",
        ".1.abc",
        "é" * 2000,
    ],
)
def test_a_forged_refresh_token_neither_works_nor_ends_the_session(phone: Phone, vneid: FakeVneid, forged: str) -> None:
    tokens = log_in(phone, vneid).json
    session, _, mac = tokens["refresh_token"].split(".")

    answer = refresh(phone, {"refresh_token": forged.format(session=session, mac=mac)})

    assert (answer.status, answer.json["code"]) == (401, "refresh_token_invalid")
    assert refresh(phone, tokens).status == 200


def test_a_session_over_thirty_days_old_is_over(phone: Phone, vneid: FakeVneid) -> None:
    tokens = log_in(phone, vneid).json

    with time_machine.travel(datetime.now(UTC) + timedelta(days=31)):
        assert refresh(phone, tokens).json["code"] == "refresh_token_invalid"


def test_after_logging_out_the_refresh_token_is_worth_nothing(phone: Phone, vneid: FakeVneid) -> None:
    tokens = log_in(phone, vneid).json

    assert phone.post("/v1/login/logout", {"refresh_token": tokens["refresh_token"]}).status == 204
    assert phone.post("/v1/login/logout", {"refresh_token": tokens["refresh_token"]}).status == 204
    assert refresh(phone, tokens).json["code"] == "refresh_token_invalid"


def test_refresh_tokens_are_stored_only_as_hashes(phone: Phone, vneid: FakeVneid, aws: Cloud) -> None:
    tokens = log_in(phone, vneid).json

    assert tokens["refresh_token"] not in aws.everything()
    assert tokens["refresh_token"].split(".")[2] not in aws.everything()


def test_an_access_token_is_over_after_fifteen_minutes(phone: Phone, vneid: FakeVneid) -> None:
    token = log_in(phone, vneid).json["access_token"]

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16)):
        assert Phone(token).get("/v1/feedback/my-reports").status == 401


def test_the_published_keys_verify_our_tokens_and_hold_no_private_part(phone: Phone, vneid: FakeVneid) -> None:
    keys = phone.get("/v1/login/jwks").json["keys"]
    token = log_in(phone, vneid).json["access_token"]

    assert all("d" not in key for key in keys)
    jwt.decode(token, jwt.PyJWK.from_dict(keys[0]).key, algorithms=["ES256"], audience="city-api")


def refresh(phone: Phone, tokens: dict[str, str]) -> Heard:
    return phone.post("/v1/login/refresh", {"refresh_token": tokens["refresh_token"]})


def subject(tokens: dict[str, str]) -> str:
    claims: dict[str, str] = jwt.decode(tokens["access_token"], options={"verify_signature": False})
    return claims["sub"]
