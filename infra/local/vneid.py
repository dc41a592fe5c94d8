"""A stand-in for VNeID: OpenID Connect with VNeID's claims for the city pack's people, strict where the real one is.

Built on oidc-provider-mock, which accepts any client and checks no PKCE; everything it would let through is refused
here: an unknown client or secret, a redirect URI that is not registered, a missing state, nonce or S256 challenge, a
missing or wrong code_verifier, a code used twice.
"""

import argparse
import base64
import hashlib
import hmac
import html
import json
import logging
import os
import re
import secrets
import signal
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import flask
import joserfc.jwk
import oidc_provider_mock
from oidc_provider_mock._storage import Client, User
from werkzeug.serving import make_server

from infra.local.place import write_whole

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
# What the package offers beside the flow itself: registering clients, changing people, a client of its own.
_SHUT = ("/oauth2/clients", "/users/", "/oidc/")
log = logging.getLogger("infra.local.vneid")


@dataclass(frozen=True)
class Person:
    """Somebody who can log in: how the page calls her, and the claims VNeID would give."""

    key: str
    claims: dict[str, Any]

    @property
    def sub(self) -> str:
        """Return the pseudonymous subject."""
        return str(self.claims["sub"])


@dataclass(frozen=True)
class Registration:
    """The city's client as VNeID knows it."""

    client_id: str
    client_secret: str
    redirect_uris: tuple[str, ...]


class _Confidential(Client):  # type: ignore[misc]  # the package has no types
    """A client that must show its secret; the package's own would also pass without one."""

    def check_endpoint_auth_method(self, method: str, _endpoint: object) -> bool:
        """Accept the two ways of sending a secret."""
        return method in {"client_secret_basic", "client_secret_post"}

    def check_client_secret(self, client_secret: str) -> bool:
        """Compare in constant time."""
        return hmac.compare_digest(str(self.secret).encode(), client_secret.encode())


@dataclass
class _Gate:
    """What is asked of every request before the package sees it."""

    registration: Registration
    people: Sequence[Person]
    challenges: dict[str, str] = field(default_factory=dict)

    def before(self) -> Any:
        path = flask.request.path
        if path.startswith(_SHUT) or path == "/":
            return _refusal("not_found", "the stand-in has no such page", 404)
        if path == "/oauth2/authorize":
            return self._authorize()
        if path == "/oauth2/token":
            return self._token()
        return None

    def _authorize(self) -> Any:
        asked = flask.request.args
        if asked.get("client_id") != self.registration.client_id:
            return _refusal("invalid_client", "this client is not registered")
        if asked.get("redirect_uri") not in self.registration.redirect_uris:
            return _refusal("invalid_request", "this redirect_uri is not registered")
        for needed in ("state", "nonce", "code_challenge"):
            if not asked.get(needed):
                return _refusal("invalid_request", f"{needed} is missing")
        if asked.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(asked["code_challenge"]):
            return _refusal("invalid_request", "code_challenge_method must be S256")
        if "openid" not in asked.get("scope", "").split() or asked.get("response_type") != "code":
            return _refusal("invalid_request", "only response_type=code with scope openid is answered")
        if flask.request.method == "GET":
            return _page(self.people, asked.get("login_hint", ""))
        form = flask.request.form
        if form.get("action") != "deny" and form.get("sub") not in {person.sub for person in self.people}:
            return _refusal("invalid_request", "nobody of this name can log in here")
        return None

    def _token(self) -> Any:
        form = flask.request.form
        if form.get("grant_type") != "authorization_code":
            return _refusal("unsupported_grant_type", "only authorization_code is answered")
        # Taken out whatever comes of it: a code that was shown with a wrong verifier is burnt.
        challenge = self.challenges.pop(form.get("code", ""), None)
        verifier = form.get("code_verifier", "")
        if challenge is None:
            return _refusal("invalid_grant", "this code is unknown, was used, or was shown with a wrong verifier")
        if not _VERIFIER.fullmatch(verifier):
            return _refusal("invalid_request", "code_verifier is missing or malformed")
        if not hmac.compare_digest(_s256(verifier), challenge):
            return _refusal("invalid_grant", "code_verifier does not fit the challenge")
        return None

    def after(self, response: flask.Response) -> flask.Response:
        """Remember the challenge under the code that was just given out; let no page read what is answered."""
        if flask.request.path == "/oauth2/authorize" and response.location:
            for code in parse_qs(urlsplit(response.location).query).get("code", []):
                self.challenges[code] = flask.request.args["code_challenge"]
        response.headers["Cache-Control"] = "no-store"
        # The package answers every origin; people navigate here and servers call, but no page has business with it.
        for name in {name for name, _ in response.headers if name.lower().startswith("access-control-")}:
            del response.headers[name]
        return response


