"""Coming back from VNeID: lost answers, twins, a provider that is away, and apps that prove they began the login."""

from typing import Any

import pytest

from chalicelib.login import rules
from tests.cloud import Cloud
from tests.fakes import FakeVneid, vneid_in_memory
from tests.phones import Heard, Phone

REDIRECT = "congdanso://login/callback"
CALLBACK = "/v1/login/vneid/callback"
VERIFIER = "a-verifier-that-never-leaves-the-phone-of-the-citizen"


@pytest.fixture
def vneid(monkeypatch: pytest.MonkeyPatch, aws: Cloud) -> Any:
    with vneid_in_memory(monkeypatch) as fake:
        yield fake


def come_back(phone: Phone, vneid: FakeVneid, **begin: str) -> dict[str, str]:
    """Begin a login and return what the redirect would carry."""
    page = phone.get("/v1/login/vneid", redirect_uri=REDIRECT, **begin).json
    code, state = vneid.log_in(page["authorize_url"])
    return {"code": code, "state": state}


def test_a_login_can_be_completed_once_the_provider_answers_again(phone: Phone, vneid: FakeVneid) -> None:
    page = phone.get("/v1/login/vneid", redirect_uri=REDIRECT).json
    code, state = vneid.log_in(page["authorize_url"])
    vneid.down = True
    away = phone.post("/v1/login/vneid/callback", {"code": code, "state": state})
    vneid.down = False

    back = phone.post("/v1/login/vneid/callback", {"code": code, "state": state})

    assert (away.status, away.json["code"], back.status) == (503, "identity_provider_unavailable", 200)


def test_a_return_whose_answer_was_lost_gives_the_same_session(phone: Phone, vneid: FakeVneid, aws: Cloud) -> None:
    returned = come_back(phone, vneid)

    lost, again = phone.post(CALLBACK, returned), phone.post(CALLBACK, returned)

    assert (lost.status, again.status) == (200, 200)
    assert again.json["refresh_token"] == lost.json["refresh_token"]
    assert len(aws.items("sessions")) == 1


def test_a_return_is_not_repeated_once_its_session_has_moved_on(phone: Phone, vneid: FakeVneid) -> None:
    returned = come_back(phone, vneid)
    tokens = phone.post(CALLBACK, returned).json
    phone.post("/v1/login/refresh", {"refresh_token": tokens["refresh_token"]})

    assert phone.post(CALLBACK, returned).json["code"] == "login_state_unknown"


def test_a_twin_of_a_return_that_is_being_completed_is_told_to_come_back(phone: Phone, vneid: FakeVneid) -> None:
    returned = come_back(phone, vneid)
    heard: list[Heard] = []
    real = vneid.request

    def while_it_works(method: str, url: str, **more: Any) -> Any:
        if method == "POST" and not heard:
            heard.append(phone.post(CALLBACK, returned))
        return real(method, url, **more)

    vneid.request = while_it_works  # type: ignore[method-assign]
    first = phone.post(CALLBACK, returned)

    assert first.status == 200
    assert (heard[0].status, heard[0].json["code"], heard[0].headers["retry-after"]) == (409, "in_progress", "1")


def test_only_the_app_that_began_a_login_can_complete_it(phone: Phone, vneid: FakeVneid) -> None:
    challenge = rules.code_challenge(VERIFIER)
    stolen = come_back(phone, vneid, code_challenge=challenge)

    assert phone.post(CALLBACK, stolen).json["code"] == "login_verifier_wrong"
    own = come_back(phone, vneid, code_challenge=challenge)
    assert phone.post(CALLBACK, {**own, "code_verifier": VERIFIER}).status == 200


def test_a_wrong_verifier_ends_the_login(phone: Phone, vneid: FakeVneid) -> None:
    returned = come_back(phone, vneid, code_challenge=rules.code_challenge(VERIFIER))

    wrong = phone.post(CALLBACK, {**returned, "code_verifier": VERIFIER[::-1]})
    right = phone.post(CALLBACK, {**returned, "code_verifier": VERIFIER})

    assert (wrong.json["code"], right.json["code"]) == ("login_verifier_wrong", "login_state_unknown")


def test_a_verifier_where_none_was_announced_is_refused(phone: Phone, vneid: FakeVneid) -> None:
    returned = come_back(phone, vneid)

    assert phone.post(CALLBACK, {**returned, "code_verifier": VERIFIER}).json["code"] == "login_verifier_wrong"


def test_the_seed_of_a_session_is_needed_to_derive_its_refresh_token(phone: Phone, vneid: FakeVneid) -> None:
    from chalicelib.login import tokens
    from chalicelib.shared.sessions import Session

    session_id = phone.post(CALLBACK, come_back(phone, vneid)).json["refresh_token"].split(".")[0]
    session = Session.get(session_id)
    session.seed = "guessed"

    answer = phone.post("/v1/login/refresh", {"refresh_token": tokens.refresh_token(session, 1)})

    assert (answer.status, answer.json["code"]) == (401, "refresh_token_invalid")
