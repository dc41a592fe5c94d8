"""The stand-in gives VNeID's claims and refuses what the real one would."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from flask.testing import FlaskClient

from infra.local.vneid import Person, Registration, client_secret, make_app, signing_key

ISSUER = "http://127.0.0.1:9999"
CALLBACK = "congdanso://login/callback"
VERIFIER = "mot-chuoi-bi-mat-du-dai-de-lam-code-verifier-0123"
CLAIMS = {
    "sub": "5b1f-an", "TechID": "5b1f-an", "LoaiTaiKhoan": "1", "HoVaTen": "NGUYỄN VĂN AN",
    "SoDinhDanh": "079085000001", "NgayThangNamSinh": "19850101", "loginIdp": "BCA", "acr": "2",
}  # fmt: skip


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


ASKED = {
    "response_type": "code", "client_id": "city", "redirect_uri": CALLBACK, "scope": "openid", "state": "a-state",
    "nonce": "a-nonce", "code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256",
}  # fmt: skip


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("vneid")


@pytest.fixture
def browser(keys: Path) -> FlaskClient:
    return make_app(
        ISSUER, Registration("city", "s3cret", (CALLBACK,)), [Person("an", CLAIMS)], signing_key(keys)
    ).test_client()


def log_in(browser: FlaskClient, **changed: str) -> str:
    answer = browser.post("/oauth2/authorize", query_string={**ASKED, **changed}, data={"sub": "5b1f-an"})
    assert answer.status_code == 302, answer.text
    return parse_qs(urlsplit(answer.location).query)["code"][0]


def trade(browser: FlaskClient, code: str, /, **changed: Any) -> Any:
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER,
        "client_id": "city", "client_secret": "s3cret", **changed,
    }  # fmt: skip
    return browser.post("/oauth2/token", data={name: value for name, value in form.items() if value is not None})


def test_a_citizen_logs_in_and_her_claims_are_those_of_vneid(browser: FlaskClient) -> None:
    answer = trade(browser, log_in(browser))

    key = jwt.PyJWKSet.from_dict(json.loads(browser.get("/jwks").text)).keys[0]
    claims = jwt.decode(answer.json["id_token"], key.key, algorithms=["RS256"], audience="city", issuer=ISSUER)
    assert {name: claims[name] for name in CLAIMS} == CLAIMS
    assert claims["nonce"] == "a-nonce"
    assert jwt.get_unverified_header(answer.json["id_token"])["kid"] == key.key_id
    told = browser.get("/userinfo", headers={"Authorization": f"Bearer {answer.json['access_token']}"})
    assert told.json == CLAIMS


def test_the_state_comes_back_as_it_was_sent(browser: FlaskClient) -> None:
    answer = browser.post("/oauth2/authorize", query_string=ASKED, data={"sub": "5b1f-an"})

    assert answer.location.startswith(CALLBACK + "?")
    assert parse_qs(urlsplit(answer.location).query)["state"] == ["a-state"]


def test_the_login_page_names_the_people(browser: FlaskClient) -> None:
    page = browser.get("/oauth2/authorize", query_string=ASKED)

    assert page.status_code == 200
    assert "NGUYỄN VĂN AN" in page.text


@pytest.mark.parametrize(
    "changed",
    [
        {"state": ""}, {"nonce": ""}, {"code_challenge": ""}, {"code_challenge_method": "plain"},
        {"code_challenge_method": ""},
        {"code_challenge": "too-short"}, {"redirect_uri": "https://evil.test/"}, {"redirect_uri": CALLBACK + "/more"},
        {"redirect_uri": ""}, {"client_id": "another"}, {"response_type": "token"}, {"scope": "profile"},
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_careless_request_gets_no_login_page(browser: FlaskClient, method: str, changed: dict[str, str]) -> None:
    asked = {name: value for name, value in {**ASKED, **changed}.items() if value}

    answer = browser.open("/oauth2/authorize", method=method, query_string=asked, data={"sub": "5b1f-an"})

    assert answer.status_code == 400
    assert answer.location is None


def test_nobody_can_log_in_who_is_not_in_the_city_pack(browser: FlaskClient) -> None:
    answer = browser.post("/oauth2/authorize", query_string=ASKED, data={"sub": "somebody-else"})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "changed",
    [
        {"code_verifier": None}, {"code_verifier": ""}, {"code_verifier": "x" * 43},
        # What `plain` would accept: the challenge itself.
        {"code_verifier": challenge_of(VERIFIER)},
        {"client_secret": "wrong"}, {"client_secret": None}, {"client_secret": ""}, {"client_id": "another"},
        {"redirect_uri": "https://evil.test/"}, {"redirect_uri": None}, {"grant_type": "refresh_token"},
        {"code": "never-given"},
    ],
)  # fmt: skip
def test_a_code_is_worth_nothing_without_its_proofs(browser: FlaskClient, changed: dict[str, Any]) -> None:
    code = log_in(browser)

    answer = trade(browser, code, **changed)

    assert answer.status_code in {400, 401}
    assert "access_token" not in answer.text


def test_a_code_serves_once(browser: FlaskClient) -> None:
    code = log_in(browser)

    first, second = trade(browser, code), trade(browser, code)

    assert first.status_code == 200
    assert second.status_code == 400
    assert second.json["error"] == "invalid_grant"


def test_a_code_shown_with_a_wrong_verifier_is_burnt(browser: FlaskClient) -> None:
    code = log_in(browser)

    trade(browser, code, code_verifier="y" * 43)

    assert trade(browser, code).status_code == 400


def test_the_secret_may_come_as_basic_authorization(browser: FlaskClient) -> None:
    form = {
        "grant_type": "authorization_code",
        "code": log_in(browser),
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    }

    answer = browser.post("/oauth2/token", data=form, auth=("city", "s3cret"))

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/oauth2/clients"),
        ("PUT", "/users/5b1f-an"),
        ("POST", "/users/5b1f-an/revoke-tokens"),
        ("GET", "/oidc/login"),
    ],
)
def test_nobody_registers_clients_or_changes_people(browser: FlaskClient, method: str, path: str) -> None:
    assert browser.open(path, method=method, json={}).status_code == 404


def test_the_issuer_does_not_follow_the_host_header(browser: FlaskClient) -> None:
    found = browser.get(
        "/.well-known/openid-configuration", headers={"Host": "evil.test", "X-Forwarded-Host": "evil.test"}
    )

    assert found.json["issuer"] == ISSUER
    assert "evil" not in found.text


@pytest.mark.parametrize("path", ["/jwks", "/.well-known/openid-configuration", "/oauth2/token", "/oauth2/authorize"])
@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST"])
def test_no_page_may_read_an_answer(browser: FlaskClient, method: str, path: str) -> None:
    answer = browser.open(path, method=method, query_string=ASKED, headers={"Origin": "https://evil.test"})

    assert [name for name, _ in answer.headers if name.lower().startswith("access-control-")] == []


def test_a_restart_keeps_key_and_secret(tmp_path: Path) -> None:
    first, second = signing_key(tmp_path), signing_key(tmp_path)

    assert first.as_dict() == second.as_dict()
    assert client_secret(tmp_path) == client_secret(tmp_path)
    assert (tmp_path / "signing-key.json").stat().st_mode & 0o077 == 0
