"""The embedded AWS as a process of its own: ministack on one loopback socket, checkpointed while it runs.

Ministack saves its state only when it ends gracefully. This wrapper runs it in-process and saves every few seconds, at
SIGUSR1 and at the end, so that a crash costs at most the time since the last checkpoint.
"""

import argparse
import asyncio
import fcntl
import logging
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from infra.local import checkpoint, doorkeeper, gaps, process

# A busy loop can put a checkpoint off a little; 60 s is the promise.
EVERY_SECONDS = 20.0
REGION = "ap-southeast-1"
ACCOUNT = "000000000000"
log = logging.getLogger("infra.local.aws")


def environment(port: int, state: Path, s3: Path, scratch: Path) -> dict[str, str]:
    """Return the whole environment of the embedded AWS and so of every function: nothing of this shell leaks in."""
    daemon = os.environ.get("AWS_XRAY_DAEMON_ADDRESS")
    # The SDK's socket is open to every interface once it has sent anything, so it opens only when somebody listens.
    traces = {"AWS_XRAY_DAEMON_ADDRESS": daemon} if daemon else {"AWS_XRAY_SDK_ENABLED": "false"}
    return {
        **process.inherited(),
        **traces,
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": REGION,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "PERSIST_STATE": "1",
        "STATE_DIR": str(state),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(s3),
        "TMPDIR": str(scratch),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        # With a Docker socket in reach ministack would clear away containers that are not ours.
        "DOCKER_HOST": f"unix://{scratch}/no-docker-here",
        "LAMBDA_EXECUTOR": "local",
        # Roles are enforced here as on AWS: a function that lacks a grant fails on a developer's machine already.
        "AUTH": "true",
        "LOG_LEVEL": "WARNING",
        "AWS_EC2_METADATA_DISABLED": "true",
        # Inside a function these are set per function; a client of the wrapper itself must never find real ones.
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


def caller_environment(endpoint_url: str) -> dict[str, str]:
    """Return the environment of a process that calls the embedded AWS and must never find a real one."""
    return {
        **process.inherited(),
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1,localhost",
    }


def main(arguments: list[str] | None = None) -> None:
    """Serve until SIGTERM or SIGINT, then save and end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fd", type=int, required=True, help="the listening socket that was handed over")
    parser.add_argument("--outbox", type=Path, required=True, help="the file of what is sent to phones")
    parser.add_argument("--every", type=float, default=EVERY_SECONDS, help="seconds between checkpoints")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    state = Path(os.environ["STATE_DIR"])
    state.mkdir(parents=True, exist_ok=True)
    with (state / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"another embedded AWS keeps its state in {state}; two of them would overwrite each other")
        asyncio.run(_serve(options.fd, options.every, state, options.outbox))


async def _serve(fd: int, every: float, state: Path, outbox: Path) -> None:
    import hypercorn.asyncio
    from hypercorn.config import Config

    keeper = Keeper(state)
    application = doorkeeper.guarded(keeper.take_over(), int(os.environ["GATEWAY_PORT"]))
    gaps.close_all(Path(os.environ["TMPDIR"]), outbox)
    ending = asyncio.Event()
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.set)
    loop.add_signal_handler(signal.SIGUSR1, asked.set)
    config = Config()
    config.bind = [f"fd://{fd}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = 5
    config.loglevel = "WARNING"
    saving = asyncio.create_task(keeper.save_now_and_then(every, asked))
    try:
        await hypercorn.asyncio.serve(application, config, shutdown_trigger=ending.wait)
    finally:
        saving.cancel()
        await keeper.save("the end")


class Keeper:
    """Takes ministack's saving into our hands: whole checkpoints instead of one file after the other."""

    def __init__(self, folder: Path) -> None:
        """Remember where checkpoints live."""
        self._folder = folder
        self._saving = asyncio.Lock()
        self._sweep: Callable[[set[str]], None] | None = None
        self._referenced: set[str] = set()

    def take_over(self) -> Any:
        """Return ministack's application, told to load from the latest checkpoint and to leave saving to us."""
        import ministack.core.hypercorn_compat as compat
        from ministack import app as ministack_app
        from ministack.core import persistence
        from ministack.services import lambda_svc  # computes its blob folder now, from STATE_DIR itself

        compat.install()
        newest = checkpoint.latest(self._folder)
        persistence.STATE_DIR = str(newest or self._folder / "none")
        # Its own save at shutdown would write file by file into the checkpoint that must stay whole.
        ministack_app.save_all = lambda _services: None
        # Code of functions that only the checkpoint before still names goes when that checkpoint goes.
        self._sweep = lambda_svc._prune_orphan_code_blobs
        lambda_svc._prune_orphan_code_blobs = self._remember_referenced
        return ministack_app.app

    def _remember_referenced(self, referenced: set[str]) -> None:
        self._referenced = set(referenced)

    async def save_now_and_then(self, every: float, asked: asyncio.Event) -> None:
        """Save every few seconds and whenever asked, for as long as the server runs."""
        while True:
            try:
                await asyncio.wait_for(asked.wait(), every)
                why = "asked"
            except TimeoutError:
                why = "time"
            asked.clear()
            await self.save(why)

    async def save(self, why: str) -> bool:
        """Take one checkpoint; when it fails, say so in the log and keep the one before."""
        from ministack import app as ministack_app
        from ministack.core import persistence

        async with self._saving:
            try:
                # On the loop, where ministack answers its callers: no transaction is half done while this runs.
                _refuse_while_stacks_change()
                states = checkpoint.gather(ministack_app._build_persistence_save_dict())
                path = await asyncio.to_thread(
                    checkpoint.write, self._folder, states, persistence._state_format_version, persistence._json_default
                )
                if self._sweep:
                    self._sweep(self._referenced)
            except (checkpoint.Unwritten, OSError, TypeError, ValueError, RuntimeError) as error:
                log.warning("no checkpoint (%s): %s", why, error)
                return False
        log.debug("checkpoint %s (%s)", path.name, why)
        return True


def _refuse_while_stacks_change() -> None:
    """Refuse a checkpoint in the middle of a deployment: after a restart nobody would go on with the stack."""
    cloudformation = sys.modules.get("ministack.services.cloudformation")
    for stack in list(cloudformation._stacks._data.values()) if cloudformation else ():
        if str(stack.get("StackStatus", "")).endswith("_IN_PROGRESS"):
            raise checkpoint.Unwritten(f"{stack.get('StackName')} is being deployed")


if __name__ == "__main__":
    main()
