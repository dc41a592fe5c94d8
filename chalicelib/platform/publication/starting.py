"""From a file that S3 tells of to an execution that publishes it: once for each file, however often it is told."""

from typing import Any
from urllib.parse import unquote_plus

from chalicelib.platform.publication import places, rules
from chalicelib.platform.publication.imports import UNFINISHED, Import
from chalicelib.shared import clock, executions, ids, settings
from chalicelib.shared.errors import Conflict


def take(record: dict[str, Any]) -> None:
    """Begin to publish a file of one S3 record; do nothing for a report, a folder, or what has begun before."""
    told = record["s3"]["object"]
    # Keys come encoded as in a form.
    key = unquote_plus(told["key"])
    sent = places.sent_file(key)
    if sent is None:
        return
    start(_import_of(key, sent, told, _moment(record)))


def start(imported: Import) -> None:
    """Start the execution of an import's present run; one that runs or has run under this name is left alone."""
    given = {"kind": imported.kind, "import_id": imported.import_id, "run": int(imported.run)}
    executions.start(machine(), name_of(imported), given)


def again(imported: Import) -> Import:
    """Set a failed import going again from its file, and return it; raise Conflict for one that has not failed."""
    if imported.status != rules.FAILED or not imported.again(int(imported.run)):
        raise Conflict("import_not_failed")
    start(imported)
    return imported


def machine() -> str:
    """Return the state machine that publishes."""
    return settings.workflow("publications")


def name_of(imported: Import) -> str:
    """Return the name of the execution of an import's present run; a name is used once."""
    return f"{imported.import_id}-{int(imported.run)}"


def _import_of(key: str, sent: places.Sent, told: dict[str, Any], began_at: str) -> Import:
    etag, sequencer, size = str(told["eTag"]), str(told.get("sequencer", "")), int(told.get("size", 0))
    if sent.ticket and (found := Import.look_up(sent.kind, sent.ticket)) and found.file_key == key:
        if found.take_file(etag, sequencer, size, began_at):
            return found
        found = Import.look_up(sent.kind, sent.ticket) or found
        if (found.etag, found.sequencer) == (etag, sequencer):
            return found
    import_id = ids.ulid_of("import", clock.parse_rfc3339(began_at), key, etag, sequencer)
    made = Import(
        sent.kind, import_id, status=rules.CHECKING, door="bucket", created_at=began_at, began_at=began_at,
        file_key=key, file_name=sent.file_name, etag=etag, sequencer=sequencer, size=size, run=1,
        unfinished=UNFINISHED,
    )  # fmt: skip
    return made if made.begin() else Import.look_up(sent.kind, import_id) or made


def _moment(record: dict[str, Any]) -> str:
    """Return when S3 took the file: the same for every time that the event is told."""
    return clock.rfc3339(clock.parse_rfc3339(record["eventTime"]))
