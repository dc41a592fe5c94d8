"""Split the one app into one function per feature and two APIs: a pure step from dictionaries to dictionaries."""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib import features
from infra.packaging import grants as granting
from infra.packaging.documents import merged
from infra.packaging.functions import FEATURE_HANDLER, function_resources
from infra.packaging.gateway import Api, api_resources
from infra.packaging.model import Model

STAFF_PREFIX = "/desk/"


class SplitError(ValueError):
    """The app, features.py and grants.yaml do not agree; the message says what to add where."""


def api_template(model: Model, overlay: Mapping[str, Any], grants_document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the API stack: the overlay of api.yaml with every function and both APIs in it."""
    grants = granting.read_grants(grants_document)
    functions = functions_of(model, grants)
    _refuse_two_masters(model, grants)
    owners = path_owners(model)
    resources: dict[str, Any] = {}
    for name, (handler, feature) in functions.items():
        resources |= function_resources(grants[name], handler, feature, overlay["x-function"])
    for name, mould in overlay["x-apis"].items():
        api = Api(name, {path: owner for path, owner in owners.items() if api_of(path) == name}, mould)
        resources |= api_resources(api, model, overlay)
    generated = {"Parameters": granting.parameters(grants), "Resources": resources}
    return _without_moulds(merged(overlay, generated))


def functions_of(model: Model, grants: Iterable[str]) -> dict[str, tuple[str, str | None]]:
    """Return the handler and the FEATURE of every function; refuse one without a grant and a grant without one."""
    served = [function.name for function in features.functions()]
    named: dict[str, tuple[str, str | None]] = {name: (FEATURE_HANDLER, name) for name in served}
    named |= {name: (handler, None) for name, handler in model.authorizers.items()}
    named |= {name: (handler, feature_of(handler)) for name, handler in model.handlers.items()}
    if missing := set(named) - set(grants):
        raise SplitError(f"grants.yaml has no block for {', '.join(sorted(missing))}")
    if unused := set(grants) - set(named):
        raise SplitError(f"grants.yaml has blocks that no function bears: {', '.join(sorted(unused))}")
    return named


def _refuse_two_masters(model: Model, grants: Mapping[str, granting.Grant]) -> None:
    # Chalice's app and the authorizers would not know what to make of a message.
    if both := [name for name, grant in grants.items() if grant.sources and name not in model.handlers]:
        raise SplitError(f"only handlers of a workflow.py may have sources: {', '.join(sorted(both))}")


def path_owners(model: Model) -> dict[str, str]:
    """Return the function that serves each path; refuse a path that nobody in features.py owns."""
    owners = {}
    for path in model.paths:
        owner = features.function_of(path)
        if owner is None:
            raise SplitError(f"no feature in features.py owns the path {path}")
        owners[path] = owner.name
    return owners


def api_of(path: str) -> str:
    """Return the API that serves a path."""
    return "StaffApi" if path.startswith(STAFF_PREFIX) else "CitizenApi"


def feature_of(handler: str) -> str | None:
    """Return the feature whose package a handler lies in; None for one of the ground floor."""
    owners = [one.name for one in features.FEATURES if handler.startswith(f"{one.package}.")]
    return owners[0] if owners else None


def _without_moulds(document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if not key.startswith("x-")}
