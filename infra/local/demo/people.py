"""The people of the demo: each with a phone or a desk of her own, over HTTP and nothing else."""

import json
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from typing import Any

from infra.local.demo.narrator import Missed
from infra.local.ports import opener
from infra.local.token import choose, everybody, log_in

# The worker's own limit is 25 s; S3 answers at once.
_TIMEOUT = 40


@dataclass(frozen=True)
class Answer:
    """What the city answered."""

    status: int
    body: Any


@dataclass
class Person:
    """Somebody who has logged in, and what she asks of the city."""

    name: str
    base_url: str
    token: str = field(repr=False)
    language: str = "vi"

    @classmethod
    def logged_in(cls, name: str, base_url: str, role: str, key: str, language: str = "vi") -> "Person":
        """Walk through the login of somebody of the city pack: by key, or by body for an officer."""
        answer = log_in(base_url, choose(everybody(), role, key, "tong-dai-1022"))
        return cls(name, base_url, answer["access_token"], language)

    def asks(self, path: str) -> Any:
        """Read something; raise Missed when the city does not give it."""
        return self._must("GET", path, None)

    def sends(self, path: str, body: Any = None, method: str = "POST") -> Any:
        """Do something, once however often the network repeats it; raise Missed when the city refuses."""
        return self._must(method, path, body)

    def tries(self, method: str, path: str, body: Any = None) -> Answer:
        """Do something that may be refused."""
        headers = {
            "Authorization": f"Bearer {self.token}", "Accept-Language": self.language,
            "Idempotency-Key": str(uuid.uuid4()),
        }  # fmt: skip
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        if data is not None:
            headers["Content-Type"] = "application/json"
        status, text = fetched(self.base_url + path, method, data, headers)
        return Answer(status, json.loads(text) if text else None)

    def uploads(self, picture: bytes, content_type: str = "image/jpeg") -> str:
        """Send a photo as a phone does, with a ticket straight to the bucket; return its id."""
        ticket = self.sends("/v1/feedback/photos", {"content_type": content_type, "size": len(picture)})
        boundary = uuid.uuid4().hex
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in ticket["upload"]["fields"].items()
        ]
        file = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="photo.jpg"\r\n\r\n'
        body = ("".join(parts) + file).encode() + picture + f"\r\n--{boundary}--\r\n".encode()
        form = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        status, _ = fetched(ticket["upload"]["url"], "POST", body, form)
        if status not in (200, 201, 204):
            raise Missed(f"the bucket took the photo (it answered {status})")
        return str(ticket["photo_id"])

    def _must(self, method: str, path: str, body: Any) -> Any:
        answer = self.tries(method, path, body)
        if answer.status >= 400:
            raise Missed(f"{method} {path} for {self.name}: {answer.status} {json.dumps(answer.body)[:300]}")
        return answer.body


def fetched(url: str, method: str, data: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
    """Return status and bytes of one request."""
    request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310 - a URL of the running city
    try:
        with opener().open(request, timeout=_TIMEOUT) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read()
