"""SNS's applications for phones in memory, and what the phones of a test were sent."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from botocore.client import BaseClient
from botocore.exceptions import ClientError
from moto.core import DEFAULT_ACCOUNT_ID
from moto.sns.models import sns_backends

from tests.cloud import REGION, Cloud
from tests.phones import Phone

CREDENTIALS = {"PlatformCredential": "key", "PlatformPrincipal": "id"}
KINDS = {"ios": "APNS", "android": "GCM"}


@dataclass(frozen=True)
class Arrived:
    """A notice as a phone shows it."""

    token: str
    message_id: str
    title: str
    body: str
    link: str


@dataclass
class Air:
    """Everything between SNS and the phones."""

    cloud: Cloud

    def open(self, monkeypatch: Any) -> None:
        """Make an application for each platform and tell our code of it; nothing was sent yet."""
        for endpoint in list(self._backend.platform_endpoints):
            del self._backend.platform_endpoints[endpoint]
        for platform, kind in KINDS.items():
            made = self.sns.create_platform_application(
                Name=f"city-test-{platform}", Platform=kind, Attributes=CREDENTIALS
            )
            monkeypatch.setenv(f"PUSH_APPLICATION_{platform.upper()}", made["PlatformApplicationArn"])

    @property
    def sns(self) -> Any:
        """Return a client to look behind the scenes with."""
        return self.cloud.client("sns")

    @property
    def _backend(self) -> Any:
        return sns_backends[DEFAULT_ACCOUNT_ID][REGION]

    def endpoints(self) -> dict[str, str]:
        """Return the ARN of each endpoint by its token."""
        return {each.token: each.arn for each in self._backend.platform_endpoints.values()}

    def sent(self, token: str | None = None) -> list[Arrived]:
        """Return everything that was published, to one token if named, a repeat as often as it was published."""
        endpoints = self._backend.platform_endpoints.values()
        return [
            _read(each, message)
            for each in endpoints
            for message in each.messages.values()
            if token in (None, each.token)
        ]

    def shown(self, token: str | None = None) -> list[Arrived]:
        """Return what phones show of it: one notice for each message id."""
        return list(dict.fromkeys(self.sent(token)))

    def disable(self, token: str) -> None:
        """Let SNS find out that nobody is behind a token any more."""
        self.sns.set_endpoint_attributes(EndpointArn=self.endpoints()[token], Attributes={"Enabled": "false"})


def _read(endpoint: Any, message: str) -> Arrived:
    given = json.loads(message)
    payload = json.loads(given[endpoint.application.platform])
    if endpoint.application.platform == "GCM":
        told = payload["fcmV1Message"]["message"]
        shown, data = told["notification"], told["data"]
    else:
        shown, data = payload["aps"]["alert"], payload
    return Arrived(endpoint.token, data["message_id"], shown["title"], shown["body"], data["link"])


def a_phone_of(person: Phone, token: str, language: str = "vi", platform: str = "ios") -> str:
    """Register a phone and return its id."""
    body = {"platform": platform, "token": token, "language": language}
    return str(person.post("/v1/account/devices", body).json["device_id"])


@contextmanager
def refusing(monkeypatch: Any, operation: str, code: str, words: str, times: int = 1000) -> Iterator[list[Any]]:
    """Let SNS refuse an operation as AWS words it; yield what was asked in vain."""
    real, asked = BaseClient._make_api_call, list[Any]()

    def refuse(self: Any, name: str, params: Any) -> Any:
        if name != operation or len(asked) >= times:
            return real(self, name, params)
        asked.append(params)
        raise ClientError({"Error": {"Code": code, "Message": words}}, name)

    with monkeypatch.context() as patching:
        patching.setattr(BaseClient, "_make_api_call", refuse)
        yield asked
