"""A phone that talks to the API through Chalice's own test client and, as API Gateway would, its authorizers."""

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from chalice.test import Client


@dataclass(frozen=True)
class Heard:
    """An answer as the phone got it."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.text)

    @property
    def wrong(self) -> dict[str, str]:
        """Return the codes of wrong fields by their pointers."""
        return {error["pointer"]: error["code"] for error in self.json.get("errors", [])}


class Phone:
    """A phone; `citizen_id` and `session_id` are known when somebody is logged in on it."""

    def __init__(self, token: str | None = None, citizen_id: str = "", session_id: str = "") -> None:
        self.token = token
        self.citizen_id = citizen_id
        self.session_id = session_id

    @classmethod
    def of_citizen(cls, key: str, assurance_level: int = 2) -> "Phone":
        """Return a phone on which this person has a session, as after a login."""
        from chalicelib.account import service as account
        from chalicelib.login import service as login
        from chalicelib.login import tokens
        from chalicelib.shared import settings

        citizen_id = account.reserve(settings.vneid_issuer(), f"subject-of-{key}")
        session = login.begin_session(citizen_id, assurance_level)
        return cls(tokens.access_token(session), citizen_id, session.session_id)

    @classmethod
    def of_staff(cls, *roles: str, body_id: str = "tong-dai-1022", **dates: str | None) -> "Phone":
        """Return a phone of somebody who works for this body in these roles."""
        from chalicelib.shared.staff import StaffMember

        phone = cls.of_citizen("-".join((*roles, body_id)))
        row = {"valid_from": "2025-07-01", "valid_to": None, **dates}
        StaffMember(phone.citizen_id, body_id=body_id, roles=list(roles), **row).save()
        return phone

    def get(self, path: str, headers: dict[str, str] | None = None, **query: Any) -> Heard:
        """Ask for something."""
        return self.send("GET", f"{path}?{urlencode(query)}" if query else path, None, headers)

    def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> Heard:
        """Send something; a body that is neither text nor bytes goes as JSON."""
        return self.send("POST", path, body, headers)

    def send(self, method: str, path: str, body: Any, headers: dict[str, str] | None = None) -> Heard:
        """Send a request as API Gateway would hand it on."""
        import app

        raw = body if isinstance(body, bytes | str) else b"" if body is None else json.dumps(body).encode()
        sent = {"Content-Type": "application/json", **(headers or {})}
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        with Client(app.app) as client:
            try:
                answer = client.http.request(method, quote(path, safe="/?&=%+:,~"), headers=sent, body=raw)
            except Exception as error:
                # What API Gateway makes of an authorizer that says exactly this word.
                if str(error) != "Unauthorized":
                    raise
                return Heard(401, {}, json.dumps({"code": "unauthorized"}))
        return Heard(answer.status_code, _lower(answer.headers), answer.body.decode())


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


REPORT_ID = re.compile(r"HCM-[0-9A-HJKMNP-TV-Z]{9}")
