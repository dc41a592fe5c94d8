"""The editors' face of published data: send a file, read its report, look at versions, take one back."""

from typing import Any

from chalice import Blueprint

from chalicelib.platform.publication import schemas, service
from chalicelib.shared.access import staff
from chalicelib.shared.http import Answer, Call, endpoint
from chalicelib.shared.query import PAGE, word

blueprint = Blueprint(__name__)

_EDITORS = staff("editor", "admin")
_ONE = "/desk/v1/datasets/{kind}"
_VERSION = r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}"
_TWO_VERSIONS = {
    "from": word(_VERSION, description="The older version; the one before the active one when it is left out."),
    "to": word(_VERSION, description="The newer version; the active one when it is left out."),
}


@endpoint(blueprint, "GET", "/desk/v1/datasets", access=_EDITORS, answer=schemas.Datasets)
def list_kinds(call: Call) -> dict[str, Any]:
    """List every kind of published data with its active version and its columns."""
    return service.overview(call.language)


@endpoint(blueprint, "GET", _ONE, access=_EDITORS, answer=schemas.DatasetView, problems=(404,))
def show_kind(call: Call) -> dict[str, Any]:
    """Show one kind of published data with its active version and who activated it."""
    return service.show(call.path["kind"], call.language)


@endpoint(
    blueprint, "POST", f"{_ONE}/imports",
    access=_EDITORS, body=schemas.NewImport, answer=schemas.ImportTicket, status=201, problems=(404, 422),
)  # fmt: skip
def begin_import(call: Call) -> Answer:
    """Get the form to send one file of this kind with, for an hour.

    The file goes to `upload.url` as a multipart form with `upload.fields`, the file last. It is published by itself as
    soon as it has come: `GET …/imports/{import_id}` tells how it goes.
    """
    ticket = service.begin_import(call.path["kind"], call.body, call.asker, call.request_id)
    place = f"/desk/v1/datasets/{call.path['kind']}/imports/{ticket['import_id']}"
    return Answer(ticket, headers={"Location": place})


@endpoint(
    blueprint, "GET", f"{_ONE}/imports",
    access=_EDITORS, query=PAGE, answer=schemas.ImportPage, problems=(404, 410),
)  # fmt: skip
def list_imports(call: Call) -> dict[str, Any]:
    """List the files that were sent for this kind, through whichever door, the newest first."""
    return service.imports(call)


@endpoint(
    blueprint, "GET", f"{_ONE}/imports/{{import_id}}",
    access=_EDITORS, answer=schemas.ImportView, problems=(404,),
)  # fmt: skip
def show_import(call: Call) -> dict[str, Any]:
    """Show how an import goes or ended, with its report.

    `status` is `waiting` for its file, then `checking`, `building`, `activating`, and at its end `published`, `refused`
    (the report says why), `superseded` (one that began later is active) or `failed`.
    """
    return service.find_import(call.path["kind"], call.path["import_id"], call.language)


@endpoint(
    blueprint, "POST", f"{_ONE}/imports/{{import_id}}/run",
    access=_EDITORS, answer=schemas.ImportView, status=202, problems=(404, 409),
)  # fmt: skip
def run_import_again(call: Call) -> dict[str, Any]:
    """Set an import going again that has failed, from the file as it was sent."""
    return service.run_again(call.path["kind"], call.path["import_id"], call)


@endpoint(blueprint, "GET", f"{_ONE}/versions", access=_EDITORS, answer=schemas.Versions, problems=(404,))
def list_versions(call: Call) -> dict[str, Any]:
    """List the versions of this kind that are kept, the newest first."""
    return service.versions(call.path["kind"])


@endpoint(
    blueprint, "GET", f"{_ONE}/comparison",
    access=_EDITORS, query=_TWO_VERSIONS, answer=schemas.ComparisonView, problems=(404, 409, 422),
)  # fmt: skip
def compare_versions(call: Call) -> dict[str, Any]:
    """Compare two versions: how many rows were added, removed and changed, and the first hundred with their fields."""
    return service.comparison(call.path["kind"], call.query)


@endpoint(
    blueprint, "POST", f"{_ONE}/activation",
    access=_EDITORS, body=schemas.Activation, answer=schemas.Versions, problems=(404, 409, 422),
)  # fmt: skip
def activate_version(call: Call) -> dict[str, Any]:
    """Make a version that is kept the active one, back or forward, at once.

    Readers have it within half a minute. `sequence` of the versions that were looked at makes sure that nobody changed
    them since (409 `dataset_changed`). An import that began before this does not take its place.
    """
    return service.activate(call.path["kind"], call.body, call.asker, call.request_id)
