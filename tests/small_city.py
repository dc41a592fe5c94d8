"""A city of a few routes, made in a test for manners that no route of the real city shows yet."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from chalice import Blueprint, Chalice
from chalice.test import Client

from chalicelib.shared.access import OPEN
from chalicelib.shared.http import Call, cors_config, endpoint
from tests.phones import Heard


class SmallCity:
    """An app with routes of its own behind the very door of the real ones."""

    def __init__(self) -> None:
        self.app = Chalice(app_name="small-city")
        self.app.api.cors = cors_config()
        self.blueprint = Blueprint("small_city")
        self._views: list[tuple[Callable[[Call], Any], tuple[Any, ...], dict[str, Any]]] = []

    def route(self, method: str, path: str, view: Callable[[Call], Any], **promise: Any) -> "SmallCity":
        """Add a route that answers by this view."""
        endpoint(self.blueprint, method, path, **{"access": OPEN, "name": f"view_{path}", **promise})(view)
        return self

    def ask(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Heard:
        """Send a request as API Gateway would hand it on."""
        if not self.app.routes:
            self.app.register_blueprint(self.blueprint)
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        sent = {"Content-Type": "application/json", **(headers or {})}
        with Client(self.app) as client:
            answer = client.http.request(method, quote(path, safe="/?&=%+:,~"), headers=sent, body=raw)
        return Heard(
            answer.status_code, {name.lower(): text for name, text in answer.headers.items()}, answer.body.decode()
        )


def that_raises(error: Exception) -> SmallCity:
    """Return a city whose one route meets this error."""

    def break_down(call: Call) -> None:
        """Break down."""
        raise error

    return SmallCity().route("GET", "/v1/small/things", break_down)
