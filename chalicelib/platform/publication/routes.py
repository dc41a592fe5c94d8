"""The open catalogue of published data."""

from typing import Any

from chalice import Blueprint

from chalicelib.platform.publication import service
from chalicelib.platform.publication.schemas import Catalogue
from chalicelib.shared.access import OPEN
from chalicelib.shared.http import Call, endpoint

blueprint = Blueprint(__name__)


@endpoint(blueprint, "GET", "/v1/datasets", access=OPEN, cache="public, max-age=60", answer=Catalogue)
def list_datasets(call: Call) -> dict[str, Any]:
    """List the published data sets that an app may download and keep.

    Each is one SQLite file at `url`, which never changes there; `sha256` is its hash. `pointer_url` says within seconds
    which version is active, and is what an app asks for news. Sets that nobody may download as a whole are not listed.
    """
    return service.catalogue(call.language)
