"""Call AWS without its SDK: one signed request where a function makes a single call and must start fast.

Only the signature is botocore's; loading its sessions, service models and clients would take longer than all else that
a look-up function does.
"""

import json
import os
from typing import Any, NamedTuple

_SECONDS = 3.0
_ATTEMPTS = 3


class CallFailed(OSError):
    """AWS refused, or did not answer; says the service, the operation and the status."""


class _Credentials(NamedTuple):
    """What Lambda gives a function to sign with, under the names that botocore's signer reads."""

    access_key: str
    secret_key: str
    token: str | None


def call(service: str, target: str, sent: dict[str, Any]) -> dict[str, Any]:
    """Call an operation such as `secretsmanager.GetSecretValue` of a service that speaks JSON; repeat what failed.

    Raise CallFailed when it is refused or does not answer.
    """
    failed = CallFailed(f"{target} was not tried")
    for _ in range(_ATTEMPTS):
        try:
            return _once(service, target, sent)
        except CallFailed as error:
            failed = error
            if error.args[1:] and error.args[1] < 500:
                break
    raise failed


def _once(service: str, target: str, sent: dict[str, Any]) -> dict[str, Any]:
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    url, body = _endpoint(service), json.dumps(sent).encode()
    request = Request(url, body, _signed(service, target, url, body), method="POST")  # noqa: S310 - AWS's own address
    try:
        with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
            told: dict[str, Any] = json.loads(answer.read())
            return told
    except HTTPError as refused:
        refused.close()
        raise CallFailed(f"{target}: status {refused.code}", refused.code) from None
    except OSError as error:
        raise CallFailed(f"{target}: {type(error).__name__}") from None


def _signed(service: str, target: str, url: str, body: bytes) -> dict[str, str]:
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest

    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target}
    request = AWSRequest("POST", url, headers, body)
    environ = os.environ
    credentials = _Credentials(
        environ["AWS_ACCESS_KEY_ID"], environ["AWS_SECRET_ACCESS_KEY"], environ.get("AWS_SESSION_TOKEN")
    )
    SigV4Auth(credentials, service, _region()).add_auth(request)
    return dict(request.headers.items())


def _endpoint(service: str) -> str:
    return os.environ.get("AWS_ENDPOINT_URL") or f"https://{service}.{_region()}.amazonaws.com/"


def _region() -> str:
    return os.environ.get("AWS_REGION") or os.environ["AWS_DEFAULT_REGION"]
