"""Call AWS without its SDK: one signed request where a function makes a single call and must start fast.

Loading the SDK, or the part of it that signs alone, would take longer than all else that a look-up function does.
"""

import hashlib
import hmac
import json
import os
from functools import reduce
from typing import Any
from urllib.parse import urlsplit

from chalicelib.shared import clock

_SECONDS = 3.0
_ATTEMPTS = 3
_METHOD = "AWS4-HMAC-SHA256"


class CallFailed(OSError):
    """AWS refused, or did not answer; says the service, the operation and the status."""


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
    """Return the headers of a request with AWS's signature, version 4."""
    at = clock.now().strftime("%Y%m%dT%H%M%SZ")
    headers = {
        "content-type": "application/x-amz-json-1.1",
        "host": urlsplit(url).netloc,
        "x-amz-date": at,
        "x-amz-security-token": os.environ.get("AWS_SESSION_TOKEN", ""),
        "x-amz-target": target,
    }
    headers = {name: value for name, value in headers.items() if value}
    names, lines = ";".join(headers), "".join(f"{name}:{value}\n" for name, value in headers.items())
    request = "\n".join(("POST", urlsplit(url).path or "/", "", lines, names, hashlib.sha256(body).hexdigest()))
    scope = f"{at[:8]}/{_region()}/{service}/aws4_request"
    text = f"{_METHOD}\n{at}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    key = reduce(_keyed, scope.split("/"), b"AWS4" + os.environ["AWS_SECRET_ACCESS_KEY"].encode())
    credential = f"{os.environ['AWS_ACCESS_KEY_ID']}/{scope}"
    signature = _keyed(key, text).hex()
    return {
        **headers,
        "authorization": f"{_METHOD} Credential={credential}, SignedHeaders={names}, Signature={signature}",
    }


def _keyed(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")


def _endpoint(service: str) -> str:
    return os.environ.get("AWS_ENDPOINT_URL") or f"https://{service}.{_region()}.amazonaws.com/"


def _region() -> str:
    return os.environ.get("AWS_REGION") or os.environ["AWS_DEFAULT_REGION"]
