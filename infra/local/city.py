"""Bring the whole city up and down: embedded AWS, the very templates, stand-in VNeID, city pack, one base URL."""

import fcntl
import os
import shutil
import signal
import socket
import time
import urllib.error
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from infra.local import aws, checkpoint, clocks, deployment, ports, process
from infra.local.place import PROJECT, Place
from infra.local.process import Started
from infra.local.talk import Trouble, say, step
from infra.packaging.names import API_STAGE

DEFAULT_PORT = 8080
# The last checkpoint of a large city takes a while; nothing else does.
PATIENCE = {"aws": 60.0, "vneid": 5.0, "forwarder": 5.0}


@dataclass
class City:
    """One local city: what is known of it, and the processes that make it up."""

    place: Place
    quiet: bool = False
    card: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read what the last command left."""
        self.card = self.place.read()

    @property
    def base_url(self) -> str:
        """Return the URL under which both APIs are reached."""
        return str(self.card["base_url"])

    @property
    def endpoint_url(self) -> str:
        """Return the embedded AWS's own URL."""
        return str(self.card["endpoint_url"])

    @property
    def day_seconds(self) -> str:
        """Return how many seconds a day of the city's limits lasts, empty for real days."""
        return str(self.card.get("day_seconds", ""))

    @property
    def outputs(self) -> dict[str, str]:
        """Return the outputs of every stack."""
        return dict(self.card["outputs"])

    def client(self, service: str) -> Any:
        """Return a boto3 client of the embedded AWS."""
        return deployment.client(service, self.endpoint_url)

    def processes(self) -> list[Started]:
        """Return the processes that the card names, in the order they were started."""
        found = (Started.read(entry) for entry in self.card.get("processes", []))
        return [entry for entry in found if entry]

    def is_up(self) -> bool:
        """Tell whether every process of a finished start still runs."""
        running = self.processes()
        return self.card.get("state") == "up" and len(running) == 3 and all(entry.lives() for entry in running)

    def is_outdated(self) -> bool:
        """Tell whether the sources have changed since they were deployed."""
        return bool(self.card.get("deployed") != deployment.fingerprint(self.card))

    def up(self, port: int | None = None, day_seconds: str | None = None) -> bool:
        """Bring the city up, or resume it with its data; return False when it was up already.

        Without a port it listens where it did before, at first on 8080; 0 takes any free one. `day_seconds` is how long
        a day of the city's limits lasts, empty for real days; without it as before, at first real days.
        """
        with self._alone():
            self.card = self.place.read()
            if self.is_up():
                return False
            self.place.check_room()
            self._clear_away()
            with _interruptible(), ExitStack() as undo:
                undo.callback(self._undo)
                self.card["day_seconds"] = self.day_seconds if day_seconds is None else day_seconds
                self._start(port)
                undo.pop_all()
        return True

    def down(self) -> bool:
        """Stop what was started and nothing else; return whether anything ran."""
        with self._alone():
            self.card = self.place.read()
            ran = any(entry.lives() for entry in self.processes())
            self._stop_all()
        return ran

    def checkpoint(self) -> None:
        """Have the embedded AWS save now, and wait until it has."""
        before = checkpoint.number_of(self.place.aws)
        os.kill(self._process("aws").pid, signal.SIGUSR1)
        _wait(lambda: checkpoint.number_of(self.place.aws) > before, 60, "The embedded AWS did not save its state.")

    def _process(self, name: str) -> Started:
        return next(entry for entry in self.processes() if entry.name == name)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.place.make()
        with self.place.lock_file.open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Trouble("Another command is starting or stopping this city; wait until it is done.") from error
            yield

    def _clear_away(self) -> None:
        """Remove what a crash may have left: half a city, old temporary files, a first deployment that never ended."""
        self._stop_all()
        shutil.rmtree(self.place.scratch, ignore_errors=True)
        self.place.scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
        if "deployed" not in self.card or checkpoint.latest(self.place.aws) is None:
            self.card.pop("deployed", None)
            for folder in (self.place.aws, self.place.s3):
                shutil.rmtree(folder, ignore_errors=True)
        for draft in self.place.s3.rglob("*.tmp"):
            # Half of an object: it is written beside its place and moved; its description comes last.
            if not draft.with_name(draft.name + ".meta.json").exists():
                draft.unlink(missing_ok=True)

    def _start(self, port: int | None) -> None:
        with ExitStack() as closing:
            sockets = {name: closing.enter_context(opened) for name, opened in self._open_ports(port).items()}
            numbers = {name: opened.getsockname()[1] for name, opened in sockets.items()}
            self.card |= {
                "state": "starting", "ports": numbers, "processes": [],
                "base_url": f"http://127.0.0.1:{numbers['base']}",
                "endpoint_url": f"http://127.0.0.1:{numbers['aws']}",
                "vneid_url": f"http://127.0.0.1:{numbers['vneid']}",
            }  # fmt: skip
            with step("starting the embedded AWS and the VNeID stand-in", self.quiet):
                self._start_aws(sockets["aws"], numbers["aws"])
                self._start_vneid(sockets["vneid"], numbers["vneid"])
                self._wait_for(f"{self.endpoint_url}/_ministack/health", "aws", 60)
                self._wait_for(f"{self.card['vneid_url']}/jwks", "vneid", 30)
            self._deploy_if_changed()
            with step("opening the base URL and waiting for the first answer", self.quiet):
                self._start_forwarder(sockets["base"], numbers["aws"])
                self._wait_for(f"{self.base_url}/v1/health-check", "forwarder", 90)
        self.card["state"] = "up"
        self.place.write(self.card)
        self.place.pid_file.write_text(f"{self._process('forwarder').pid}\n", "ascii")
        self.place.url_file.write_text(self.base_url + "\n", "ascii")
        with step("setting the reports' clocks going", self.quiet):
            told = clocks.set_going(self.client("lambda"))
        if not self.quiet:
            say(f"  {told}")

    def _open_ports(self, port: int | None) -> dict[str, socket.socket]:
        known: Mapping[str, int] = self.card.get("ports", {}) if "deployed" in self.card else {}
        wanted = port or known.get("base", DEFAULT_PORT if port is None else 0)
        opened = {"base": ports.listen(wanted, "the city", f"Choose another: CITY_PORT={wanted + 1000} make run")}
        try:
            for offset, name in enumerate(("aws", "vneid"), 1):
                if name == "vneid" and name in known:
                    # Accounts belong to the issuer, whose name holds the port: another port would be another issuer.
                    remedy = "People's accounts belong to that address; free it, or start afresh with `make clean`."
                    opened[name] = ports.listen(known[name], "the VNeID stand-in", remedy)
                else:
                    usual = wanted + offset if wanted else 0
                    opened[name] = ports.listen_near(known.get(name, usual), name)
        except Trouble:
            for entry in opened.values():
                entry.close()
            raise
        return opened

    def _start_aws(self, listening: socket.socket, port: int) -> None:
        environment = aws.environment(port, self.place.aws, self.place.s3, self.place.scratch)
        self._launch("aws", ["--outbox", str(self.place.outbox)], listening, environment)

    def _start_vneid(self, listening: socket.socket, port: int) -> None:
        arguments = ["--port", str(port), "--state", str(self.place.vneid), "--client-id", deployment.CLIENT_ID,
                     "--people", str(deployment.PACK), "--redirect-uri", deployment.REDIRECT_URI]  # fmt: skip
        self._launch("vneid", arguments, listening, process.inherited())

    def _start_forwarder(self, listening: socket.socket, aws_port: int) -> None:
        arguments = ["--aws-port", str(aws_port), "--citizen", self.outputs["CitizenApiId"],
                     "--staff", self.outputs["StaffApiId"], "--stage", API_STAGE]  # fmt: skip
        self._launch("forwarder", arguments, listening, process.inherited())

    def _launch(
        self, name: str, arguments: list[str], listening: socket.socket, environment: Mapping[str, str]
    ) -> None:
        number = listening.fileno()
        started = process.start(
            name, f"infra.local.{name}", ["--fd", str(number), *arguments], log=self.place.logs / f"{name}.log",
            environment=environment, folder=PROJECT, sockets=[number],
        )  # fmt: skip
        listening.close()
        self.card["processes"].append(started.card())
        # At once, so that even after a crash of this very command the next one knows whom to stop.
        self.place.write(self.card)

    def _deploy_if_changed(self) -> None:
        wanted = deployment.fingerprint(self.card)
        if self.card.get("deployed") == wanted and deployment.stands(self.endpoint_url, self.outputs):
            return
        outputs = deployment.deploy(self.place, self.card, self.quiet)
        self.card["outputs"] = outputs
        with step("saving the first checkpoint", self.quiet):
            self.checkpoint()
        self.card["deployed"] = wanted
        self.place.write(self.card)

    def _wait_for(self, url: str, name: str, seconds: float) -> None:
        started = self._process(name)
        log = self.place.logs / f"{name}.log"

        def answers() -> bool:
            if not started.lives():
                raise Trouble(f"{name} ended while starting; its last words are in {log}")
            return _status(url) == 200

        _wait(answers, seconds, f"{url} did not answer within {seconds:.0f} s; see {log}")

    def _undo(self) -> None:
        if not self.quiet:
            say("  stopping what was started …")
        with _uninterrupted():
            self._stop_all()

    def _stop_all(self) -> None:
        for path in (self.place.url_file, self.place.pid_file):
            path.unlink(missing_ok=True)
        for started in reversed(self.processes()):
            if not process.stop(started, PATIENCE.get(started.name, 5.0)):
                say(f"  {started.name} did not stop by itself and was ended.")
        if self.card:
            self.card |= {"state": "down", "processes": []}
            self.place.write(self.card)


def _status(url: str) -> int:
    try:
        with ports.opener().open(url, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except (OSError, ValueError):
        return 0


def _wait(reached: Any, seconds: float, sentence: str) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > deadline:
            raise Trouble(sentence)
        time.sleep(0.1)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let SIGTERM end a start as Ctrl-C does, so that it is undone, too."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Keep a second Ctrl-C from leaving half a city behind."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
