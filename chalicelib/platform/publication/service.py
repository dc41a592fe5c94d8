"""What can be asked and done about published data: the open catalogue, and what editors see and do."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from chalicelib.platform.publication import activation, kinds, places, rules, starting, views
from chalicelib.platform.publication.imports import Import
from chalicelib.platform.publication.models import Head
from chalicelib.platform.publication.schemas import Activation, NewImport
from chalicelib.platform.publication.views import Shown
from chalicelib.published import changes
from chalicelib.published.artifact import UnusableArtifact
from chalicelib.shared import audit, clock, ids, pages, uploads
from chalicelib.shared.access import Person
from chalicelib.shared.errors import Conflict, NotFound, invalid_field
from chalicelib.shared.http import Call

_FORM_SERVES = timedelta(hours=1)
_FIRST_DIFFERENCES = 100
_BINARY = "application/octet-stream"


def catalogue(language: str) -> Shown:
    """Return the active version of every public kind: what an app may download and keep."""
    public = kinds.public()
    heads = Head.of_kinds(dataset.name for dataset in public) if public else {}
    return {
        "items": [views.offered(each, heads[each.name], language) for each in public if each.name in heads]
    }  # fmt: skip


def overview(language: str) -> Shown:
    """Return every kind of the city with its active version."""
    every = kinds.by_name().values()
    heads = Head.of_kinds(dataset.name for dataset in every) if every else {}
    return {"items": [views.dataset(each, heads.get(each.name), language) for each in every]}


def show(kind: str, language: str) -> Shown:
    """Return one kind with its active version; raise NotFound for one that the city has not."""
    return views.dataset(kinds.find(kind), Head.look_up(kind), language)


def versions(kind: str) -> Shown:
    """Return the versions of a kind that are kept; none before the first publication."""
    kinds.find(kind)
    return views.versions(kind, Head.look_up(kind))


def begin_import(kind: str, new: NewImport, person: Person, request_id: str) -> Shown:
    """Return a form with which an editor may send one file of a kind for an hour; Invalid for the name of a report."""
    dataset, moment, import_id = kinds.find(kind), clock.now(), ids.new_ulid("import")
    key, expires_at = places.ticketed(dataset.name, import_id, new.file_name), clock.rfc3339(moment + _FORM_SERVES)
    if places.sent_file(key) is None:
        # What is called like a report would be taken for one when it comes, and wait for ever.
        raise invalid_field("/file_name", "wrong_format")
    audit.record(person, "dataset_import", f"dataset:{kind}", request_id, [import_id])
    Import(
        kind, import_id, status=rules.WAITING, door="desk", created_at=clock.rfc3339(moment), file_key=key,
        file_name=new.file_name, expires_at=expires_at, as_of=new.as_of, source=new.source, by=views.actor(person),
    ).begin()  # fmt: skip
    seconds = int(_FORM_SERVES.total_seconds())
    form = uploads.ticket(places.INCOMING, key, _BINARY, rules.LARGEST_FILE, seconds)
    return {"import_id": import_id, "upload": form, "expires_at": expires_at}


def imports(call: Call) -> Shown:
    """Return a page of a kind's imports, the newest first."""
    kind, limit = call.path["kind"], call.query["limit"]
    kinds.find(kind)
    position = pages.position_of(call.query["cursor"], "imports", kind)
    found = Import.newest(kind, limit + 1, position["before"] if position else None)
    shown = found[:limit]
    more = {"before": shown[-1].import_id} if len(found) > limit else None
    return {
        "items": [views.import_card(each, call.language) for each in shown],
        "next_cursor": pages.next_cursor(more, "imports", kind),
    }


def find_import(kind: str, import_id: str, language: str) -> Shown:
    """Return one import with its report; raise NotFound when there is none of this id and kind."""
    return views.import_in_full(_import(kind, import_id), language)


def run_again(kind: str, import_id: str, call: Call) -> Shown:
    """Set an import going again whose steps have failed; raise Conflict for any other."""
    found = _import(kind, import_id)
    audit.record(call.asker, "dataset_import_again", f"dataset:{kind}", call.request_id, [import_id])
    return views.import_in_full(starting.again(found), call.language)


def activate(kind: str, asked: Activation, person: Person, request_id: str) -> Shown:
    """Make a version that is kept the active one, back or forward."""
    dataset = kinds.find(kind)
    audit.record(person, "dataset_activation", f"dataset:{kind}", request_id, [asked.version])
    return views.versions(kind, activation.choose(dataset, asked.version, asked.sequence, views.actor(person)))


def comparison(kind: str, asked: Mapping[str, Any]) -> Shown:
    """Return what differs between two versions that are kept; by default the active one and the one before it."""
    dataset = kinds.find(kind)
    head = activation.find(dataset)
    older, newer = asked["from"] or head.previous, asked["to"] or head.active
    if not older:
        raise invalid_field("/from", "missing", location="query")
    try:
        with (
            activation.opened(dataset, _entry(head, older)) as before,
            activation.opened(dataset, _entry(head, newer)) as now,
        ):
            return views.comparison(older, newer, changes.comparison(before, now, _FIRST_DIFFERENCES))
    except UnusableArtifact as error:
        raise Conflict("dataset_version_corrupt") from error


def _entry(head: Head, version: str) -> rules.Entry:
    found = head.entry(version)
    if found is None:
        raise NotFound("dataset_version_not_found")
    return found


def _import(kind: str, import_id: str) -> Import:
    kinds.find(kind)
    found = Import.look_up(kind, import_id)
    if found is None:
        raise NotFound("import_not_found")
    return found
