"""What opens a citizen's routes, and what does not."""

from typing import Any

import jwt
import pytest

from chalicelib.shared import auth
from chalicelib.shared.errors import NotAuthenticated
from tests.keys import PRIVATE_KEYS, PUBLIC_KEYS, foreign_key
from tests.phones import Phone


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://evil.test"},
        {"aud": "another"},
        {"exp": 1},
        {"sub": None},
        {"sid": None},
    ],
    ids=lambda change: str(change),
)
def test_an_access_token_with_a_wrong_claim_opens_nothing(an: Phone, change: dict[str, Any]) -> None:
    claims = {**jwt.decode(an.token or "", options={"verify_signature": False}), **change}
    claims = {name: value for name, value in claims.items() if value is not None}

    assert Phone(signed(claims)).get("/v1/feedback/my-reports").status == 401


def test_an_access_token_signed_by_somebody_else_opens_nothing(an: Phone) -> None:
    claims = jwt.decode(an.token or "", options={"verify_signature": False})

    assert Phone(signed(claims, key=foreign_key())).get("/v1/feedback/my-reports").status == 401


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_the_public_key_cannot_be_used_as_a_shared_secret(an: Phone) -> None:
    claims = jwt.decode(an.token or "", options={"verify_signature": False})
    token = jwt.encode(claims, PUBLIC_KEYS["keys"][0]["x"], "HS256", headers={"kid": "test-key", "typ": "at+jwt"})

    assert Phone(token).get("/v1/feedback/my-reports").status == 401


def test_an_id_token_of_vneid_is_no_access_token(an: Phone) -> None:
    claims = jwt.decode(an.token or "", options={"verify_signature": False})

    assert Phone(signed(claims, kind="JWT")).get("/v1/feedback/my-reports").status == 401


def signed(claims: dict[str, Any], key: Any = None, kind: str = "at+jwt") -> str:
    own = jwt.PyJWK.from_dict(PRIVATE_KEYS["keys"][0]).key
    return jwt.encode(claims, key or own, "ES256", headers={"kid": "test-key", "typ": kind})


def test_a_token_that_runs_out_while_the_gateway_still_remembers_it_opens_nothing() -> None:
    context = {"citizen_id": "citizen_x", "session_id": "session_x", "assurance_level": "2", "expires_at": "1"}

    with pytest.raises(NotAuthenticated, match="token_expired"):
        auth._from_context(context)
