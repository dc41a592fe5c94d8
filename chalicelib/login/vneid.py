"""The identity provider as we see it: discovery, code exchange and the checks of an ID token."""

import json
import time
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
import urllib3

from chalicelib.shared import clock, settings
from chalicelib.shared.errors import Malformed, Unavailable
from chalicelib.shared.secrets import secret

# VNeID's Keycloak and the stand-in sign with RS256; the token's own header never chooses.
ALGORITHMS = ("RS256",)
SKEW_SECONDS = 60
_KEYS_SECONDS = 3600
_LARGEST_ANSWER = 256 * 1024


class _Keys:
    """The provider's key set, kept an hour; refetched at most once a minute when an unknown key id turns up."""

    def __init__(self) -> None:
        self.by_id: dict[str, Any] = {}
        self.fetched_at = -float("inf")

    def get(self, key_id: str) -> Any:
        self.refresh_when_old()
        if key_id not in self.by_id and time.monotonic() - self.fetched_at > 60:
            self._fetch()
        if key_id not in self.by_id:
            raise jwt.InvalidTokenError("signed with a key the provider does not publish")
        return self.by_id[key_id]

    def refresh_when_old(self) -> None:
        if time.monotonic() - self.fetched_at > _KEYS_SECONDS:
            self._fetch()

    def _fetch(self) -> None:
        found = jwt.PyJWKSet.from_dict(_get_json(_discovered()["jwks_uri"])).keys
        self.by_id = {str(key.key_id): key.key for key in found}
        self.fetched_at = time.monotonic()


_KEYS = _Keys()


def be_ready() -> None:
    """Know the provider's addresses and keys; raise Unavailable when it does not tell them.

    Called before anything is used up: a code that was traded while the keys are out of reach would be lost.
    """
    _discovered()
    _KEYS.refresh_when_old()


def authorize_url(redirect_uri: str, state: str, nonce: str, code_challenge: str) -> str:
    """Return the URL of the provider's login page (OpenID Connect Core §3.1.2.1, RFC 7636 §4.3)."""
    query = {
        "response_type": "code",
        "client_id": settings.vneid_client_id(),
        "redirect_uri": redirect_uri,
        "scope": "openid profile",
        "state": state,
        "nonce": nonce,
        "code_challenge": code_challenge,
        "code_challenge_method": "S256",
    }
    return f"{_discovered()['authorization_endpoint']}?{urlencode(query)}"


def claims_for_code(code: str, code_verifier: str, redirect_uri: str, nonce: str) -> dict[str, Any]:
    """Trade a code for the checked claims of the person who logged in; raise Malformed when the provider refuses."""
    be_ready()
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "client_id": settings.vneid_client_id(),
        "client_secret": secret("vneid-client"),
        "code_verifier": code_verifier,
    }
    try:
        answer = _http().request("POST", _discovered()["token_endpoint"], fields=form, encode_multipart=False)
    except urllib3.exceptions.HTTPError as error:
        raise Unavailable("identity_provider_unavailable") from error
    if answer.status >= 500 or len(answer.data) > _LARGEST_ANSWER:
        raise Unavailable("identity_provider_unavailable")
    if answer.status != 200:
        raise Malformed("login_code_refused")
    try:
        return checked_claims(json.loads(answer.data)["id_token"], nonce)
    except (jwt.PyJWTError, ValueError, KeyError, TypeError) as error:
        raise Malformed("login_token_refused") from error


def checked_claims(id_token: str, nonce: str) -> dict[str, Any]:
    """Return the claims of an ID token after the checks of OpenID Connect Core §3.1.3.7; raise PyJWTError else."""
    key_id = str(jwt.get_unverified_header(id_token).get("kid"))
    claims: dict[str, Any] = jwt.decode(
        id_token,
        _KEYS.get(key_id),
        algorithms=list(ALGORITHMS),
        issuer=settings.vneid_issuer(),
        audience=settings.vneid_client_id(),
        leeway=SKEW_SECONDS,
        options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
    )
    if claims["nonce"] != nonce:
        raise jwt.InvalidTokenError("the nonce is another login's")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != settings.vneid_client_id():
        raise jwt.InvalidTokenError("made for another party")
    if claims["iat"] > clock.now().timestamp() + SKEW_SECONDS:
        raise jwt.InvalidTokenError("issued in the future")
    return claims


@cache
def _discovered() -> dict[str, Any]:
    issuer = settings.vneid_issuer()
    found = _get_json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != issuer:
        raise Unavailable("identity_provider_unavailable")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        _refuse_plain_http(str(found[name]))
    return found


def _refuse_plain_http(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (settings.stage() == "local" and parts.hostname == "127.0.0.1"):
        raise Unavailable("identity_provider_unavailable")


def _get_json(url: str) -> dict[str, Any]:
    _refuse_plain_http(url)
    try:
        answer = _http().request("GET", url)
        if answer.status != 200 or len(answer.data) > _LARGEST_ANSWER:
            raise Unavailable("identity_provider_unavailable")
        found: dict[str, Any] = json.loads(answer.data)
        return found
    except (urllib3.exceptions.HTTPError, ValueError) as error:
        raise Unavailable("identity_provider_unavailable") from error


@cache
def _http() -> urllib3.PoolManager:
    timeout = urllib3.Timeout(connect=1, read=3)
    return urllib3.PoolManager(timeout=timeout, retries=urllib3.Retry(1, redirect=0), maxsize=4)
