"""One whole city for all end-to-end tests, brought up by the very command behind `make run`, on ports of its own."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra.local.city import City
from infra.local.place import PROJECT, Place
from infra.local.token import choose, everybody, log_in

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a whole city; that the tests of one city stay in one worker is tests/conftest.py's doing."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@dataclass(frozen=True)
class Answer:
    """What the city answered."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class RunningCity:
    """The city under test, seen from outside: over HTTP, through the AWS API, by its processes."""

    def __init__(self, folder: Path) -> None:
        self.place = Place(folder)
        self._tokens: dict[tuple[str, str], str] = {}

    @property
    def now(self) -> City:
        """Return what the city's card says at this moment."""
        return City(self.place, quiet=True)

    @property
    def base_url(self) -> str:
        return self.now.base_url

    @property
    def endpoint_url(self) -> str:
        return self.now.endpoint_url

    @property
    def outputs(self) -> dict[str, str]:
        return self.now.outputs

    def client(self, service: str) -> Any:
        """Return a boto3 client of the city's cloud."""
        return self.now.client(service)

    def command(self, name: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run one of the commands behind the Makefile."""
        return subprocess.run(
            [sys.executable, "-m", "infra.local.run", name], cwd=PROJECT, capture_output=True, text=True, check=False,
            env={**os.environ, "CITY_STATE": str(self.place.folder), "CITY_PORT": "0", **environment}, timeout=240,
        )  # fmt: skip

    def start(self) -> str:
        """Bring it up; return what the command said."""
        done = self.command("up")
        assert done.returncode == 0, done.stdout + done.stderr + self._last_words()
        return done.stdout

    def stop(self) -> str:
        """Stop it gracefully."""
        done = self.command("down")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def restart(self) -> None:
        """Stop it gracefully and bring it up again."""
        self.stop()
        self.start()

    def _last_words(self) -> str:
        return "".join(
            f"\n== {log.name}\n{log.read_text('utf-8')[-2000:]}" for log in sorted(self.place.logs.glob("*.log"))
        )

    def token(self, role: str = "citizen", name: str = "") -> str:
        """Return an access token of one of the city pack's people, got by logging in."""
        if (role, name) not in self._tokens:
            self._tokens[role, name] = self.log_in(role, name)["access_token"]
        return self._tokens[role, name]

    def log_in(self, role: str = "citizen", name: str = "") -> dict[str, Any]:
        """Walk through the whole login; return the city's answer."""
        return log_in(self.base_url, choose(everybody(), role, name, "tong-dai-1022"))

    def ask(self, method: str, path: str, body: Any = None, token: str | None = None, **headers: str) -> Answer:
        """Send one request to the base URL."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if body is not None:
            sent["Content-Type"] = "application/json"
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        request = urllib.request.Request(self.base_url + path, data, sent, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=40) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read().decode())
        except urllib.error.HTTPError as answer:
            with answer:
                return Answer(answer.code, dict(answer.headers), answer.read().decode())


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCity]:
    """The whole city: base_url, endpoint_url, client(service), outputs, ask, token, restart, stop."""
    running = RunningCity(tmp_path_factory.mktemp("city"))
    running.start()
    yield running
    running.stop()
