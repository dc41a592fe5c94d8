"""Where the embedded AWS differs from the real one and what we do about it: one function a gap, applied at its start.

Known and left alone: a changed API body gives the API a new id (the forwarder is told the new one at every start);
undelivered stream records do not survive a restart (the city's sweeper finds the rows);
partial failures of a stream's batch are not read; a stream's batch is tried until its records are too old, whatever
MaximumRetryAttempts says; a FIFO queue is read by one at a time; API Gateway compresses nothing;
Lambda drops no line below ApplicationLogLevel, which the functions' own logger does already. Those of Step Functions
are in workflow_gaps.py.
"""

import hashlib
import sys
import threading
import zipfile
from pathlib import Path
from typing import Any

from infra.local import phones, workflow_gaps


def close_all(scratch: Path, outbox: Path) -> None:
    """Close every gap we know how to close."""
    _keep_mock_responses()
    _isolate_functions(scratch)
    _unpack_code_once(scratch / "unpacked")
    _authorise_batches_by_their_entries()
    _read_streams_from_their_beginning()
    workflow_gaps.close_all()
    phones.close_all(outbox)


def _keep_mock_responses() -> None:
    """Import mock integrations with their responses; without them a preflight is answered without any CORS header."""
    from ministack.services import apigateway_v1 as gateway

    original = gateway._import_operation

    def complete(api_id: str, resource_id: str, http_method: str, operation: Any, *rest: Any) -> None:
        original(api_id, resource_id, http_method, operation, *rest)
        described = (operation or {}).get("x-amazon-apigateway-integration") or {}
        if str(described.get("type")).lower() != "mock":
            return
        method = gateway._resources[api_id][resource_id]["resourceMethods"][http_method]
        method["methodIntegration"]["requestTemplates"] = described.get("requestTemplates", {})
        for pattern, answer in described.get("responses", {}).items():
            told = {**answer, "selectionPattern": "" if pattern == "default" else pattern}
            gateway._put_integration_response(api_id, resource_id, http_method, str(answer["statusCode"]), told)

    gateway._import_operation = complete


def _isolate_functions(scratch: Path) -> None:
    """Let functions see only what their zip holds, as on AWS, and not this environment's packages.

    A package that is missing from the zip must fail here, too, and not first on AWS.
    """
    from ministack.core import lambda_runtime

    door = scratch / "function-python"
    door.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S -s -P "$@"\n', "utf-8")
    door.chmod(0o700)
    original = lambda_runtime._detect_runtime_binary

    def detect(runtime: str) -> tuple[str, str]:
        binary, script = original(runtime)
        return (str(door) if binary == sys.executable else binary), script

    lambda_runtime._detect_runtime_binary = detect


def _authorise_batches_by_their_entries() -> None:
    """Ask a role for `sqs:SendMessage` when a batch is sent, as IAM does, which knows no action for batches."""
    from ministack.core import iam_actions

    original = iam_actions.extract_iam_action

    def extract(service: str, *request: Any, **more: Any) -> str | None:
        action: str | None = original(service, *request, **more)
        return action.removesuffix("Batch") if action and service == "sqs" else action

    iam_actions.extract_iam_action = extract


def _read_streams_from_their_beginning() -> None:
    """Let readers of streams begin at 0 after a restart, as the streams themselves do.

    Their places are kept and the records are not, so as many new rows as there were old ones would be passed over.
    """
    from ministack.services import lambda_svc

    original, places = lambda_svc._restore_esm_positions, lambda_svc._dynamodb_stream_positions

    def restore(store: Any, kept: Any) -> None:
        original(store, kept)
        if store is places:
            places._data.update(dict.fromkeys(places._data, 0))

    lambda_svc._restore_esm_positions = restore
    # The state may have been loaded when the module was.
    places._data.update(dict.fromkeys(places._data, 0))


def _unpack_code_once(shelf: Path) -> None:
    """Unpack equal code once for all functions and workers, instead of some fifty megabytes for each."""
    from ministack.core import lambda_runtime

    unpacking = threading.Lock()

    class SharedZip(zipfile.ZipFile):
        def extractall(self, path: Any = None, members: Any = None, pwd: Any = None) -> None:
            target = Path(str(path))
            if target.name != "code" or members is not None:
                super().extractall(path, members, pwd)
                return
            kept = shelf / hashlib.sha256(Path(str(self.filename)).read_bytes()).hexdigest()
            with unpacking:
                if not kept.exists():
                    draft = kept.with_suffix(".part")
                    super().extractall(draft, members, pwd)
                    draft.rename(kept)
            target.rmdir()
            target.symlink_to(kept, target_is_directory=True)

    class Shared:
        """The zipfile module as the embedded AWS sees it."""

        ZipFile = SharedZip
        BadZipFile = zipfile.BadZipFile
        LargeZipFile = zipfile.LargeZipFile
        LargeFileError = zipfile.LargeZipFile

    lambda_runtime.zipfile = Shared
