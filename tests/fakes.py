"""Fakes for what we do not own: the identity provider, as the login speaks to it over HTTP."""

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

ISSUER = "https://vneid.test"
_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
AN = {
    "sub": "3f6c1d0a-an",
    "TechID": "3f6c1d0a-an",
    "LoaiTaiKhoan": "1",
    "HoVaTen": "NGUYỄN VĂN AN",
    "SoDinhDanh": "999200012345",
    "NgayThangNamSinh": "20000102",
    "loginIdp": "BCA",
    "acr": "2",
}


@dataclass
class _Answer:
    status: int
    data: bytes


@dataclass
class FakeVneid:
    """An identity provider in memory: PKCE, codes for one use, and an ID token that a test may spoil."""

    claims: dict[str, Any] = field(default_factory=lambda: dict(AN))
    spoil: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    signing_key: Any = None
    down: bool = False
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.key = _KEY
        self._codes: dict[str, dict[str, str]] = {}
        self._drawn = 0

    def log_in(self, authorize_url: str) -> tuple[str, str]:
        """Do what a citizen does on the provider's page; return the code and state of the redirect."""
        wish = {name: values[0] for name, values in parse_qs(urlsplit(authorize_url).query).items()}
        self._drawn += 1
        code = f"code-{self._drawn}"
        self._codes[code] = wish
        return code, wish["state"]

    def request(self, method: str, url: str, fields: dict[str, str] | None = None, **_: Any) -> _Answer:
        """Answer as the provider's HTTP endpoints do."""
        self.asked.append(f"{method} {url}")
        if self.down:
            return _Answer(503, b"")
        path = urlsplit(url).path
        if path == "/.well-known/openid-configuration":
            return self._json(
                {
                    "issuer": ISSUER,
                    "authorization_endpoint": f"{ISSUER}/auth",
                    "token_endpoint": f"{ISSUER}/token",
                    "jwks_uri": f"{ISSUER}/jwks",
                }
            )
        if path == "/jwks":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return self._json({"keys": [{**public, "kid": "vneid-1", "alg": "RS256", "use": "sig"}]})
        return self._token(fields or {})

    def _token(self, form: dict[str, str]) -> _Answer:
        wish = self._codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        if wish is None or challenge.decode().rstrip("=") != wish["code_challenge"]:
            return _Answer(400, b'{"error":"invalid_grant"}')
        if form["redirect_uri"] != wish["redirect_uri"]:
            return _Answer(400, b'{"error":"invalid_grant"}')
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": "city", "iat": now, "exp": now + 300, "nonce": wish["nonce"], **self.claims}
        claims = {name: value for name, value in {**claims, **self.spoil}.items() if value is not None}
        token = jwt.encode(
            claims,
            self.key if self.signing_key is None else self.signing_key,
            self.algorithm,
            headers={"kid": "vneid-1"},
        )
        return self._json({"access_token": "opaque", "token_type": "Bearer", "id_token": token})

    @staticmethod
    def _json(value: Any) -> _Answer:
        return _Answer(200, json.dumps(value).encode())


@contextmanager
def vneid_in_memory(monkeypatch: Any) -> Iterator[FakeVneid]:
    """Put the fake where the login makes its HTTP calls."""
    from chalicelib.login import vneid

    fake = FakeVneid()
    monkeypatch.setattr(vneid, "_http", lambda: fake)
    monkeypatch.setattr(vneid, "_KEYS", vneid._Keys())
    vneid._discovered.cache_clear()
    yield fake
    vneid._discovered.cache_clear()