def _s256(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode("ascii")


def _refusal(error: str, description: str, status: int = 400) -> tuple[flask.Response, int]:
    return flask.jsonify({"error": error, "error_description": description}), status


def _page(people: Iterable[Person], hint: str) -> flask.Response:
    """Return the login page: everybody of the city pack, the hinted one first."""
    rows = []
    for person in sorted(people, key=lambda one: one.key != hint):
        name = html.escape(str(person.claims.get("HoVaTen", person.key)))
        rows.append(
            f'<li><form method="post"><button name="sub" value="{html.escape(person.sub)}" '
            f'data-key="{html.escape(person.key)}">{name}</button> {html.escape(person.key)}</form></li>'
        )
    return flask.Response(
        '<!doctype html><html lang="vi"><meta charset="utf-8"><title>VNeID (bản thử trên máy này)</title>'
        "<h1>VNeID (bản thử trên máy này)</h1><p>Đăng nhập với tư cách / Log in as:</p>"
        f'<ul>{"".join(rows)}</ul><form method="post"><button name="action" value="deny">Từ chối / Deny</button></form>'
    )


def make_app(issuer: str, registration: Registration, people: Sequence[Person], key: joserfc.jwk.RSAKey) -> flask.Flask:
    """Return the stand-in as a WSGI application that calls itself by this issuer, whatever Host is sent."""
    # Plain http is right on loopback and nowhere else; this process serves nothing else.
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    app = flask.Flask("infra.local.vneid")
    app.secret_key = secrets.token_bytes(32)
    gate = _Gate(registration, people)
    app.before_request(gate.before)
    app.after_request(gate.after)
    oidc_provider_mock.init_app(
        app, require_client_registration=True, require_nonce=True, issue_refresh_token=False,
        user_claims=[User(sub=person.sub, claims=person.claims) for person in people],
    )  # fmt: skip
    app.debug = False
    _furnish(app, registration, key)
    inner, host = app.wsgi_app, urlsplit(issuer).netloc

    def pinned(environ: dict[str, Any], start_response: Any) -> Any:
        for name in [name for name in environ if name.startswith("HTTP_X_FORWARDED_")]:
            del environ[name]
        environ["HTTP_HOST"] = host
        return inner(environ, start_response)

    app.wsgi_app = pinned  # type: ignore[method-assign]
    return app


def _furnish(app: flask.Flask, registration: Registration, key: joserfc.jwk.RSAKey) -> None:
    """Put our client and key into the package's store, which only a request can reach."""
    with app.test_request_context("/.well-known/openid-configuration"):
        app.preprocess_request()
        store = flask.g.oidc_provider_mock_storage
        store.jwk = key
        store.store_client(
            _Confidential(
                id=registration.client_id, secret=registration.client_secret, redirect_uris=registration.redirect_uris,
                allowed_scopes=Client.SCOPES_SUPPORTED, token_endpoint_auth_method="client_secret_basic",  # noqa: S106
            )
        )  # fmt: skip


def signing_key(folder: Path) -> joserfc.jwk.RSAKey:
    """Return the key of this folder, made at the first start, so that a restart keeps its kid."""
    path = folder / "signing-key.json"
    if path.exists():
        return joserfc.jwk.RSAKey.import_key(json.loads(path.read_text("ascii")))
    made = joserfc.jwk.RSAKey.generate_key(2048, private=True)
    described = {**made.as_dict(private=True), "kid": made.thumbprint(), "use": "sig", "alg": "RS256"}
    write_whole(path, json.dumps(described))
    return joserfc.jwk.RSAKey.import_key(described)


def client_secret(folder: Path) -> str:
    """Return the secret shared by the stand-in and the city, made at the first start."""
    path = folder / "client-secret"
    if not path.exists():
        write_whole(path, secrets.token_urlsafe(32))
    return path.read_text("ascii").strip()


def people_of(folder: Path) -> list[Person]:
    """Return everybody of a city pack who can log in."""
    from infra.city.schema import expand_people

    return [Person(person["key"], person["claims"]) for person in expand_people(folder)]


def main(arguments: list[str] | None = None) -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--fd", type=int, help="the listening socket, when one was handed over")
    parser.add_argument("--state", type=Path, required=True, help="the folder of its key and secret")
    parser.add_argument("--people", type=Path, default=Path("infra/city/hcmc"), help="the city pack")
    parser.add_argument("--client-id", default="city-local")
    parser.add_argument("--redirect-uri", action="append", dest="redirect_uris")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    # Its line for each request would keep state and nonce.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    registration = Registration(
        options.client_id, client_secret(options.state), tuple(options.redirect_uris or ["congdanso://login/callback"])
    )
    app = make_app(
        f"http://127.0.0.1:{options.port}", registration, people_of(options.people), signing_key(options.state)
    )
    server = make_server("127.0.0.1", options.port, app, threaded=True, fd=options.fd)

    def end(*_: object) -> None:
        threading.Thread(target=server.shutdown).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    server.serve_forever()


if __name__ == "__main__":
    main()
